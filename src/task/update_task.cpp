#include "task/update_task.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/error.h"

namespace attune::task {
namespace {
constexpr std::array<std::string_view, 4> kRolePrefix = {"", "validation ", "replay ",
                                                         "keepIfBetter "};

void add_to(models::Trainer::SliceResult& sums, const models::Trainer::SliceResult& more) {
  sums.loss_sum += more.loss_sum;
  sums.weight += more.weight;
  sums.correct += more.correct;
  sums.labels = more.labels;
}

[[noreturn]] void fail_diverged(std::string_view what, std::int64_t batch, std::size_t epoch) {
  fail(ErrorCode::diverged, "the ", what, " of mini-batch ", batch, " in epoch ", epoch,
       " is not finite", Hint{"Use a smaller learningRate."});
}
}  // namespace

UpdateTask::UpdateTask(const models::Model& model, const format::ParameterOverrides& parameters,
                       UpdateOptions options)
    : trainer_(model.make_trainer(parameters)), options_(std::move(options)) {
  check(options_);
  trainer_->configure(options_.training);
  const bool watched =
      options_.validation_fraction > 0 || options_.early_stopping || options_.keep_if_better;
  if (watched && !trainer_->learns_by_gradient()) {
    fail(ErrorCode::invalid_parameter,
         "validation, earlyStopping and keepIfBetter need a model that learns by gradient; this "
         "one remembers its examples");
  }
}

void UpdateTask::add(std::span<const format::Features> examples, Role role) {
  if (phase_ != Phase::not_begun)
    fail(ErrorCode::bad_example, "examples are added before training begins");
  const std::string_view prefix = kRolePrefix[static_cast<std::size_t>(role)];
  if (role != Role::training && !trainer_->learns_by_gradient()) {
    fail(ErrorCode::invalid_parameter, prefix,
         "examples need a model that learns by gradient; this one remembers its examples");
  }
  const std::size_t before = trainer_->count();
  std::vector<std::uint32_t>& of_role = rows(role);
  for (std::size_t i = 0; i < examples.size(); ++i) {
    try {
      trainer_->add(examples[i]);
    } catch (const Error& error) {
      trainer_->truncate(before);
      Error located(error.code(),
                    sentence(prefix, "example ", of_role.size() + i, ": ", error.what()));
      located.set_layer(error.layer()).set_feature(error.feature()).set_hint(error.hint());
      internal::raise(located);
    }
  }
  for (std::size_t row = before; row < trainer_->count(); ++row)
    of_role.push_back(static_cast<std::uint32_t>(row));
}

void UpdateTask::set_parameters(const format::ParameterOverrides& parameters) {
  format::ParameterSet changed = this->parameters();
  changed.set(parameters, true);
  if (batch_done_ == 0) {
    trainer_->parameters() = std::move(changed);
  } else {
    pending_ = std::move(changed);
  }
}

void UpdateTask::begin() {
  std::vector<std::uint32_t>& own = rows(Role::training);
  if (own.empty()) fail(ErrorCode::bad_example, "an update needs at least one example");
  if (!trainer_->learns_by_gradient()) {
    phase_ = Phase::finished;
    return;
  }
  const format::ParameterSet& parameters = trainer_->parameters();
  const std::int64_t seed = parameters.integer("seed");
  std::vector<std::uint32_t>& validation = rows(Role::validation);
  if (options_.validation_fraction > 0 && validation.empty()) {
    if (own.size() < 2)
      fail(ErrorCode::bad_example, "a part for validation needs at least two examples");
    std::vector<std::int64_t> classes;
    for (std::size_t i = 0; options_.validation_stratified && i < own.size(); ++i)
      classes.push_back(trainer_->class_of(own[i]));
    if (std::ranges::count(classes, -1) > 0) {
      fail(ErrorCode::invalid_parameter,
           "a stratified validation needs a model that learns classes; this one learns numbers");
    }
    validation = Schedule::split(own, options_.validation_fraction, seed, classes);
  }
  if (validation.empty() && options_.early_stopping &&
      options_.early_stopping->monitor >= Monitor::validation_loss) {
    fail(ErrorCode::invalid_parameter, "earlyStopping monitors validation, and there is none");
  }
  if (options_.keep_if_better && gate_rows().empty()) {
    fail(ErrorCode::invalid_parameter,
         "keepIfBetter needs validation, or examples of its own to compare with");
  }
  epochs_ = static_cast<std::size_t>(parameters.integer("epochs"));
  batch_size_ = std::min(static_cast<std::size_t>(parameters.integer("miniBatchSize")), own.size());
  trainer_->begin(own, rows(Role::replay), options_.replay_ratio);
  schedule_.begin(own, rows(Role::replay), options_.replay_ratio, parameters.flag("shuffle"), seed);
  start_ = trainer_->remember();
  phase_ = options_.keep_if_better ? Phase::baseline : Phase::training;
  begin_epoch();
}

void UpdateTask::begin_epoch() {
  schedule_.begin_epoch(epoch_);
  batch_start_ = 0;
  batch_index_ = 0;
  epoch_sums_ = epoch_sums_before_ = {};
}

std::int64_t UpdateTask::examples_done() const {
  if (!trainer_->learns_by_gradient()) return static_cast<std::int64_t>(trainer_->count());
  return static_cast<std::int64_t>(epoch_ * schedule_.own_count() + batch_start_ +
                                   std::min(batch_done_, batch_own_));
}

StepResult UpdateTask::step() {
  if (phase_ == Phase::not_begun) begin();
  StepResult result;
  result.epoch_index = static_cast<std::int64_t>(epoch_);
  result.mini_batch_index = batch_index_;
  const bool learning = phase_ != Phase::baseline;
  try {
    work(result);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::diverged || !learning || started_over_) throw;
    start_over();
    result = {};
    result.restarted = true;
  }
  result.finished = phase_ == Phase::finished;
  if (result.finished) {
    result.kept_epoch = kept_epoch_;
    result.gate_after = judged(outcome_);
    if (!std::isnan(result.gate_after)) result.gate_before = judged(baseline_);
  }
  result.examples_done = examples_done();
  result.examples_total = trainer_->learns_by_gradient()
                              ? static_cast<std::int64_t>(epochs_ * schedule_.own_count())
                              : result.examples_done;
  return result;
}

void UpdateTask::work(StepResult& result) {
  if (phase_ == Phase::training) {
    train_slice(result);
  } else if (phase_ != Phase::finished) {
    measure_slice(result);
  }
}

// Once, with half the rate: most that diverges took too large steps from the beginning on.
void UpdateTask::start_over() {
  started_over_ = true;
  trainer_->recall(start_);
  trainer_->slow_down();
  best_ = {};
  kept_epoch_ = -1;
  epoch_ = measured_ = 0;
  batch_.clear();
  batch_own_ = batch_done_ = 0;
  batch_sums_ = measure_sums_ = {};
  replay_loss_ = 0;
  phase_ = Phase::training;
  begin_epoch();
}

void UpdateTask::open_batch() {
  const std::size_t end = std::min(batch_start_ + batch_size_, schedule_.own_count());
  batch_own_ = end - batch_start_;
  schedule_.fill(batch_start_, end, batch_);
  trainer_->begin_batch(batch_);
}

void UpdateTask::train_slice(StepResult& result) {
  if (batch_.empty()) open_batch();
  // No slice holds both own and replayed examples: their losses are told apart.
  const bool own = batch_done_ < batch_own_;
  const std::size_t left = (own ? batch_own_ : batch_.size()) - batch_done_;
  const std::size_t slice = std::min(left, static_cast<std::size_t>(trainer_->slice_size()));
  const Sums done =
      trainer_->accumulate(models::Rows(batch_).subspan(batch_done_, slice), batch_.size());
  batch_done_ += slice;
  if (own) {
    add_to(batch_sums_, done);
    add_to(epoch_sums_, done);
  } else {
    replay_loss_ += done.loss_sum;
  }
  if (batch_done_ == batch_.size()) end_mini_batch(result);
}

void UpdateTask::end_mini_batch(StepResult& result) {
  result.mini_batch_ended = true;
  result.loss_value = batch_sums_.loss_sum / batch_sums_.weight;
  if (!std::isfinite(result.loss_value)) fail_diverged("loss", batch_index_, epoch_);
  if (!std::isfinite(replay_loss_)) fail_diverged("replayed examples' loss", batch_index_, epoch_);
  trainer_->apply();
  if (pending_) trainer_->parameters() = *std::exchange(pending_, std::nullopt);
  batch_.clear();
  batch_sums_ = {};
  replay_loss_ = 0;
  epoch_sums_before_ = epoch_sums_;
  batch_start_ += batch_own_;
  batch_own_ = batch_done_ = 0;
  ++batch_index_;
  if (batch_start_ < schedule_.own_count()) return;
  if (rows(Role::validation).empty()) {
    end_epoch(result, {});
  } else {
    phase_ = Phase::validation;
  }
}

void UpdateTask::measure_slice(StepResult& result) {
  const std::vector<std::uint32_t>& measured =
      phase_ == Phase::validation ? rows(Role::validation) : gate_rows();
  const std::size_t slice =
      std::min(measured.size() - measured_, static_cast<std::size_t>(trainer_->slice_size()));
  add_to(measure_sums_, trainer_->measure(models::Rows(measured).subspan(measured_, slice)));
  measured_ += slice;
  if (measured_ < measured.size()) return;
  measured_ = 0;
  const Score score = Score::of(std::exchange(measure_sums_, {}), measured.size());
  if (!std::isfinite(score.loss)) {
    fail(ErrorCode::diverged, "the loss of examples that are not learned from is not finite",
         Hint{"Use a smaller learningRate."});
  }
  if (phase_ == Phase::baseline) {
    if (options_.keep_if_better->accuracy && std::isnan(score.accuracy)) {
      fail(ErrorCode::invalid_parameter,
           "keepIfBetter compares accuracies, which only a classifier has");
    }
    baseline_ = score;
    phase_ = Phase::training;
  } else if (phase_ == Phase::validation) {
    result.mini_batch_index = batch_index_ - 1;
    end_epoch(result, score);
  } else {
    outcome_ = score;
    phase_ = Phase::finished;
    judge();
  }
}

void UpdateTask::end_epoch(StepResult& result, const Score& validation) {
  const Score training = Score::of(epoch_sums_, schedule_.own_count());
  result.epoch_ended = true;
  result.epoch_loss = training.loss;
  result.epoch_accuracy = training.accuracy;
  result.validation = validation;
  const bool stop = options_.early_stopping &&
                    best_.note(*options_.early_stopping, static_cast<std::int64_t>(epoch_),
                               training, validation, *trainer_);
  ++epoch_;
  batch_start_ = 0;
  phase_ = Phase::training;
  if (stop || epoch_ == epochs_) {
    finish_training();
  } else {
    begin_epoch();
  }
}

void UpdateTask::finish_training() {
  kept_epoch_ = best_.restore(*trainer_);
  if (!trainer_->is_finite()) {
    fail(ErrorCode::diverged, "a weight is no longer a finite number after the last mini-batch",
         Hint{"Use a smaller learningRate."});
  }
  phase_ = options_.keep_if_better ? Phase::gate : Phase::finished;
}

void UpdateTask::finish() {
  if (phase_ == Phase::gate || phase_ == Phase::finished) return;
  const bool learned = epoch_ > 0 || batch_start_ > 0;
  batch_.clear();
  batch_own_ = batch_done_ = measured_ = 0;
  measure_sums_ = {};
  if (learned) {
    finish_training();
  } else {
    phase_ = Phase::finished;
  }
}

// What is compared; NaN where nothing was.
double UpdateTask::judged(const Score& score) const {
  return options_.keep_if_better && options_.keep_if_better->accuracy ? score.accuracy : score.loss;
}

void UpdateTask::judge() const {
  const KeepIfBetter& gate = *options_.keep_if_better;
  const double before = judged(baseline_), after = judged(outcome_);
  if (gate.accuracy ? after > before + gate.min_delta : after < before - gate.min_delta) return;
  fail(ErrorCode::not_better, "the update did not make the model better: the ",
       gate.accuracy ? "accuracy" : "loss", " was ", before, " before it and is ", after,
       " after it");
}

}  // namespace attune::task
