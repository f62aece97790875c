// The training oracles of tests/golden: step-1 gradients, losses, predictions and final weights,
// made in float64.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "models/network_model.h"
#include "models/network_target.h"
#include "models/network_trainer.h"
#include "support/json.h"
#include "support/network_builder.h"
#include "task/update_task.h"

namespace attune::test {
namespace {
using models::NetworkModel;

constexpr const char* kCases[] = {"mnist-cnn",    "house-price", "keras-mlp",
                                  "momentum-mlp", "short-batch", "batchnorm-between",
                                  "half-frozen",  "sigmoid-tanh"};

// One folder of tests/golden with its model, examples and numbers.
class Case {
 public:
  explicit Case(const std::string& name)
      : folder_("golden/" + name + "/"), json_(Json::read(folder_ + "case.json")) {
    std::string bytes = read_file("models/" + json_["model"].text());
    for (const Json& patch : json_["patches"].items()) {
      const std::vector<std::int64_t> values = patch["bytes"].integers();
      std::ranges::copy(values, bytes.begin() + patch["offset"].integer());
    }
    model_ = std::dynamic_pointer_cast<const NetworkModel>(models::read_model(bytes));
    REQUIRE(model_ != nullptr);
    for (std::int64_t i = 0; i < json_["examples"].integer(); ++i) examples_.emplace_back();
    for (const Json& input : json_["inputs"].items()) add_arrays(input);
    add_targets(json_["target"]);
  }

  const Json& operator[](std::string_view key) const { return json_[key]; }
  const NetworkModel& model() const { return *model_; }
  std::span<const Features> examples() const { return examples_; }

  format::ParameterOverrides parameters() const {
    format::ParameterOverrides parameters;
    for (const auto& [key, value] : json_["parameters"].members()) {
      if (value.kind() == Json::Kind::boolean) {
        parameters[key] = value.flag();
      } else {
        parameters[key] = value.number();
      }
    }
    return parameters;
  }

  // The numbers that `place` names: "file", "offset", "count".
  std::vector<float> numbers(const Json& place, std::size_t count) const {
    const std::string bytes = read_file(folder_ + place["file"].text());
    const auto offset = static_cast<std::size_t>(place["offset"].integer());
    std::vector<float> values(count);
    if (place.has("dtype") && place["dtype"].text() == "uint8") {
      const auto divisor = static_cast<float>(place["divisor"].number());
      for (std::size_t i = 0; i < count; ++i)
        values[i] = static_cast<float>(static_cast<std::uint8_t>(bytes.at(offset + i))) / divisor;
      return values;
    }
    REQUIRE(bytes.size() >= (offset + count) * sizeof(float));
    std::memcpy(values.data(), bytes.data() + offset * sizeof(float), count * sizeof(float));
    return values;
  }
  std::vector<float> numbers(const Json& place) const {
    return numbers(place, static_cast<std::size_t>(place["count"].integer()));
  }

 private:
  void add_arrays(const Json& feature) {
    const Shape shape(feature["shape"].integers());
    const auto size = static_cast<std::size_t>(shape.size());
    const std::vector<float> values = numbers(feature, size * examples_.size());
    for (std::size_t i = 0; i < examples_.size(); ++i) {
      const float* const row = values.data() + i * size;
      examples_[i].set(feature["name"].text(), array_of({row, row + size}, shape));
    }
  }

  void add_targets(const Json& target) {
    if (target["kind"].text() == "array") return add_arrays(target);
    for (std::size_t i = 0; i < examples_.size(); ++i) {
      const Json& value = target["values"][i];
      examples_[i].set(target["name"].text(), target["kind"].text() == "class-int"
                                                  ? FeatureValue(value.integer())
                                                  : FeatureValue(value.text()));
    }
  }

  std::string folder_;
  Json json_;
  std::shared_ptr<const NetworkModel> model_;
  std::vector<Features> examples_;
};

// A trained array: what the first step's gradient was, and its values before and after.
struct Trained {
  std::string layer, role;
  std::vector<float> gradient = {}, before = {}, after = {};
};

// The gradient of the first mini-batch, by the plan that the trainer uses.
std::vector<Trained> first_gradients(const Case& of) {
  const NetworkModel& model = of.model();
  const models::LossSpec loss = models::read_loss(model.network()).value();
  const auto batch = static_cast<int>(of["parameters"]["miniBatchSize"].integer());
  const auto plan = model.plan(model.declared_shapes(), {}, batch,
                               plan::Training{loss.type, loss.name, loss.input});
  REQUIRE(plan->capacity() == batch);
  const models::TargetReader reader(model.message(), loss, plan->loss().target_shape(),
                                    plan->loss_input(1).shape.size());
  std::vector<float> targets(static_cast<std::size_t>(batch * reader.size()));
  for (int row = 0; row < batch; ++row) {
    const Features& example = of.examples()[static_cast<std::size_t>(row)];
    for (std::size_t i = 0; i < model.inputs().size(); ++i) {
      const Tensor x = plan->input(i, batch);
      models::read_input(model.inputs()[i], example, x.shape, x.example(row));
    }
    reader.read(example, targets.data() + row * reader.size());
  }
  plan->forward(batch);
  plan->backward(batch, {targets.data(), plan->loss().target_shape(), batch},
                 1.0F / static_cast<float>(batch));
  std::vector<Trained> all;
  for (const plan::TrainedArray& array : plan->trained()) {
    Trained trained{.layer = std::string(model.specs()[array.layer].name()),
                    .role = std::string(array.parameter->role)};
    trained.gradient.assign(array.gradient.begin(), array.gradient.end());
    trained.before = *array.parameter->stored;
    all.push_back(std::move(trained));
  }
  return all;
}

void read_after(const NetworkModel& version, std::vector<Trained>& all) {
  for (const auto& [key, values] : version.learned()) {
    const auto& spec = version.specs()[key.first];
    const bool weights = key.second.back() == 20 || key.second.back() == 90;
    for (Trained& trained : all) {
      if (trained.layer == spec.name() && (trained.role == "weights") == weights)
        trained.after = *values;
    }
  }
}

double distance(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += difference * difference;
  }
  return std::sqrt(sum);
}

// How far a tensor is from the oracle's, each as a fraction of what it is measured by.
struct Deviation {
  std::string tensor;
  double gradient, weights, change;
};
struct Comparison {
  std::vector<Deviation> tensors;
  double loss = 0, prediction_before = 0, prediction_after = 0;
};

Deviation compare(const Case& of, const Json& tensor, const std::vector<Trained>& all) {
  const std::string& layer = tensor["layer"].text();
  const std::string& role = tensor["role"].text();
  const auto found = std::ranges::find_if(
      all, [&](const Trained& t) { return t.layer == layer && t.role == role; });
  REQUIRE(found != all.end());
  REQUIRE(found->gradient.size() == static_cast<std::size_t>(tensor["count"].integer()));

  const Json& gradient = tensor["gradient1"];
  const std::vector<float> slope = of.numbers(gradient);
  const auto stride = static_cast<std::size_t>(gradient["stride"].integer());
  double worst = 0;
  for (std::size_t i = 0; i < slope.size(); ++i) {
    worst = std::fmax(worst, std::fabs(static_cast<double>(found->gradient[i * stride]) -
                                       static_cast<double>(slope[i])));
  }
  const Json& final = tensor["final"];
  const double away = distance(found->after, of.numbers(final));
  const double moved = distance(found->after, found->before);
  CHECK(std::fabs(moved - final["changeNorm"].number()) <= 1e-2 * final["changeNorm"].number());
  return {layer + " " + role, worst / gradient["largest"].number(), away / final["norm"].number(),
          away / final["changeNorm"].number()};
}

// The largest deviation of any predicted value; labels must be equal.
double compare_predictions(const Case& of, const models::Model& model, const std::string& when) {
  double worst = 0;
  for (const Json& expected : of["predictions"].items()) {
    const std::vector<float> values = of.numbers(expected[when]);
    const std::vector<Json>& rows = expected["examples"].items();
    const std::size_t size = values.size() / rows.size();
    const std::string& output = expected["output"].text();
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const Features& example = of.examples()[static_cast<std::size_t>(rows[row].integer())];
      const Features prediction = model.predict({&example, 1})[0];
      std::vector<float> got;
      if (const auto* dictionary = std::get_if<format::Dictionary>(prediction.find(output))) {
        for (const auto& [label, number] : *dictionary) got.push_back(static_cast<float>(number));
        const std::string& label =
            expected[when == "before" ? "labelsBefore" : "labelsAfter"][row].text();
        CHECK(label_of(prediction, model.message().description().predictedfeaturename()) == label);
      } else {
        got = floats_of(prediction, output);
      }
      REQUIRE(got.size() == size);
      for (std::size_t i = 0; i < size; ++i) {
        const double wanted = static_cast<double>(values[row * size + i]);
        worst = std::fmax(worst, std::fabs(static_cast<double>(got[i]) - wanted) /
                                     std::fmax(1.0, std::fabs(wanted)));
      }
    }
  }
  return worst;
}

Comparison compare(const std::string& name) {
  const Case of(name);
  Comparison comparison;
  const auto relative = [](double got, double wanted) {
    return std::fabs(got - wanted) / std::fmax(1.0, std::fabs(wanted));
  };
  comparison.prediction_before = compare_predictions(of, of.model(), "before");
  std::vector<Trained> all = first_gradients(of);

  task::UpdateTask task(of.model(), of.parameters());
  task.add(of.examples());
  std::vector<double> losses, epoch_losses;
  for (bool finished = false; !finished;) {
    const task::StepResult result = task.step();
    if (result.mini_batch_ended) losses.push_back(result.loss_value);
    if (result.epoch_ended) epoch_losses.push_back(result.epoch_loss);
    finished = result.finished;
  }
  REQUIRE(losses.size() == static_cast<std::size_t>(of["steps"].integer()));
  REQUIRE(losses.size() == of["losses"].size());
  REQUIRE(epoch_losses.size() == of["epochLosses"].size());
  for (std::size_t i = 0; i < losses.size(); ++i) {
    comparison.loss = std::fmax(comparison.loss, relative(losses[i], of["losses"][i].number()));
  }
  for (std::size_t i = 0; i < epoch_losses.size(); ++i) {
    comparison.loss =
        std::fmax(comparison.loss, relative(epoch_losses[i], of["epochLosses"][i].number()));
  }

  const auto version = std::dynamic_pointer_cast<const NetworkModel>(task.snapshot());
  read_after(*version, all);
  REQUIRE(all.size() == of["tensors"].size());
  for (const Json& tensor : of["tensors"].items())
    comparison.tensors.push_back(compare(of, tensor, all));
  comparison.prediction_after = compare_predictions(of, *version, "after");
  return comparison;
}

TEST_CASE("training: gradients, losses, weights and predictions agree with the oracles",
          "[task][golden]") {
  for (const char* name : kCases) {
    DYNAMIC_SECTION(name) {
      const Comparison comparison = compare(name);
      for (const Deviation& tensor : comparison.tensors) {
        INFO(tensor.tensor);
        CHECK(tensor.gradient <= 1e-5);
        CHECK(tensor.weights <= 1e-4);
        CHECK(tensor.change <= 1e-2);
      }
      CHECK(comparison.loss <= 1e-5);
      CHECK(comparison.prediction_before <= 1e-5);
      CHECK(comparison.prediction_after <= 1e-4);
    }
  }
}

TEST_CASE("training: how far it is from the oracles", "[.report]") {
  std::printf("%-18s %-18s %-9s %-9s %-9s\n", "case", "tensor", "gradient", "weights", "change");
  for (const char* name : kCases) {
    const Comparison comparison = compare(name);
    CHECK_FALSE(comparison.tensors.empty());
    for (const Deviation& tensor : comparison.tensors) {
      std::printf("%-18s %-18s %.1e   %.1e   %.1e\n", name, tensor.tensor.c_str(), tensor.gradient,
                  tensor.weights, tensor.change);
    }
    std::printf("%-18s losses %.1e, predictions %.1e before, %.1e after\n", name, comparison.loss,
                comparison.prediction_before, comparison.prediction_after);
  }
}

}  // namespace
}  // namespace attune::test
