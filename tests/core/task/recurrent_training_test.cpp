// An LSTM that is trained, and one that gradients pass through.

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/matchers.h"
#include "support/network_builder.h"
#include "support/recurrent_specs.h"
#include "task/update_task.h"

namespace attune::test {
namespace {
using ModelPointer = std::shared_ptr<const models::Model>;

const LstmOptions kOptions{.in = 2, .out = 3, .states = 0, .sequence = false, .peepholes = true};

std::string lstm(std::string_view input, const LstmOptions& options, bool updatable) {
  return layer_bytes(LayerKind::uni_directional_lstm, "lstm", {std::string(input)},
                     {"l", "lstm_h", "lstm_c"}, lstm_layer_params(options), updatable);
}

// x [4 steps, 1, 2 values, 1, 1] -> layers -> y, one value; mean squared error.
coreml::Model sequence_network(const std::vector<std::string>& layers) {
  coreml::Model model = value_network();
  coreml::ModelDescription& description = *model.mutable_description();
  *description.mutable_input(0) = array_feature("x", {4, 1, 2, 1, 1});
  *description.mutable_traininginput(0) = description.input(0);
  *description.mutable_output(0) = array_feature("y", {1, 1, 1, 1, 1});
  *description.mutable_traininginput(1) = array_feature("y_true", {1});
  network_in(model).set_arrayinputshapemapping(1);
  set_layers(model, layers);
  return model;
}
coreml::Model trained_lstm(const LstmOptions& options = kOptions) {
  return sequence_network({lstm("x", options, true), dense("last", "l", "y", 3, 1)});
}

// The target is the difference between the two values' sums: it needs all four steps.
std::vector<Features> sequences(std::size_t count) {
  std::vector<Features> examples;
  const std::vector<float> values = random_values(count * 8, 5);
  for (std::size_t i = 0; i < count; ++i) {
    const auto start = values.begin() + static_cast<std::ptrdiff_t>(i * 8);
    const std::vector<float> x(start, start + 8);
    float target = 0;
    for (std::size_t k = 0; k < 8; ++k) target += (k % 2 == 0 ? 0.25F : -0.25F) * x[k];
    examples.push_back(
        features_of({{"x", array_of(x, Shape{4, 1, 2, 1, 1})}, {"y_true", array_of({target})}}));
  }
  return examples;
}

double loss_of(const models::Model& model, std::span<const Features> examples) {
  return model.evaluate(examples).loss_sum / static_cast<double>(examples.size());
}

ModelPointer after(const coreml::Model& model, std::span<const Features> examples,
                   std::int64_t epochs, std::int64_t batch) {
  task::UpdateTask task(*opened(model), {{"epochs", epochs}, {"miniBatchSize", batch}});
  task.add(examples);
  while (!task.step().finished) continue;
  return task.snapshot();
}

// A learned array as the model's file holds it.
std::vector<float> stored(const models::Model& model, std::size_t layer, const Shape& shape,
                          const format::FieldPath& below) {
  coreml::Model message;
  REQUIRE(message.ParseFromString(models::write_model(model)));
  const std::string bytes = network_in(message).layers(static_cast<int>(layer));
  return *format::LayerSpec(bytes).weights(below, shape, "array");
}

TEST_CASE("an LSTM learns from sequences", "[task]") {
  const std::vector<Features> examples = sequences(64);
  coreml::Model model = trained_lstm();
  set_parameter(*use_adam(model).mutable_learningrate(), 0.03, 0, 1);
  const double before = loss_of(*opened(model), examples);
  const double trained = loss_of(*after(model, examples, 60, 8), examples);
  CHECK(trained < before / 10);
}

TEST_CASE("the first step of an LSTM goes down the slope that differences of the loss show",
          "[task]") {
  const std::vector<Features> examples = sequences(5);
  const coreml::Model model = trained_lstm();
  const ModelPointer start = opened(model), stepped = after(model, examples, 1, 5);
  struct Array {
    std::uint32_t field;
    Shape shape;
  };
  const Array arrays[] = {{1, {3, 2}},  {2, {3, 2}},  {3, {3, 2}},  {4, {3, 2}}, {20, {3, 3}},
                          {21, {3, 3}}, {22, {3, 3}}, {23, {3, 3}}, {40, {3}},   {41, {3}},
                          {42, {3}},    {43, {3}},    {60, {3}},    {61, {3}},   {62, {3}}};
  for (const Array& array : arrays) {
    const format::FieldPath below{20, array.field};
    const std::vector<float> w = stored(*start, 0, array.shape, below);
    const std::vector<float> stepped_w = stored(*stepped, 0, array.shape, below);
    for (std::size_t i = 0; i < w.size(); ++i) {
      const auto loss_with = [&](float change) {
        coreml::Model changed = model;
        std::vector<float> values = w;
        values[i] += change;
        std::string layer = network_in(changed).layers(0);
        format::overwrite_weights(layer, {420, 20, array.field}, values);
        *network_in(changed).mutable_layers(0) = layer;
        return loss_of(*opened(changed), examples);
      };
      const double slope = (loss_with(0x1p-6F) - loss_with(-0x1p-6F)) / 0x1p-5;
      const double change = static_cast<double>(stepped_w[i]) - static_cast<double>(w[i]);
      INFO("field " << array.field << ", element " << i);
      CHECK(std::fabs(change + 0.125 * slope) < 1e-4);
    }
  }
}

TEST_CASE("a trained LSTM comes back from its file and from its delta with the same bits",
          "[task]") {
  const std::vector<Features> examples = sequences(6);
  const ModelPointer base = opened(trained_lstm());
  const ModelPointer trained = after(trained_lstm(), examples, 3, 2);
  const auto answers = [&](const models::Model& model) {
    std::vector<float> all;
    for (const Features& answer : model.predict(examples)) all.push_back(floats_of(answer, "y")[0]);
    return all;
  };
  CHECK(answers(*trained) != answers(*base));
  const std::string bytes = models::write_model(*trained);
  CHECK(bytes.size() == models::write_model(*base).size());
  CHECK_THAT(answers(*models::read_model(bytes)), EqualsBits(answers(*trained)));
  CHECK_THAT(answers(*models::apply_delta(*base, models::write_delta(*trained))),
             EqualsBits(answers(*trained)));
}

TEST_CASE("a coupled LSTM keeps the arrays of its forget gate, which it does not read", "[task]") {
  LstmOptions options = kOptions;
  options.coupled = true;
  const coreml::Model model = trained_lstm(options);
  const ModelPointer trained = after(model, sequences(6), 2, 2);
  const auto changed = [&](std::uint32_t field) {
    return stored(*trained, 0, {3, 2}, {20, field}) !=
           stored(*opened(model), 0, {3, 2}, {20, field});
  };
  CHECK(changed(1));
  CHECK_FALSE(changed(2));
  CHECK(changed(3));
}

TEST_CASE("gradients pass through an LSTM that stays as it is", "[task]") {
  const std::vector<Features> examples = sequences(32);
  const coreml::Model model = sequence_network(
      {dense("first", "x", "f", 2, 2), lstm("f", kOptions, false), dense("last", "l", "y", 3, 1)});
  const ModelPointer start = opened(model), trained = after(model, examples, 20, 8);
  CHECK(stored(*trained, 0, {2, 2}, {20}) != stored(*start, 0, {2, 2}, {20}));
  CHECK(stored(*trained, 1, {3, 2}, {20, 1}) == stored(*start, 1, {3, 2}, {20, 1}));
  CHECK(loss_of(*trained, examples) < loss_of(*start, examples) / 2);
}
}  // namespace
}  // namespace attune::test
