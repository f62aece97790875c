#include "format/layer_spec.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <string>

#include "support/matchers.h"
#include "support/wire_writer.h"

namespace attune::test {
namespace {
using format::FieldPath;
using format::Floats;
using format::LayerKind;
using format::LayerSpec;
using format::WeightStore;

const Proto kParams = Proto().field(1, 3).field(2, 1).message(20, weights({1, 2, 3}, true));
const std::string kLayer = Proto()
                               .field(1, "fc")
                               .field(2, "a")
                               .field(2, "b")
                               .field(3, "y")
                               .field(10, true)
                               .message(140, kParams)
                               .bytes();

TEST_CASE("layer spec: names, kind and parameters in place", "[format]") {
  const LayerSpec spec(kLayer, 7);
  CHECK(spec.name() == "fc");
  CHECK(spec.kind() == LayerKind::inner_product);
  CHECK(spec.inputs() == std::vector<std::string_view>{"a", "b"});
  CHECK(spec.outputs() == std::vector<std::string_view>{"y"});
  CHECK(spec.is_updatable());
  CHECK(spec.index() == 7);
  CHECK(spec.params().integer(1) == 3);
}

TEST_CASE("layer spec: kinds by the format's names", "[format]") {
  CHECK(kind_name(LayerKind::inner_product) == "innerProduct");
  CHECK(kind_name(LayerKind::softmax_nd) == "softmaxND");
  CHECK(kind_name(LayerKind::flatten_to_2d) == "flattenTo2D");
  CHECK(kind_name(LayerKind::none) == "unknown");
  CHECK(kind_name(static_cast<LayerKind>(999)) == "unknown");
  CHECK(static_cast<int>(LayerKind::convolution3d) == 1471);
}

TEST_CASE("layer spec: a layer without a kind, or of a kind that nobody knows", "[format]") {
  const std::string none = Proto().field(1, "x").bytes();
  CHECK(LayerSpec(none).kind() == LayerKind::none);
  const std::string future = Proto().message(4000, Proto().field(1, 5)).bytes();
  CHECK(static_cast<int>(LayerSpec(future).kind()) == 4000);
  CHECK(LayerSpec(future).params().integer(1) == 5);
  const std::string far = Proto().message(70000).bytes();
  CHECK(LayerSpec(far).kind() == LayerKind::none);
}

TEST_CASE("layer spec: the last kind counts, and one kind twice is merged", "[format]") {
  const Proto one = Proto().field(1, 1), two = Proto().field(2, 2);
  const std::string replaced = Proto().message(140, one).message(175).bytes();
  CHECK(LayerSpec(replaced).kind() == LayerKind::softmax);
  CHECK(LayerSpec(replaced).params().integer(1) == 0);
  const std::string merged = Proto().message(140, one).message(140, two).bytes();
  CHECK(LayerSpec(merged).params().integer(1) == 1);
  CHECK(LayerSpec(merged).params().integer(2) == 2);
  const std::string back = Proto().message(140, one).message(175).message(140, two).bytes();
  CHECK(LayerSpec(back).kind() == LayerKind::inner_product);
  CHECK(LayerSpec(back).params().integer(1) == 0);
}

TEST_CASE("layer spec: weights by their place", "[format]") {
  const LayerSpec spec(kLayer);
  CHECK(spec.weight_params({20}).present());
  CHECK(spec.weight_params({20}).is_updatable());
  CHECK_FALSE(spec.weight_params({21}).present());
  CHECK(spec.full_path({20}) == FieldPath{140, 20});
  CHECK(*spec.weights({20}, {1, 3}, "weights") == std::vector<float>{1, 2, 3});
  CHECK_THROWS_MATCHES(spec.weights({20}, {2, 3}, "weights"), Error,
                       has_code(ErrorCode::model_invalid, "needs 6"));
  CHECK_THROWS_MATCHES(spec.weights({21}, {1}, "biases"), Error,
                       has_code(ErrorCode::model_invalid, "biases are missing"));
}

TEST_CASE("layer spec: quantized weights have a scale for each of the shape's first extent",
          "[format]") {
  const std::string raw = "\x01\x02\x03\x04";
  const Proto how = Proto().field(1, 8).message(101, Proto().packed_floats(1, {1, 10}));
  const std::string bytes =
      Proto().message(140, Proto().message(20, Proto().field(30, raw).message(40, how))).bytes();
  CHECK(*LayerSpec(bytes).weights({20}, {2, 2}, "weights") == std::vector<float>{1, 2, 30, 40});
}

TEST_CASE("layer spec: a store keeps what was read and prefers what was trained", "[format]") {
  WeightStore store;
  const LayerSpec spec(kLayer, 7, &store);
  CHECK(store.find({7, {140, 20}}) == nullptr);
  const Floats read = spec.weights({20}, {1, 3}, "weights");
  CHECK(store.find({7, {140, 20}}) == read);
  CHECK(spec.weights({20}, {1, 3}, "weights") == read);  // the same array, not a copy
  const auto trained = std::make_shared<const std::vector<float>>(std::vector<float>{4, 5, 6});
  store.set({7, {140, 20}}, trained);
  CHECK(spec.weights({20}, {1, 3}, "weights") == trained);
  CHECK(LayerSpec(kLayer, 8, &store).weights({20}, {1, 3}, "weights") != trained);  // another layer
  CHECK(store.all().size() == 2);
}

TEST_CASE("layer spec: a stored array of another size is not taken", "[format]") {
  WeightStore store;
  store.set({0, {140, 20}}, std::make_shared<const std::vector<float>>(std::vector<float>{4, 5}));
  CHECK(*LayerSpec(kLayer, 0, &store).weights({20}, {1, 3}, "weights") ==
        std::vector<float>{1, 2, 3});
}

TEST_CASE("layer spec: refuses bytes that are no message", "[format]") {
  CHECK_THROWS_MATCHES(LayerSpec("\x0A\x05"), Error, has_code(ErrorCode::model_invalid));
}

}  // namespace
}  // namespace attune::test
