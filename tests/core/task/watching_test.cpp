// Validation, early stopping and keepIfBetter. A trainer whose losses are written down beforehand
// stands in for a network: its only weight counts the steps.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "support/matchers.h"
#include "support/network_builder.h"
#include "task/update_task.h"

namespace attune::test {
namespace {
using task::EarlyStopping;
using task::KeepIfBetter;
using task::Monitor;
using task::Role;
using task::StepResult;
using task::UpdateOptions;
using task::UpdateTask;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// What examples that are not learned from say, by the number of steps taken.
struct Script {
  std::map<int, double> losses = {};  // of each example
  std::map<int, int> correct = {};    // of all examples of a slice
  bool labels = true;
  double training_loss = 1;
};

// What was asked.
struct Log {
  std::vector<std::vector<std::uint32_t>> learned, measured;
  int weight = 0;
};

class ScriptedTrainer final : public models::Trainer {
 public:
  ScriptedTrainer(const Script& script, Log& log, format::ParameterSet parameters)
      : script_(script), log_(log), parameters_(std::move(parameters)) {}

  format::ParameterSet& parameters() override { return parameters_; }
  void add([[maybe_unused]] const Features& example) override { ++count_; }
  std::size_t count() const override { return count_; }
  void truncate(std::size_t count) override { count_ = count; }
  bool learns_by_gradient() const override { return true; }
  int slice_size() const override { return 4; }
  SliceResult accumulate(models::Rows rows, [[maybe_unused]] std::size_t batch) override {
    log_.learned.emplace_back(rows.begin(), rows.end());
    const auto count = static_cast<double>(rows.size());
    return {script_.training_loss * count, count, static_cast<int>(rows.size()), script_.labels};
  }
  void apply() override { ++log_.weight; }
  SliceResult measure(models::Rows rows) override {
    log_.measured.emplace_back(rows.begin(), rows.end());
    const auto count = static_cast<double>(rows.size());
    const auto correct = script_.correct.find(log_.weight);
    return {script_.losses.at(log_.weight) * count, count,
            correct == script_.correct.end() ? 0 : correct->second, script_.labels};
  }
  Progress remember() const override {
    return {.weights = {static_cast<float>(log_.weight)}, .moments = {}, .scalars = {}};
  }
  void recall(const Progress& progress) override {
    log_.weight = static_cast<int>(progress.weights.at(0));
  }
  std::shared_ptr<const models::Model> snapshot() const override { return nullptr; }

 private:
  const Script& script_;
  Log& log_;
  format::ParameterSet parameters_;
  std::size_t count_ = 0;
};

class ScriptedModel final : public models::Model {
 public:
  explicit ScriptedModel(Script script)
      : Model(std::make_shared<const coreml::Model>()), script_(std::move(script)) {
    for (const auto& [key, value] :
         {std::pair("miniBatchSize", 100), std::pair("epochs", 6), std::pair("seed", 1)}) {
      coreml::Int64Parameter parameter;
      parameter.set_defaultvalue(value);
      parameters_.add(key, parameter);
    }
    parameters_.add({.key = "shuffle", .scope = "", .value = false});
  }

  std::unique_ptr<models::Trainer> make_trainer(
      const format::ParameterOverrides& overrides) const override {
    format::ParameterSet parameters = parameters_;
    parameters.set(overrides);
    return std::make_unique<ScriptedTrainer>(script_, log, std::move(parameters));
  }

  mutable Log log;

 private:
  Script script_;
  format::ParameterSet parameters_;
};

std::vector<StepResult> run(UpdateTask& task) {
  std::vector<StepResult> results;
  do {
    results.push_back(task.step());
  } while (!results.back().finished);
  return results;
}

// The epochs of an update of two examples, with one for validation.
struct Ended {
  std::vector<StepResult> epochs;
  StepResult last;
  int weight = 0;
};

Ended run(const Script& script, const UpdateOptions& options, std::size_t validation = 1) {
  const ScriptedModel model(script);
  UpdateTask task(model, {}, options);
  task.add(std::vector<Features>(2));
  task.add(std::vector<Features>(validation), Role::validation);
  Ended ended;
  for (const StepResult& result : run(task)) {
    if (result.epoch_ended) ended.epochs.push_back(result);
    ended.last = result;
  }
  ended.weight = model.log.weight;
  return ended;
}

const Script kDown = {.losses = {{0, 10}, {1, 9}, {2, 8}, {3, 7}, {4, 6}, {5, 5}, {6, 4}}};
// Best after the second epoch.
const Script kTurning = {.losses = {{0, 9}, {1, 5}, {2, 3}, {3, 4}, {4, 3.5}, {5, 3}, {6, 8}}};

TEST_CASE("validation: is measured in slices after each epoch, which only then ends", "[task]") {
  const ScriptedModel model(kDown);
  UpdateTask task(model, {{"epochs", 2.0}, {"miniBatchSize", 2.0}});
  task.add(std::vector<Features>(3));
  task.add(std::vector<Features>(6), Role::validation);
  const std::vector<StepResult> results = run(task);
  REQUIRE(results.size() == 8);
  CHECK(model.log.learned == std::vector<std::vector<std::uint32_t>>{{0, 1}, {2}, {0, 1}, {2}});
  CHECK(model.log.measured ==
        std::vector<std::vector<std::uint32_t>>{{3, 4, 5, 6}, {7, 8}, {3, 4, 5, 6}, {7, 8}});
  for (std::size_t i = 0; i < 8; ++i) {
    CHECK(results[i].mini_batch_ended == (i % 4 < 2));
    CHECK(results[i].epoch_ended == (i % 4 == 3));
    CHECK(results[i].finished == (i == 7));
    CHECK(results[i].epoch_index == static_cast<std::int64_t>(i / 4));
  }
  CHECK(results[3].mini_batch_index == 1);
  CHECK(results[3].validation.loss == 8);  // two steps were taken
  CHECK(results[3].validation.accuracy == 0);
  CHECK(results[3].epoch_loss == 1);
  CHECK(results[7].validation.loss == 6);
  CHECK(std::isnan(results[2].validation.loss));
  CHECK(results[2].examples_done == 3);
  CHECK(results[7].examples_done == 6);
}

TEST_CASE("validation: a fraction of the examples is never learned from", "[task]") {
  const ScriptedModel model(kDown);
  UpdateTask task(model, {}, {.validation_fraction = 0.3});
  task.add(std::vector<Features>(10));
  run(task);
  REQUIRE(model.log.learned.size() == 12);
  CHECK(model.log.learned[0].size() + model.log.learned[1].size() == 7);
  REQUIRE(model.log.measured.size() == 6);
  for (const auto& measured : model.log.measured) {
    CHECK(measured == model.log.measured[0]);
    CHECK(measured.size() == 3);
    for (const auto& learned : model.log.learned) {
      for (const std::uint32_t row : measured) CHECK(std::ranges::count(learned, row) == 0);
    }
  }
  UpdateTask one(model, {}, {.validation_fraction = 0.3});
  one.add(std::vector<Features>(1));
  CHECK_THROWS_MATCHES(one.step(), Error, has_code(ErrorCode::bad_example, "at least two"));
}

TEST_CASE("validation: a loss that is not finite ends the update", "[task]") {
  for (const double bad : {kNaN, std::numeric_limits<double>::infinity()}) {
    CHECK_THROWS_MATCHES(run({.losses = {{1, bad}}}, {}), Error, has_code(ErrorCode::diverged));
  }
}

TEST_CASE("early stopping: after `patience` epochs that were no better, with the best weights",
          "[task]") {
  const Ended ended = run(kTurning, {.early_stopping = EarlyStopping{.patience = 2}});
  CHECK(ended.epochs.size() == 4);
  CHECK(ended.last.finished);
  CHECK(ended.last.epoch_ended);
  CHECK(ended.last.kept_epoch == 1);
  CHECK(ended.weight == 2);
  CHECK(ended.last.examples_done == 8);
  CHECK(ended.last.examples_total == 12);
}

TEST_CASE("early stopping: equal is no better, and minDelta asks for more", "[task]") {
  CHECK(run(kTurning, {.early_stopping = EarlyStopping{.patience = 3}}).epochs.size() == 5);
  CHECK(run(kTurning, {.early_stopping = EarlyStopping{.patience = 4}}).epochs.size() == 6);
  CHECK(run(kDown, {.early_stopping = EarlyStopping{.patience = 1, .min_delta = 0.5}})
            .epochs.size() == 6);
  const Ended strict = run(kDown, {.early_stopping = EarlyStopping{.patience = 1, .min_delta = 1}});
  CHECK(strict.epochs.size() == 2);
  CHECK(strict.last.kept_epoch == 0);
  CHECK(strict.weight == 1);
}

TEST_CASE("early stopping: puts the best back after the last epoch, too, unless told not to",
          "[task]") {
  const Ended ended = run(kTurning, {.early_stopping = EarlyStopping{.patience = 100}});
  CHECK(ended.epochs.size() == 6);
  CHECK(ended.last.kept_epoch == 1);
  CHECK(ended.weight == 2);
  const Ended last =
      run(kTurning, {.early_stopping = EarlyStopping{.patience = 2, .restore_best = false}});
  CHECK(last.epochs.size() == 4);
  CHECK(last.last.kept_epoch == -1);
  CHECK(last.weight == 4);
}

TEST_CASE("early stopping: monitors accuracies and the training loss as well", "[task]") {
  Script script = kDown;
  script.correct = {{1, 1}, {2, 2}, {3, 1}, {4, 2}, {5, 0}};
  const Ended accurate = run(
      script,
      {.early_stopping = EarlyStopping{.monitor = Monitor::validation_accuracy, .patience = 2}}, 2);
  CHECK(accurate.epochs.size() == 4);
  CHECK(accurate.last.kept_epoch == 1);
  CHECK(accurate.epochs[1].validation.accuracy == 1);
  for (const Monitor monitor : {Monitor::loss, Monitor::accuracy}) {
    // Neither ever changes here.
    const Ended ended =
        run(script, {.early_stopping = EarlyStopping{.monitor = monitor, .patience = 2}}, 0);
    CHECK(ended.epochs.size() == 3);
    CHECK(ended.last.kept_epoch == 0);
  }
}

TEST_CASE("early stopping: refuses to monitor what there is not", "[task]") {
  CHECK_THROWS_MATCHES(run(kDown, {.early_stopping = EarlyStopping{}}, 0), Error,
                       has_code(ErrorCode::invalid_parameter, "there is none"));
  Script numbers = kDown;
  numbers.labels = false;
  CHECK_THROWS_MATCHES(
      run(numbers, {.early_stopping = EarlyStopping{.monitor = Monitor::validation_accuracy}}),
      Error, has_code(ErrorCode::invalid_parameter, "only a classifier"));
}

TEST_CASE("keepIfBetter: compares before and after, and finishes when it got better", "[task]") {
  const Ended ended = run(kDown, {.keep_if_better = KeepIfBetter{}});
  CHECK(ended.epochs.size() == 6);
  CHECK_FALSE(ended.last.epoch_ended);
  CHECK(ended.last.gate_before == 10);
  CHECK(ended.last.gate_after == 4);
  CHECK(ended.weight == 6);
}

TEST_CASE("keepIfBetter: refuses what is not better, by enough", "[task]") {
  CHECK_THROWS_MATCHES(run(kDown, {.keep_if_better = KeepIfBetter{.min_delta = 6}}), Error,
                       has_code(ErrorCode::not_better, "the loss was 10 before it and is 4 after"));
  CHECK(run(kDown, {.keep_if_better = KeepIfBetter{.min_delta = 5.5}}).last.gate_after == 4);
  Script worse = kDown;
  worse.losses[6] = 10;
  CHECK_THROWS_MATCHES(run(worse, {.keep_if_better = KeepIfBetter{}}), Error,
                       has_code(ErrorCode::not_better));
  CHECK(run(worse, {.keep_if_better = KeepIfBetter{.min_delta = -0.5}}).last.gate_after == 10);
}

TEST_CASE("keepIfBetter: judges the best epoch where that is put back", "[task]") {
  const Ended ended = run(kTurning, {.early_stopping = EarlyStopping{.patience = 9},
                                     .keep_if_better = KeepIfBetter{.min_delta = 5}});
  CHECK(ended.last.gate_after == 3);
  CHECK(ended.last.kept_epoch == 1);
}

TEST_CASE("keepIfBetter: by accuracy, on examples of its own", "[task]") {
  Script script = kDown;
  script.correct = {{0, 1}, {6, 3}};
  const ScriptedModel model(script);
  UpdateTask task(model, {}, {.keep_if_better = KeepIfBetter{.accuracy = true}});
  task.add(std::vector<Features>(2));
  task.add(std::vector<Features>(4), Role::gate);
  const std::vector<StepResult> results = run(task);
  CHECK(model.log.measured == std::vector<std::vector<std::uint32_t>>{{2, 3, 4, 5}, {2, 3, 4, 5}});
  CHECK(results.back().gate_before == 0.25);
  CHECK(results.back().gate_after == 0.75);
  script.labels = false;
  CHECK_THROWS_MATCHES(run(script, {.keep_if_better = KeepIfBetter{.accuracy = true}}), Error,
                       has_code(ErrorCode::invalid_parameter, "only a classifier"));
  CHECK_THROWS_MATCHES(run(script, {.keep_if_better = KeepIfBetter{}}, 0), Error,
                       has_code(ErrorCode::invalid_parameter, "keepIfBetter needs validation"));
}

TEST_CASE("finish: ends with the best so far, and still judges it", "[task]") {
  const ScriptedModel model(kTurning);
  UpdateTask task(
      model, {{"miniBatchSize", 1.0}},
      {.early_stopping = EarlyStopping{.patience = 9}, .keep_if_better = KeepIfBetter{}});
  task.add(std::vector<Features>(1));
  task.add(std::vector<Features>(1), Role::validation);
  for (int epoch = 0; epoch < 4;) epoch += task.step().epoch_ended ? 1 : 0;
  task.finish();
  const StepResult last = task.step();
  CHECK(last.finished);
  CHECK_FALSE(last.mini_batch_ended);
  CHECK(last.kept_epoch == 1);
  CHECK(last.gate_before == 9);
  CHECK(last.gate_after == 3);
  CHECK(model.log.weight == 2);
  task.finish();
  CHECK(task.step().finished);
}

TEST_CASE("finish: before the first step there is nothing to judge", "[task]") {
  const ScriptedModel model(kDown);
  UpdateTask task(model, {}, {.keep_if_better = KeepIfBetter{}});
  task.finish();
  CHECK(task.step().finished);
  UpdateTask begun(model, {}, {.keep_if_better = KeepIfBetter{}});
  begun.add(std::vector<Features>(9));
  begun.add(std::vector<Features>(1), Role::validation);
  begun.step();  // the old model is measured
  begun.step();  // a slice of the first mini-batch
  begun.finish();
  CHECK(begun.step().finished);
  CHECK(model.log.weight == 0);
}

}  // namespace
}  // namespace attune::test
