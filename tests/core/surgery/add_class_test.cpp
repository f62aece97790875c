#include "surgery/add_class.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "models/trainer.h"
#include "support/matchers.h"
#include "support/network_builder.h"
#include "support/other_models.h"
#include "support/updatable_checks.h"
#include "surgery/learned_parameters.h"
#include "surgery/make_updatable.h"

namespace attune::surgery {
namespace {
using format::Label;
using test::has_code;
using test::opened;

std::vector<float> array_in(const models::Model& model, std::string_view role) {
  return test::floats_of(test::features_of({{"array", learned_array(model, "scores", role)}}),
                         "array");
}

format::Dictionary probabilities(const models::Model& model, const std::vector<float>& x) {
  const format::Features input = test::features_of({{"x", test::array_of(x)}});
  return std::get<format::Dictionary>(*model.predict({&input, 1})[0].find("labelProbs"));
}
}  // namespace

TEST_CASE("add class: a row of zeros and a label behind the others", "[surgery]") {
  const auto before = opened(test::label_network());
  const auto after = add_class(*before, Label("fox"), {});
  CHECK(after->class_labels() == std::vector<Label>{"cat", "dog", "emu", "fox"});
  CHECK(before->class_labels().size() == 3);
  std::vector<float> weights = array_in(*before, "weights");
  weights.insert(weights.end(), 4, 0.0F);
  CHECK_THAT(array_in(*after, "weights"), test::EqualsBits(weights));
  CHECK_THAT(array_in(*after, "biases"), test::EqualsBits({0, 0, 0, 0}));
  test::check_accepted(after->message());
  // Among themselves the old classes keep their odds.
  const auto old = probabilities(*before, {1, 2, 3}), now = probabilities(*after, {1, 2, 3});
  REQUIRE(now.size() == 4);
  CHECK_THAT(now[0].second / now[1].second,
             Catch::Matchers::WithinRel(old[0].second / old[1].second, 1e-5));
}

TEST_CASE("add class: with examples the row is their mean, as long as the others are",
          "[surgery]") {
  coreml::Model message = test::label_network();
  const auto row = [](float a, float b, float c) { return std::vector<float>{a, b, c}; };
  std::vector<float> weights;
  for (const auto& each : {row(5, 0, 0), row(0, 10, 0), row(0, 0, 15)})
    weights.insert(weights.end(), each.begin(), each.end());
  const test::Proto params = test::Proto()
                                 .field(1, 3)
                                 .field(2, 3)
                                 .field(10, true)
                                 .message(20, test::weights(weights, true))
                                 .message(21, test::weights({1, 2, 6}, true));
  test::set_layers(message, {test::layer_bytes(format::LayerKind::inner_product, "scores", {"x"},
                                               {"s"}, params, true),
                             test::softmax("softmax", "s", "p")});
  const std::vector<format::Features> examples = {
      test::features_of({{"x", test::array_of({6, 0, 0})}}),
      test::features_of({{"x", test::array_of({0, 8, 0})}})};
  const auto after = add_class(*opened(message), Label("fox"), examples);
  // The mean is (3, 4, 0), of length 5; the rows' mean length is 10, the biases' mean 3.
  weights.insert(weights.end(), {6, 8, 0});
  CHECK_THAT(array_in(*after, "weights"), test::EqualsBits(weights));
  CHECK_THAT(array_in(*after, "biases"), test::EqualsBits({1, 2, 6, 3}));
}

TEST_CASE("add class: keeps what was learned, and learns on with the new one", "[surgery]") {
  const auto base = opened(test::label_network());
  const auto example = [](float x, std::string label) {
    return test::features_of({{"x", test::array_of({x, 1, -x})}, {"label", std::move(label)}});
  };
  const auto trainer = base->make_trainer({});
  trainer->add(example(1, "cat"));
  const std::vector<std::uint32_t> only{0};
  trainer->begin(only, {}, 0);
  trainer->begin_batch(only);
  trainer->accumulate(only, 1);
  trainer->apply();
  const auto learned = trainer->snapshot();
  const auto wider = add_class(*learned, Label("fox"), {});
  // Biases always move; weights only where the hidden values are not 0.
  std::vector<float> biases = array_in(*learned, "biases");
  CHECK(biases != array_in(*base, "biases"));
  biases.push_back(0);
  CHECK_THAT(array_in(*wider, "biases"), test::EqualsBits(biases));
  std::vector<float> weights = array_in(*learned, "weights");
  weights.insert(weights.end(), 4, 0.0F);
  CHECK_THAT(array_in(*wider, "weights"), test::EqualsBits(weights));
  const auto next = wider->make_trainer({});
  next->add(example(2, "fox"));
  next->begin(only, {}, 0);
  next->begin_batch(only);
  next->accumulate(only, 1);
  next->apply();
  CHECK(array_in(*next->snapshot(), "biases").back() > 0);
}

TEST_CASE("add class: in a pipeline the last model grows", "[surgery]") {
  const auto after = add_class(*opened(test::wrapped_model(test::label_network())), Label("fox"),
                               std::vector{test::features_of({{"x", test::array_of({1, 2, 3})}})});
  CHECK(probabilities(*after, {1, 2, 3}).size() == 4);
}

TEST_CASE("add class: refuses what it cannot widen", "[surgery]") {
  const auto classifier = opened(test::label_network());
  CHECK_THROWS_MATCHES(add_class(*classifier, Label("dog"), {}), Error,
                       has_code(ErrorCode::invalid_parameter, "already"));
  CHECK_THROWS_MATCHES(add_class(*classifier, Label(std::int64_t{1}), {}), Error,
                       has_code(ErrorCode::invalid_parameter, "strings"));
  CHECK_THROWS_MATCHES(add_class(*opened(test::score_network()), Label("fox"), {}), Error,
                       has_code(ErrorCode::unsupported, "no classifier"));
  CHECK_THROWS_MATCHES(add_class(*opened(test::line_model()), Label("fox"), {}), Error,
                       has_code(ErrorCode::unsupported, "kNearestNeighborsClassifier"));
  coreml::Model read_twice = test::label_network();
  test::network_in(read_twice).add_layers(test::activation("too", "s", "other"));
  test::network_in(read_twice).set_labelprobabilitylayername("p");
  CHECK_THROWS_MATCHES(add_class(*opened(read_twice), Label("fox"), {}), Error,
                       has_code(ErrorCode::unsupported, "reads the scores too"));
  CHECK_THROWS_MATCHES(add_class(*classifier, Label("fox"),
                                 std::vector{test::features_of({{"y", test::array_of({1})}})}),
                       Error, has_code(ErrorCode::bad_example, "'x'"));
}

}  // namespace attune::surgery
