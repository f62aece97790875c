// What this build of the core, the whole one, leaves out: nothing. tests/web/core/slim-core.test.ts
// has the other one.
#include "models/catalogue.h"

#include <catch2/catch_test_macros.hpp>

#include "format/layer_spec.h"
#include "support/wire_writer.h"

namespace attune::models {
namespace {
using test::Proto;

coreml::Model network_with(std::uint32_t kind) {
  coreml::Model message;
  *message.mutable_neuralnetwork()->add_layers() =
      Proto().field(1, "layer").message(kind, Proto()).bytes();
  return message;
}
}  // namespace

TEST_CASE("the whole core leaves out no kind of layer, in a pipeline neither", "[models]") {
  coreml::Model pipeline;
#define KIND(name, format_name, number)                 \
  CHECK_NOTHROW(refuse_left_out(network_with(number))); \
  *pipeline.mutable_pipeline()->add_models() = network_with(number);
#include "format/layer_kinds.inc"
#undef KIND
  CHECK(pipeline.pipeline().models_size() > 150);
  CHECK_NOTHROW(refuse_left_out(pipeline));
}

TEST_CASE("a kind that the format does not list is not called left out", "[models]") {
  CHECK_NOTHROW(refuse_left_out(network_with(99999)));
}

}  // namespace attune::models
