#include "surgery/learned_parameters.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include "support/matchers.h"
#include "support/network_builder.h"
#include "support/other_models.h"

namespace attune::surgery {
namespace {
using format::LayerKind;
using test::has_code;
using test::opened;
using test::Proto;

std::vector<float> floats(const format::Array& array) {
  std::vector<float> values(static_cast<std::size_t>(array.shape.size()));
  array.copy_to(values.data());
  return values;
}

// x [1, 3, 3] -> conv -> y [2, 2, 2]; weights [2, 1, 2, 2] in half precision, biases in single.
coreml::Model convolution_network() {
  coreml::Model model = test::value_network();
  const Proto half = Proto().field(2, std::string_view("\0\x3c\0\0\0\0\0\0\0\0\0\0\0\0\0\xbc", 16));
  test::set_layers(model, {test::layer_bytes(LayerKind::convolution, "conv", {"x"}, {"y"},
                                             Proto()
                                                 .field(1, 2)
                                                 .field(2, 1)
                                                 .packed(20, {2, 2})
                                                 .message(50)
                                                 .field(70, true)
                                                 .message(90, half)
                                                 .message(91, test::weights({5, 6})))});
  *model.mutable_description()->mutable_input(0) = test::array_feature("x", {1, 3, 3});
  *model.mutable_description()->mutable_output(0) = test::array_feature("y", {2, 2, 2});
  return model;
}
}  // namespace

TEST_CASE("learned parameters: an array with the shape that the format gives it", "[surgery]") {
  const auto model = opened(convolution_network());
  const format::Array weights = learned_array(*model, "conv", "weights");
  CHECK(weights.shape == Shape{2, 1, 2, 2});
  CHECK_THAT(floats(weights), test::EqualsBits({1, 0, 0, 0, 0, 0, 0, -1}));
  CHECK(learned_array(*model, "conv", "biases").shape == Shape{2});
  CHECK(learned_array(*opened(test::score_network()), "hidden", "weights").shape == Shape{4, 3});
}

TEST_CASE("learned parameters: set in a new model, which its file and its delta give back",
          "[surgery]") {
  const auto before = opened(convolution_network());
  const std::string source = models::write_model(*before);
  const auto after = with_arrays(
      *before, test::features_of({{"conv.weights", test::array_of({2, 0, 0, 0, 0, 0, 0, 0.1F})},
                                  {"conv.biases", test::array_of({7, 8})}}));
  CHECK(models::write_model(*before) == source);
  CHECK(models::write_model(*after).size() == source.size());
  // Half precision holds 0.1 only roughly, and the model computes with what its file holds.
  const std::vector<float> held = floats(learned_array(*after, "conv", "weights"));
  CHECK(held[7] == format::half_to_float(format::float_to_half(0.1F)));
  const auto again = models::read_model(models::write_model(*after));
  CHECK_THAT(floats(learned_array(*again, "conv", "weights")), test::EqualsBits(held));
  const auto restored = models::apply_delta(*before, models::write_delta(*after));
  CHECK(models::write_model(*restored) == models::write_model(*after));
  // Set once more: the biases stay.
  const auto twice = with_arrays(
      *after, test::features_of({{"conv.weights", test::array_of(std::vector<float>(8))}}));
  CHECK_THAT(floats(learned_array(*twice, "conv", "biases")), test::EqualsBits({7, 8}));
}

TEST_CASE("learned parameters: in a pipeline with the model's name in front", "[surgery]") {
  const auto model = opened(test::wrapped_model(test::score_network()));
  const std::vector<float> before = floats(learned_array(*model, "model0.scores", "weights"));
  CHECK_THAT(floats(learned_array(*model, "scores", "weights")), test::EqualsBits(before));
  const auto after =
      with_arrays(*model, test::features_of({{"model0.scores.biases", test::array_of({1, 2, 3})}}));
  CHECK_THAT(floats(learned_array(*after, "model0.scores", "biases")), test::EqualsBits({1, 2, 3}));
}

TEST_CASE("learned parameters: how many neighbours vote", "[surgery]") {
  const auto model = opened(test::line_model());
  const auto after =
      with_arrays(*model, test::features_of({{"numberOfNeighbors", std::int64_t{1}}}));
  CHECK(after->parameters().integer("numberOfNeighbors") == 1);
  CHECK_THROWS_MATCHES(
      with_arrays(*model, test::features_of({{"numberOfNeighbors", std::int64_t{11}}})), Error,
      has_code(ErrorCode::invalid_parameter, "numberOfNeighbors"));
}

TEST_CASE("learned parameters: refuses what is not there or does not fit", "[surgery]") {
  const auto model = opened(test::score_network());
  CHECK_THROWS_MATCHES(learned_array(*model, "nobody", "weights"), Error,
                       has_code(ErrorCode::invalid_parameter, "no layer"));
  CHECK_THROWS_MATCHES(learned_array(*model, "relu", "weights"), Error,
                       has_code(ErrorCode::invalid_parameter, "no weights"));
  const auto set = [&](std::string name, format::FeatureValue value) {
    return with_arrays(*model, test::features_of({{std::move(name), std::move(value)}}));
  };
  CHECK_THROWS_MATCHES(set("scores.weights", test::array_of({1, 2})), Error,
                       has_code(ErrorCode::shape_mismatch, "[3, 4]"));
  CHECK_THROWS_MATCHES(set("scores.weights", test::array_of(std::vector<float>(12), Shape{4, 3})),
                       Error, has_code(ErrorCode::shape_mismatch, "[3, 4]"));
  CHECK_THROWS_MATCHES(set("scores.gamma", test::array_of({1})), Error,
                       has_code(ErrorCode::invalid_parameter, "scores.gamma"));
  CHECK_THROWS_MATCHES(set("scores.biases", test::array_of({1, 2, 1.0F / 0.0F})), Error,
                       has_code(ErrorCode::invalid_parameter, "not finite"));
  CHECK_THROWS_MATCHES(set("scores.biases", std::string("x")), Error,
                       has_code(ErrorCode::invalid_parameter));
}

}  // namespace attune::surgery
