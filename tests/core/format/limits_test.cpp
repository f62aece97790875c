#include "format/limits.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <string>

#include "models/model.h"
#include "models/trainer.h"
#include "support/matchers.h"
#include "support/network_builder.h"

namespace attune::format {
namespace {
using test::has_code;
using test::Proto;

// So many pipelines in pipelines, written without recursion.
std::string pipelines(int depth) {
  std::string bytes = Proto().field(1, 4).bytes();
  for (int i = 0; i < depth; ++i) bytes = Proto().message(202, Proto().field(1, bytes)).bytes();
  return bytes;
}

std::string layers(int count) {
  Proto network;
  for (int i = 0; i < count; ++i) network.message(1);
  return Proto().message(500, network).bytes();
}
}  // namespace

TEST_CASE("limits: files of every kind are within them", "[format]") {
  for (const coreml::Model& model :
       {test::score_network(), test::value_network(), test::label_network()}) {
    CHECK_NOTHROW(check_model_file(model.SerializeAsString(), {}));
  }
  CHECK_NOTHROW(check_model_file("", {}));
  CHECK_NOTHROW(check_delta(""));
}

TEST_CASE("limits: a file may not be larger", "[format]") {
  CHECK_NOTHROW(check_model_file(std::string("\x08\x04"), {.bytes = 2}));
  CHECK_THROWS_MATCHES(check_model_file(std::string("\x08\x04"), {.bytes = 1}), Error,
                       has_code(ErrorCode::model_too_large, "more bytes than 1"));
}

TEST_CASE("limits: nothing lies deeper, however deep it is", "[format]") {
  CHECK_NOTHROW(check_model_file(pipelines(20), {}));
  CHECK_NOTHROW(check_model_file(pipelines(1), {.depth = 3}));
  CHECK_THROWS_MATCHES(check_model_file(pipelines(1), {.depth = 2}), Error,
                       has_code(ErrorCode::model_too_large, "deeper than 2"));
  CHECK_THROWS_MATCHES(check_model_file(pipelines(3'000), {}), Error,
                       has_code(ErrorCode::model_too_large, "deeper than 64"));
  std::string delta;
  for (int i = 0; i < 1'000; ++i) delta = Proto().field(5, delta).bytes();
  CHECK_THROWS_MATCHES(check_delta(delta), Error,
                       has_code(ErrorCode::model_too_large, "deeper than 64"));
}

TEST_CASE("limits: fields and layers are counted before they are read", "[format]") {
  CHECK_NOTHROW(check_model_file(layers(5), {.fields = 6, .layers = 5}));
  CHECK_THROWS_MATCHES(check_model_file(layers(5), {.fields = 5}), Error,
                       has_code(ErrorCode::model_too_large, "more fields than 5"));
  CHECK_THROWS_MATCHES(check_model_file(layers(5), {.layers = 4}), Error,
                       has_code(ErrorCode::model_too_large, "more layers than 4"));
}

TEST_CASE("limits: a length that does not fit is found in whichever message", "[format]") {
  // description { input { type { multiArrayType: 9 bytes of which there are 2
  const std::string bytes = {0x12, 8, 0x0a, 6, 0x1a, 4, 0x2a, 9, 0x0a, 0};
  CHECK_THROWS_MATCHES(check_model_file(bytes, {}), Error,
                       has_code(ErrorCode::model_invalid, "longer than the message"));
}

TEST_CASE("limits: what protobuf takes for bytes is not looked into", "[format]") {
  // A name that is no message, and a layer's bytes, which the layer reads itself.
  CHECK_NOTHROW(check_model_file(
      Proto().message(2, Proto().message(1, Proto().field(1, "\xff\xff"))).bytes(), {}));
  CHECK_NOTHROW(check_model_file(Proto().message(500, Proto().field(1, "\xff\xff")).bytes(), {}));
}

TEST_CASE("limits: a plan that needs more memory is refused before any is taken", "[format]") {
  const std::string bytes = test::score_network().SerializeAsString();
  CHECK_NOTHROW(models::read_model(bytes, {}, {.memory_bytes = 4096}));
  CHECK_THROWS_MATCHES(models::read_model(bytes, {}, {.memory_bytes = 256}), Error,
                       has_code(ErrorCode::memory));
  // The update of a model needs more than its predictions: gradients, state, a batch.
  const auto model = models::read_model(bytes, {}, {.memory_bytes = 1024});
  CHECK_THROWS_MATCHES(model->make_trainer({}), Error, has_code(ErrorCode::memory));
}

TEST_CASE("limits: an input of declared terabytes takes no memory", "[format]") {
  coreml::Model model = test::score_network();
  *model.mutable_description()->mutable_input(0) = test::array_feature("x", {1 << 20, 1 << 9});
  CHECK_THROWS_AS(models::read_model(model.SerializeAsString()), Error);
  *model.mutable_description()->mutable_input(0) =
      test::array_feature("x", {1 << 30, 1 << 30, 1 << 30});
  CHECK_THROWS_MATCHES(models::read_model(model.SerializeAsString()), Error,
                       has_code(ErrorCode::model_too_large));
}

}  // namespace attune::format
