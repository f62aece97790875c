// Anchor, clipping, class weights and replay against the float64 oracle of
// tests/golden/training-options.json.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "models/network_model.h"
#include "support/json.h"
#include "support/matchers.h"
#include "support/network_builder.h"
#include "task/update_task.h"

namespace attune::test {
namespace {
using models::NetworkModel;

std::vector<Features> read_examples(const Json& json, const std::string& target) {
  std::vector<Features> examples;
  const std::vector<Json>& targets = json["targets"].items();
  for (std::size_t i = 0; i < targets.size(); ++i) {
    Features& example = examples.emplace_back();
    for (const auto& [name, input] : json["inputs"].members()) {
      const Shape shape(input["shape"].integers());
      const std::vector<float> values = input["values"].floats();
      const auto size = static_cast<std::ptrdiff_t>(shape.size());
      const auto row = values.begin() + static_cast<std::ptrdiff_t>(i) * size;
      example.set(name, array_of({row, row + size}, shape));
    }
    if (targets[i].kind() == Json::Kind::string) example.set(target, targets[i].text());
    if (targets[i].kind() == Json::Kind::number) example.set(target, targets[i].integer());
    if (targets[i].kind() == Json::Kind::array) example.set(target, array_of(targets[i].floats()));
  }
  return examples;
}

format::ParameterOverrides read_parameters(const Json& json) {
  format::ParameterOverrides parameters;
  for (const auto& [key, value] : json.members()) {
    if (value.kind() == Json::Kind::boolean) {
      parameters[key] = value.flag();
    } else {
      parameters[key] = value.number();
    }
  }
  return parameters;
}

task::UpdateOptions read_options(const Json& json) {
  task::UpdateOptions options;
  models::TrainingOptions& training = options.training;
  if (json.has("anchor")) training.anchor = json["anchor"].number();
  if (json.has("toStart")) training.anchor_to_start = json["toStart"].flag();
  if (json.has("gradientClipNorm")) training.gradient_clip_norm = json["gradientClipNorm"].number();
  if (json.has("replayRatio")) options.replay_ratio = json["replayRatio"].number();
  if (!json.has("classWeights")) return options;
  training.balanced = json["classWeights"].kind() == Json::Kind::string;
  if (training.balanced) return options;
  for (const auto& [label, weight] : json["classWeights"].members())
    training.class_weights.emplace_back(label, weight.number());
  return options;
}

std::vector<double> run(task::UpdateTask& task) {
  std::vector<double> losses;
  for (bool finished = false; !finished;) {
    const task::StepResult result = task.step();
    if (result.mini_batch_ended) losses.push_back(result.loss_value);
    finished = result.finished;
  }
  return losses;
}

// The model that a case starts from: its file, or that after an update of its own.
std::shared_ptr<const models::Model> start_of(const Json& json) {
  auto model = opened_file("models/" + json["model"].text());
  if (!json.has("warm")) return model;
  format::ParameterOverrides parameters = read_parameters(json["parameters"]);
  parameters["learningRate"] = 0.3;
  task::UpdateTask task(*model, parameters);
  task.add(read_examples(json["warm"], json["target"].text()));
  run(task);
  return task.snapshot();
}

void check_tensor(const Json& tensor, const NetworkModel& before, const NetworkModel& after) {
  INFO(tensor["layer"].text() << " " << tensor["role"].text());
  const std::vector<float> wanted = tensor["final"].floats();
  bool found = false;
  for (const auto& [key, values] : after.learned()) {
    const auto& spec = after.specs()[key.first];
    const bool weights = key.second.back() == 20 || key.second.back() == 90;
    if (spec.name() != tensor["layer"].text() || weights != (tensor["role"].text() == "weights"))
      continue;
    found = true;
    REQUIRE(values->size() == wanted.size());
    double away = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i)
      away += std::pow(static_cast<double>((*values)[i]) - static_cast<double>(wanted[i]), 2);
    CHECK(std::sqrt(away) <= 1e-4 * tensor["norm"].number());
    CHECK(std::sqrt(away) <= 1e-2 * tensor["changeNorm"].number());
  }
  CHECK(found);
  CHECK(&before != &after);
}

TEST_CASE("options: anchor, clipping, class weights and replay agree with the oracle",
          "[task][golden]") {
  const Json document = Json::read("golden/training-options.json");
  for (const Json& json : document["cases"].items()) {
    DYNAMIC_SECTION(json["name"].text()) {
      const std::string& target = json["target"].text();
      const auto model = std::dynamic_pointer_cast<const NetworkModel>(start_of(json));
      task::UpdateTask task(*model, read_parameters(json["parameters"]),
                            read_options(json["options"]));
      task.add(read_examples(json["own"], target));
      if (json.has("replay")) task.add(read_examples(json["replay"], target), task::Role::replay);
      const std::vector<double> losses = run(task);
      REQUIRE(losses.size() == json["losses"].size());
      for (std::size_t i = 0; i < losses.size(); ++i) {
        const double wanted = json["losses"][i].number();
        CHECK(std::fabs(losses[i] - wanted) <= 1e-5 * std::fmax(1.0, wanted));
      }
      const auto after = std::dynamic_pointer_cast<const NetworkModel>(task.snapshot());
      for (const Json& tensor : json["tensors"].items()) check_tensor(tensor, *model, *after);
    }
  }
}

std::string bits_after(const task::UpdateOptions& options,
                       std::span<const Features> replayed = {}) {
  const auto model = opened(score_network());
  task::UpdateTask task(*model, {{"shuffle", true}}, options);
  task.add(score_examples(7));
  task.add(replayed, task::Role::replay);
  run(task);
  return models::write_model(*task.snapshot());
}

// The weights of both dense layers after an update, as bits.
std::pair<std::string, std::string> layers_after(const coreml::Model& message,
                                                 const format::ParameterOverrides& parameters) {
  const auto model = opened(message);
  task::UpdateTask task(*model, parameters);
  task.add(score_examples(7));
  run(task);
  coreml::Model after;
  after.ParseFromString(models::write_model(*task.snapshot()));
  return {network_in(after).layers(0), network_in(after).layers(2)};
}

TEST_CASE("options: a layer may have a learning rate of its own", "[task]") {
  coreml::Model adam = score_network();
  use_adam(adam);
  for (const coreml::Model& message : {score_network(), adam}) {
    const std::pair<std::string, std::string> before = {network_in(adam).layers(0),
                                                        network_in(adam).layers(2)};
    const auto usual = layers_after(message, {});
    CHECK(layers_after(message, {{"hidden.learningRate", 0.125}}) == usual);
    CHECK(layers_after(message, {{"hidden.learningRate", 0.0}}).first == before.first);
    CHECK(layers_after(message, {{"hidden.learningRate", 0.0}}).second != before.second);
    CHECK(layers_after(message, {{"learningRate", 0.0}, {"scores.learningRate", 0.125}}).first ==
          before.first);
    CHECK(layers_after(message, {{"scores.learningRate", 0.25}}) != usual);
  }
  const auto refused = [](const format::ParameterOverrides& parameters, const char* part) {
    CHECK_THROWS_MATCHES(opened(score_network())->make_trainer(parameters), Error,
                         has_code(ErrorCode::invalid_parameter, part));
  };
  refused({{"relu.learningRate", 0.5}}, "no parameter 'relu.learningRate'");
  refused({{"nobody.learningRate", 0.5}}, "no parameter 'nobody.learningRate'");
  refused({{"hidden.momentum", 0.5}}, "no parameter 'hidden.momentum'");
  refused({{"hidden.learningRate", -1.0}}, "is -1");
}

TEST_CASE("options: a layer's learning rate changes while training runs, and is stored", "[task]") {
  const auto model = opened(score_network());
  const format::ParameterOverrides own = {{"hidden.learningRate", 0.0}};
  const auto begun = [&] {
    auto task = std::make_unique<task::UpdateTask>(*model, own);
    task->add(score_examples(6));
    return task;
  };
  const auto straight = begun();
  while (!straight->step().mini_batch_ended) {
  }
  straight->set_parameters({{"hidden.learningRate", 0.5}});
  CHECK(straight->parameters().real("hidden.learningRate") == 0.5);
  CHECK(straight->parameters().real("learningRate") == 0.125);
  const std::string stored = straight->save();
  const auto again = begun();
  again->restore(stored);
  run(*straight);
  run(*again);
  CHECK(models::write_model(*again->snapshot()) == models::write_model(*straight->snapshot()));
}

TEST_CASE("options: what is off changes no bit", "[task]") {
  const std::string plain = bits_after({});
  CHECK(bits_after({.training = {.anchor = 0, .anchor_to_start = true}}) == plain);
  CHECK(bits_after({.training = {.gradient_clip_norm = 1e30}}) == plain);
  CHECK(bits_after({.replay_ratio = 3}) == plain);
  CHECK(bits_after({.replay_ratio = 0}, score_examples(3)) == plain);
  CHECK(bits_after({.training = {.anchor = 0.5}}) != plain);
  CHECK(bits_after({.training = {.gradient_clip_norm = 1e-3}}) != plain);
  CHECK(bits_after({.training = {.balanced = true}}) != plain);
  CHECK(bits_after({}, score_examples(3)) != plain);
}

TEST_CASE("options: what makes no sense is refused", "[task]") {
  const auto refused = [](const models::Model& model, const task::UpdateOptions& options,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(task::UpdateTask(model, {}, options), Error,
                         has_code(ErrorCode::invalid_parameter, part));
  };
  const auto classes = opened(label_network()), numbers = opened(value_network());
  refused(*classes, {.training = {.anchor = -1}}, "anchor is -1");
  refused(*classes, {.training = {.gradient_clip_norm = NAN}}, "gradientClipNorm");
  refused(*classes, {.training = {.class_weights = {{"yak", 1}}}},
          "'yak' is not one of the model's 3");
  refused(*classes, {.training = {.class_weights = {{"dog", 0}}}},
          "'dog' is 0; it must be a finite number above 0");
  refused(*numbers, {.training = {.balanced = true}}, "this one learns numbers");
  refused(*classes, {.validation_fraction = 1}, "validation is 1");
  refused(*classes, {.replay_ratio = -0.5}, "replay's ratio is -0.5");
  refused(*classes, {.early_stopping = task::EarlyStopping{.patience = 0}}, "patience is 0");
  refused(*classes, {.early_stopping = task::EarlyStopping{.min_delta = -1}}, "minDelta is -1");
  const auto memory = opened_file("models/drawing-classifier-updatable.mlmodel");
  refused(*memory, {.training = {.anchor = 1}}, "remembers its examples");
  refused(*memory, {.validation_fraction = 0.5}, "remembers its examples");
  task::UpdateTask remembering(*memory, {});
  const std::vector<Features> none(1);
  CHECK_THROWS_MATCHES(remembering.add(none, task::Role::replay), Error,
                       has_code(ErrorCode::invalid_parameter, "remembers its examples"));
}

TEST_CASE("options: class weights take labels as text, as integers, or class indices", "[task]") {
  const auto weighted = [](const coreml::Model& model, const format::Label& label) {
    task::UpdateTask task(*opened(model), {}, {.training = {.class_weights = {{label, 4}}}});
    return 0;
  };
  coreml::Model model = label_network();
  CHECK_NOTHROW(weighted(model, "emu"));
  CHECK_THROWS_AS(weighted(model, std::int64_t{1}), Error);
  for (const std::int64_t label : {5, 0, 1})
    network_in(model).mutable_int64classlabels()->add_vector(label);
  CHECK_NOTHROW(weighted(model, std::int64_t{5}));
  CHECK_NOTHROW(weighted(model, "5"));
  CHECK_THROWS_AS(weighted(model, std::int64_t{2}), Error);
  CHECK_NOTHROW(weighted(score_network(), std::int64_t{2}));
  CHECK_NOTHROW(weighted(score_network(), "2"));
  CHECK_THROWS_AS(weighted(score_network(), std::int64_t{3}), Error);
}

}  // namespace
}  // namespace attune::test
