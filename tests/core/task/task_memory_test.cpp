// An update that was put away and gone on with has the bits of one that never stopped.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <functional>
#include <string>
#include <vector>

#include "support/matchers.h"
#include "support/network_builder.h"
#include "task/update_task.h"

namespace attune::test {
namespace {
using task::EarlyStopping;
using task::KeepIfBetter;
using task::Role;
using task::StepResult;
using task::UpdateOptions;
using task::UpdateTask;

// A way to train, to be begun again and again; from bytes each time, as another page would.
struct Recipe {
  std::string model;
  format::ParameterOverrides parameters = {};
  UpdateOptions options = {};
  std::size_t validation = 0, replayed = 0;
  /// Told of every step before it is taken.
  std::function<void(UpdateTask&, std::size_t step)> meddle = {};
};

class Run {
 public:
  explicit Run(const Recipe& recipe)
      : recipe_(recipe),
        model_(models::read_model(recipe.model)),
        task_(*model_, recipe.parameters, recipe.options) {
    const std::vector<Features> examples = score_examples(70);
    const std::span all(examples);
    task_.add(all.first(45));
    if (recipe.validation > 0) task_.add(all.subspan(45, recipe.validation), Role::validation);
    if (recipe.replayed > 0) task_.add(all.last(recipe.replayed), Role::replay);
  }

  bool step(std::size_t number) {
    if (recipe_.meddle) recipe_.meddle(task_, number);
    const StepResult result = task_.step();
    if (result.mini_batch_ended) log_ += sentence("b ", result.loss_value, "; ");
    if (result.epoch_ended)
      log_ += sentence("e ", result.epoch_index, " ", result.epoch_loss, " ", result.epoch_accuracy,
                       " ", result.validation.loss, "; ");
    if (result.finished)
      log_ += sentence("f ", result.kept_epoch, " ", result.gate_before, " ", result.gate_after);
    return !result.finished;
  }
  UpdateTask& task() { return task_; }
  // All that came out: the weights' bits, and what was said on the way.
  std::string bits() const { return models::write_model(*task_.snapshot()); }
  const std::string& log() const { return log_; }

 private:
  Recipe recipe_;
  std::shared_ptr<const models::Model> model_;
  UpdateTask task_;
  std::string log_;
};

std::string bytes_of(const coreml::Model& model) { return model.SerializeAsString(); }

std::string adam_bytes() {
  coreml::Model model = score_network();
  use_adam(model);
  return bytes_of(model);
}

void check_everywhere(const Recipe& recipe) {
  Run straight(recipe);
  std::size_t steps = 0;
  while (straight.step(steps)) ++steps;
  REQUIRE(steps > 5);
  Run copied(recipe);  // put away before each step, and gone on with elsewhere
  std::string log_before;
  for (std::size_t at = 0; at <= steps; ++at) {
    copied.step(at);
    const std::string saved = copied.task().save();
    Run resumed(recipe);
    resumed.task().restore(saved);
    CHECK(resumed.task().save() == saved);
    bool more = true;
    // What a partial mini-batch did is done again, so steps are not counted the same way.
    for (std::size_t number = at + 1; more; ++number) more = resumed.step(number);
    INFO("put away after step " << at);
    CHECK(resumed.bits() == straight.bits());
    const std::string_view all = straight.log(), end = resumed.log();
    CHECK(all.substr(all.size() - std::min(all.size(), end.size())) == end);
  }
}

TEST_CASE("memory: SGD with momentum goes on to the same bits from every step", "[task][bits]") {
  check_everywhere({.model = bytes_of(score_network()),
                    .parameters = {{"momentum", 0.9},
                                   {"miniBatchSize", 8.0},
                                   {"shuffle", true},
                                   {"seed", 3.0},
                                   {"epochs", 2.0}}});
}

TEST_CASE("memory: Adam too, in the middle of a mini-batch of two slices, with everything on",
          "[task][bits]") {
  check_everywhere(
      {.model = adam_bytes(),
       .parameters =
           {{"miniBatchSize", 40.0}, {"shuffle", true}, {"epochs", 3.0}, {"learningRate", 0.02}},
       .options = {.training = {.anchor = 0.01, .gradient_clip_norm = 0.5, .balanced = true},
                   .replay_ratio = 0.4,
                   .early_stopping = EarlyStopping{.patience = 1, .min_delta = 1e-9},
                   .keep_if_better = KeepIfBetter{.min_delta = -100}},
       .validation = 5,
       .replayed = 7});
}

TEST_CASE("memory: a fraction for validation is the same part again", "[task][bits]") {
  check_everywhere({.model = bytes_of(score_network()),
                    .parameters = {{"miniBatchSize", 9.0}, {"shuffle", true}, {"epochs", 2.0}},
                    .options = {.validation_fraction = 0.2}});
}

TEST_CASE("memory: parameters that were changed on the way stay changed", "[task][bits]") {
  const Recipe recipe = {.model = bytes_of(score_network()),
                         .parameters = {{"miniBatchSize", 40.0}, {"epochs", 3.0}},
                         .meddle = [](UpdateTask& task, std::size_t step) {
                           // Between two mini-batches, and within one.
                           if (step == 1)
                             task.set_parameters({{"learningRate", 0.01}, {"momentum", 0.5}});
                           if (step == 3) task.set_parameters({{"learningRate", 0.5}});
                         }};
  Run straight(recipe);
  for (std::size_t step = 0; straight.step(step);) ++step;
  Recipe calm = recipe;
  calm.meddle = {};
  for (const std::size_t stop : {std::size_t{4}, std::size_t{5}, std::size_t{6}}) {
    Run first(recipe);
    for (std::size_t step = 0; step < stop; ++step) first.step(step);
    Run second(calm);
    second.task().restore(first.task().save());
    CHECK(second.task().parameters().real("momentum") == 0.5);
    while (second.step(0)) {
    }
    CHECK(second.bits() == straight.bits());
  }
}

TEST_CASE("memory: a change that waits for the next mini-batch still waits", "[task][bits]") {
  Recipe recipe = {.model = bytes_of(score_network()),
                   .parameters = {{"miniBatchSize", 40.0}, {"epochs", 2.0}}};
  const Recipe calm = recipe;
  recipe.meddle = [](UpdateTask& task, std::size_t step) {
    if (step == 4) task.set_parameters({{"learningRate", 0.03125}});  // a slice of 32 is done
  };
  Run straight(recipe), unchanged(calm), first(calm), second(calm);
  for (std::size_t step = 0; straight.step(step);) ++step;
  while (unchanged.step(0)) {
  }
  for (std::size_t step = 0; step < 4; ++step) first.step(step);
  recipe.meddle(first.task(), 4);
  second.task().restore(first.task().save());
  CHECK(second.task().parameters().real("learningRate") == 0.03125);
  while (second.step(0)) {
  }
  CHECK(second.bits() == straight.bits());
  CHECK(second.bits() != unchanged.bits());
}

const Recipe kPlain = {
    .model = bytes_of(score_network()), .parameters = {{"epochs", 2.0}}, .validation = 3};

std::string saved_after(const Recipe& recipe, std::size_t steps) {
  Run run(recipe);
  for (std::size_t step = 0; step < steps; ++step) run.step(step);
  return run.task().save();
}

void check_refused(const Recipe& recipe, const std::string& saved, std::string_view part) {
  Run run(recipe);
  CHECK_THROWS_MATCHES(run.task().restore(saved), Error, has_code(ErrorCode::integrity, part));
}

TEST_CASE("memory: other examples, options, parameters or another model are refused", "[task]") {
  const std::string saved = saved_after(kPlain, 4);
  Recipe other = kPlain;
  other.validation = 4;
  check_refused(other, saved, "other examples");
  other = kPlain;
  other.replayed = 1;
  check_refused(other, saved, "other examples");
  other = kPlain;
  other.parameters["epochs"] = 3.0;
  check_refused(other, saved, "other options");
  other = kPlain;
  other.options.early_stopping = EarlyStopping{};
  check_refused(other, saved, "other options");
  other = kPlain;
  other.options.training.anchor = 0.5;
  check_refused(other, saved, "other weights or training options");
  other = kPlain;
  coreml::Model model = score_network();
  set_layers(model, {dense("hidden", "x", "h", 3, 4), activation("relu", "h", "a"),
                     dense("scores", "a", "s", 4, 3), softmax("soft", "s", "p")});
  other.model = bytes_of(model);
  check_refused(other, saved, "other weights or training options");

  Run changed(kPlain);
  Features more = score_examples(1)[0];
  CHECK_NOTHROW(changed.task().add({&more, 1}));
  CHECK_THROWS_MATCHES(changed.task().restore(saved), Error,
                       has_code(ErrorCode::integrity, "other examples"));
}

TEST_CASE("memory: damaged bytes are refused, whatever is damaged", "[task]") {
  const std::string saved = saved_after(kPlain, 4);
  for (std::size_t i = 0; i < saved.size(); i += 7) {
    std::string damaged = saved;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    check_refused(kPlain, damaged, "damaged");
  }
  check_refused(kPlain, "", "damaged");
  check_refused(kPlain, saved.substr(1), "damaged");
}

TEST_CASE("memory: there is none before the first step, nor of what does not learn by gradient",
          "[task]") {
  Run run(kPlain);
  CHECK_THROWS_MATCHES(run.task().save(), Error,
                       has_code(ErrorCode::invalid_parameter, "has not begun"));
  const std::string saved = saved_after(kPlain, 1);
  run.step(0);
  CHECK_THROWS_MATCHES(run.task().restore(saved), Error,
                       has_code(ErrorCode::invalid_parameter, "before it begins"));
}

}  // namespace
}  // namespace attune::test
