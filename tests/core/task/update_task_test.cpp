// The loop alone: epochs, mini-batches, slices, their order. A trainer that writes down what it is
// told stands in for a network.

#include "task/update_task.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "support/matchers.h"
#include "support/network_builder.h"

namespace attune::test {
namespace {
using Rows = std::vector<std::uint32_t>;
using task::StepResult;
using task::UpdateTask;

// What the loop told its trainer.
struct Log {
  std::vector<Rows> slices;
  std::vector<std::size_t> batch_sizes;  // for each slice
  std::vector<double> rates;             // learningRate of each step
};

class RecordingTrainer final : public models::Trainer {
 public:
  RecordingTrainer(Log& log, format::ParameterSet parameters)
      : log_(log), parameters_(std::move(parameters)) {}

  format::ParameterSet& parameters() override { return parameters_; }
  void add(const Features& example) override {
    if (example.find("bad") != nullptr)
      fail(ErrorCode::bad_example, InFeature{"bad"}, " is bad", Hint{"Leave it out."});
    ++count_;
  }
  std::size_t count() const override { return count_; }
  void truncate(std::size_t count) override { count_ = count; }
  bool learns_by_gradient() const override { return true; }
  int slice_size() const override { return 4; }
  // The loss of an example is its number; even ones are right.
  SliceResult accumulate(std::span<const std::uint32_t> examples, std::size_t batch_size) override {
    log_.slices.emplace_back(examples.begin(), examples.end());
    log_.batch_sizes.push_back(batch_size);
    SliceResult result{.labels = true};
    for (const std::uint32_t example : examples) {
      result.loss_sum += example;
      result.weight += 1;
      result.correct += example % 2 == 0 ? 1 : 0;
    }
    return result;
  }
  void apply() override { log_.rates.push_back(parameters_.real("learningRate")); }
  std::shared_ptr<const models::Model> snapshot() const override { return nullptr; }

 private:
  Log& log_;
  format::ParameterSet parameters_;
  std::size_t count_ = 0;
};

class RecordingModel final : public models::Model {
 public:
  RecordingModel() : Model(std::make_shared<const coreml::Model>()) {
    coreml::DoubleParameter rate;
    set_parameter(rate, 0.5, 0, 1);
    parameters_.add("learningRate", rate);
    for (const char* key : {"miniBatchSize", "epochs", "seed"}) {
      coreml::Int64Parameter one;
      one.set_defaultvalue(1);
      parameters_.add(key, one);
    }
    parameters_.add({.key = "shuffle", .scope = "", .value = false});
  }

  std::unique_ptr<models::Trainer> make_trainer(
      const format::ParameterOverrides& overrides) const override {
    format::ParameterSet parameters = parameters_;
    parameters.set(overrides);
    return std::make_unique<RecordingTrainer>(log, std::move(parameters));
  }

  mutable Log log;

 private:
  format::ParameterSet parameters_;
};

std::vector<StepResult> run(UpdateTask& task) {
  std::vector<StepResult> results;
  do {
    results.push_back(task.step());
  } while (!results.back().finished);
  return results;
}

format::ParameterOverrides options(double batch, double epochs, bool shuffled = false,
                                   double seed = 1) {
  return {{"miniBatchSize", batch}, {"epochs", epochs}, {"shuffle", shuffled}, {"seed", seed}};
}

// The order of the examples in each epoch.
std::vector<Rows> orders(std::size_t count, const format::ParameterOverrides& overrides) {
  const RecordingModel model;
  UpdateTask task(model, overrides);
  task.add(std::vector<Features>(count));
  run(task);
  std::vector<Rows> epochs(1);
  for (const Rows& slice : model.log.slices) {
    if (epochs.back().size() == count) epochs.emplace_back();
    epochs.back().insert(epochs.back().end(), slice.begin(), slice.end());
  }
  return epochs;
}

TEST_CASE(
    "update: mini-batches end in order, the last of an epoch ends it, the last of all finishes",
    "[task]") {
  const RecordingModel model;
  UpdateTask task(model, options(2, 2));
  task.add(std::vector<Features>(5));
  const std::vector<StepResult> results = run(task);
  REQUIRE(results.size() == 6);
  CHECK(model.log.slices == std::vector<Rows>{{0, 1}, {2, 3}, {4}, {0, 1}, {2, 3}, {4}});
  CHECK(model.log.batch_sizes == std::vector<std::size_t>{2, 2, 1, 2, 2, 1});
  CHECK(model.log.rates.size() == 6);
  for (std::size_t i = 0; i < 6; ++i) {
    const StepResult& result = results[i];
    CHECK(result.mini_batch_ended);
    CHECK(result.epoch_index == static_cast<std::int64_t>(i / 3));
    CHECK(result.mini_batch_index == static_cast<std::int64_t>(i % 3));
    CHECK(result.epoch_ended == (i % 3 == 2));
    CHECK(result.finished == (i == 5));
    CHECK(result.examples_total == 10);
  }
  const std::int64_t done[] = {2, 4, 5, 7, 9, 10};
  for (std::size_t i = 0; i < 6; ++i) CHECK(results[i].examples_done == done[i]);
}

TEST_CASE("update: losses are means over what was there, a short last mini-batch too", "[task]") {
  const RecordingModel model;
  UpdateTask task(model, options(2, 1));
  task.add(std::vector<Features>(5));
  const std::vector<StepResult> results = run(task);
  REQUIRE(results.size() == 3);
  CHECK(results[0].loss_value == 0.5);
  CHECK(results[1].loss_value == 2.5);
  CHECK(results[2].loss_value == 4);
  CHECK(std::isnan(results[1].epoch_loss));
  CHECK(results[2].epoch_loss == 2);
  CHECK(results[2].epoch_accuracy == 0.6);
}

TEST_CASE("update: a mini-batch larger than the data is all of it", "[task]") {
  const RecordingModel model;
  UpdateTask task(model, options(1000, 2));
  task.add(std::vector<Features>(3));
  CHECK(run(task).size() == 2);
  CHECK(model.log.slices == std::vector<Rows>{{0, 1, 2}, {0, 1, 2}});
  CHECK(model.log.batch_sizes == std::vector<std::size_t>{3, 3});
}

TEST_CASE("update: a large mini-batch is worked on in slices, one a step, and applied once",
          "[task]") {
  const RecordingModel model;
  UpdateTask task(model, options(10, 1));
  task.add(std::vector<Features>(13));
  const std::vector<StepResult> results = run(task);
  CHECK(model.log.slices == std::vector<Rows>{{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9}, {10, 11, 12}});
  CHECK(model.log.batch_sizes == std::vector<std::size_t>{10, 10, 10, 3});
  CHECK(model.log.rates.size() == 2);
  REQUIRE(results.size() == 4);
  CHECK_FALSE(results[0].mini_batch_ended);
  CHECK(std::isnan(results[0].loss_value));
  CHECK_FALSE(results[1].mini_batch_ended);
  CHECK(results[2].mini_batch_ended);
  CHECK(results[2].loss_value == 4.5);
  CHECK(results[1].examples_done == 8);
}

TEST_CASE("update: without shuffle every epoch goes through the examples as they were added",
          "[task]") {
  for (const Rows& order : orders(6, options(4, 3))) CHECK(order == Rows{0, 1, 2, 3, 4, 5});
}

TEST_CASE("update: every shuffled epoch is another permutation, made from the one before",
          "[task]") {
  const std::vector<Rows> epochs = orders(50, options(8, 4, true, 7));
  REQUIRE(epochs.size() == 4);
  Random random(7);
  Rows expected(50);
  std::iota(expected.begin(), expected.end(), 0U);
  Rows unshuffled = expected;
  for (const Rows& order : epochs) {
    CHECK(order != expected);
    Rows sorted = order;
    std::ranges::sort(sorted);
    CHECK(sorted == unshuffled);
    shuffle(std::span(expected), random);
    CHECK(order == expected);
  }
}

TEST_CASE("update: the order depends on the seed alone", "[task]") {
  const std::vector<Rows> seven = orders(50, options(8, 2, true, 7));
  CHECK(orders(50, options(8, 2, true, 7)) == seven);
  CHECK(orders(50, options(3, 2, true, 7)) == seven);
  CHECK(orders(50, options(8, 2, true, 8)) != seven);
}

TEST_CASE("update: a parameter that is changed applies from the next mini-batch on", "[task]") {
  const RecordingModel model;
  UpdateTask task(model, options(6, 1));
  task.add(std::vector<Features>(18));
  task.step();
  task.set_parameters({{"learningRate", 0.25}});  // between two slices
  CHECK(task.parameters().real("learningRate") == 0.25);
  task.step();
  task.step();
  task.set_parameters({{"learningRate", 0.75}});
  task.set_parameters({{"learningRate", 0.125}});
  task.step();
  task.set_parameters({{"learningRate", 1.0}});  // between two mini-batches
  run(task);
  CHECK(model.log.rates == std::vector<double>{0.5, 0.25, 1.0});
  CHECK(task.parameters().real("learningRate") == 1);
}

TEST_CASE("update: a parameter that is refused changes nothing", "[task]") {
  const RecordingModel model;
  UpdateTask task(model, options(6, 1));
  task.add(std::vector<Features>(12));
  for (int slice = 0; slice < 2; ++slice) {
    const auto refused = [&](const format::ParameterOverrides& overrides, std::string_view part) {
      CHECK_THROWS_MATCHES(task.set_parameters(overrides), Error,
                           has_code(ErrorCode::invalid_parameter, part));
    };
    refused({{"learningRate", 0.25}, {"miniBatchSize", 2.0}},
            "'miniBatchSize' cannot be changed while training runs");
    refused({{"epochs", 9.0}}, "'epochs'");
    refused({{"shuffle", true}}, "'shuffle'");
    refused({{"seed", 9.0}}, "'seed'");
    refused({{"learningRate", 2.0}}, "'learningRate' is 2");
    refused({{"learningRate", std::numeric_limits<double>::quiet_NaN()}}, "'learningRate'");
    refused({{"warmth", 2.0}}, "no parameter 'warmth'");
    CHECK(task.parameters().real("learningRate") == 0.5);
    task.step();
  }
  run(task);
  CHECK(model.log.rates == std::vector<double>{0.5, 0.5});
}

TEST_CASE("update: examples are added all or none, and the error says which one is bad", "[task]") {
  const RecordingModel model;
  UpdateTask task(model, {});
  task.add(std::vector<Features>(2));
  const std::vector<Features> some = {{}, features_of({{"bad", 1.0}}), {}};
  try {
    task.add(some);
    FAIL("was accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::bad_example);
    CHECK(std::string(error.what()) == "example 3: feature 'bad' is bad");
    CHECK(error.feature() == "bad");
    CHECK(error.hint() == "Leave it out.");
  }
  CHECK(task.count() == 2);
  task.add(std::vector<Features>(1));
  CHECK(task.count() == 3);
}

TEST_CASE("update: needs examples, and takes none once it has begun", "[task]") {
  const RecordingModel model;
  UpdateTask task(model, options(1, 1));
  CHECK_THROWS_MATCHES(task.step(), Error,
                       has_code(ErrorCode::bad_example, "at least one example"));
  task.add(std::vector<Features>(2));
  task.step();
  CHECK_THROWS_MATCHES(task.add(std::vector<Features>(1)), Error,
                       has_code(ErrorCode::bad_example, "before training begins"));
  CHECK(task.count() == 2);
}

TEST_CASE("update: once finished it stays finished", "[task]") {
  const RecordingModel model;
  UpdateTask task(model, options(2, 3));
  task.add(std::vector<Features>(2));
  run(task);
  const StepResult again = task.step();
  CHECK(again.finished);
  CHECK_FALSE(again.mini_batch_ended);
  CHECK(again.examples_done == 6);
  CHECK(again.examples_total == 6);
  CHECK(model.log.rates.size() == 3);
}

TEST_CASE("update: parameters outside what the model allows are refused at the start", "[task]") {
  const RecordingModel model;
  CHECK_THROWS_MATCHES(UpdateTask(model, {{"learningRate", 2.0}}), Error,
                       has_code(ErrorCode::invalid_parameter));
  CHECK_THROWS_MATCHES(UpdateTask(model, {{"epochs", 0.0}}), Error,
                       has_code(ErrorCode::invalid_parameter));
}

}  // namespace
}  // namespace attune::test
