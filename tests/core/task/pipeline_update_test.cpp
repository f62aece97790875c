// Updates of a pipeline whose last model learns by gradient: the same numbers as without a pipeline
// around it, whatever the options.

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <string>
#include <vector>

#include "support/matchers.h"
#include "support/network_builder.h"
#include "task/update_task.h"

namespace attune::test {
namespace {
using task::Role;
using task::StepResult;
using task::UpdateOptions;
using task::UpdateTask;

coreml::Model in_pipeline(const coreml::Model& inner, const std::string& name) {
  coreml::Model message;
  message.set_specificationversion(inner.specificationversion());
  message.set_isupdatable(true);
  *message.mutable_description() = inner.description();
  *message.mutable_pipeline()->add_models() = inner;
  message.mutable_pipeline()->add_names(name);
  return message;
}

const UpdateOptions kOptions = {
    .training = {.anchor = 0.1, .gradient_clip_norm = 0.3, .balanced = true},
    .validation_fraction = 0.25,
    .replay_ratio = 0.5,
    .early_stopping = task::EarlyStopping{.patience = 2},
    .keep_if_better = task::KeepIfBetter{.min_delta = -100}};

// Every number that an update tells, and what its model predicts.
std::vector<double> numbers_of(const models::Model& model,
                               const format::ParameterOverrides& parameters,
                               const format::ParameterOverrides& later, bool put_away) {
  auto task = std::make_unique<UpdateTask>(model, parameters, kOptions);
  const std::vector<Features> examples = score_examples(20), old = score_examples(5);
  const auto fill = [&] {
    task->add(examples);
    task->add(old, Role::replay);
  };
  fill();
  std::vector<double> numbers;
  for (int step = 0;; ++step) {
    if (step == 5) task->set_parameters(later);
    if (step == 9 && put_away) {
      const std::string saved = task->save();
      task = std::make_unique<UpdateTask>(model, parameters, kOptions);
      fill();
      task->restore(saved);
    }
    const StepResult result = task->step();
    if (result.mini_batch_ended) numbers.push_back(result.loss_value);
    if (result.epoch_ended) numbers.push_back(result.validation.loss);
    if (result.finished) break;
  }
  for (const float p : floats_of(task->snapshot()->predict({examples.data(), 1})[0], "p"))
    numbers.push_back(static_cast<double>(p));
  return numbers;
}

TEST_CASE("pipeline updates: every option reaches the model that learns; scoped names mean it",
          "[task]") {
  const auto alone = opened(score_network());
  const std::vector<double> wanted = numbers_of(
      *alone, {{"learningRate", 0.25}}, {{"learningRate", 0.0625}, {"momentum", 0.5}}, false);
  CHECK(wanted.size() > 20);
  CHECK(numbers_of(*alone, {{"learningRate", 0.25}}, {{"learningRate", 0.0625}}, false) != wanted);

  const auto once = opened(in_pipeline(score_network(), "head"));
  const auto twice = opened(in_pipeline(in_pipeline(score_network(), "head"), "inner"));
  for (const bool put_away : {false, true}) {
    CHECK(numbers_of(*once, {{"learningRate", 0.25}}, {{"learningRate", 0.0625}, {"momentum", 0.5}},
                     put_away) == wanted);
    CHECK(numbers_of(*once, {{"head.learningRate", 0.25}},
                     {{"head.learningRate", 0.0625}, {"head.momentum", 0.5}}, put_away) == wanted);
    CHECK(numbers_of(*twice, {{"inner.head.learningRate", 0.25}},
                     {{"inner.head.learningRate", 0.0625}, {"momentum", 0.5}}, put_away) == wanted);
  }
  CHECK(twice->parameters().all()[0].scope == "inner.head");
}

TEST_CASE("pipeline updates: a scope that is none is refused, at the start and while it runs",
          "[task]") {
  const auto model = opened(in_pipeline(score_network(), "head"));
  UpdateTask task(*model, {});
  task.add(score_examples(4));
  task.step();
  for (const char* name : {"tail.learningRate", "head.nobody.learningRate"}) {
    CHECK_THROWS_MATCHES(task.set_parameters({{name, 0.5}}), Error,
                         has_code(ErrorCode::invalid_parameter));
    CHECK_THROWS_MATCHES(UpdateTask(*model, {{name, 0.5}}), Error,
                         has_code(ErrorCode::invalid_parameter));
  }
  CHECK_THROWS_MATCHES(task.set_parameters({{"head.epochs", 5.0}}), Error,
                       has_code(ErrorCode::invalid_parameter, "cannot be changed"));
}

}  // namespace
}  // namespace attune::test
