#include "task/update_task.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/error.h"

namespace attune::task {

void UpdateTask::add(std::span<const format::Features> examples) {
  if (begun_) fail(ErrorCode::bad_example, "examples are added before training begins");
  const std::size_t before = trainer_->count();
  for (std::size_t i = 0; i < examples.size(); ++i) {
    try {
      trainer_->add(examples[i]);
    } catch (const Error& error) {
      trainer_->truncate(before);
      Error located(error.code(), sentence("example ", before + i, ": ", error.what()));
      located.set_layer(error.layer()).set_feature(error.feature()).set_hint(error.hint());
      internal::raise(located);
    }
  }
}

void UpdateTask::set_parameters(const format::ParameterOverrides& parameters) {
  format::ParameterSet changed = this->parameters();
  changed.set(parameters, true);
  if (position_ == batch_start_) {
    trainer_->parameters() = std::move(changed);
  } else {
    pending_ = std::move(changed);
  }
}

void UpdateTask::begin() {
  if (trainer_->count() == 0) fail(ErrorCode::bad_example, "an update needs at least one example");
  begun_ = true;
  if (!trainer_->learns_by_gradient()) return;
  const format::ParameterSet& parameters = trainer_->parameters();
  epochs_ = static_cast<std::size_t>(parameters.integer("epochs"));
  batch_size_ =
      std::min(static_cast<std::size_t>(parameters.integer("miniBatchSize")), trainer_->count());
  random_ = Random(parameters.integer("seed"));
  order_.resize(trainer_->count());
  std::iota(order_.begin(), order_.end(), 0U);
  begin_epoch();
}

// Every epoch shuffles the order that the one before left, the first one too.
void UpdateTask::begin_epoch() {
  if (trainer_->parameters().flag("shuffle")) shuffle(std::span(order_), random_);
  position_ = batch_start_ = 0;
  batch_index_ = 0;
  batch_ = epoch_sum_ = {};
}

StepResult UpdateTask::step() {
  if (!begun_) begin();
  StepResult result;
  const std::size_t count = trainer_->count();
  if (finished_ || !trainer_->learns_by_gradient()) {
    finished_ = result.finished = true;
    result.examples_done = result.examples_total =
        static_cast<std::int64_t>(count * std::max<std::size_t>(epochs_, 1));
    return result;
  }

  const std::size_t batch_end = std::min(batch_start_ + batch_size_, count);
  const std::size_t slice =
      std::min(batch_end - position_, static_cast<std::size_t>(trainer_->slice_size()));
  const models::Trainer::SliceResult done =
      trainer_->accumulate(std::span(order_).subspan(position_, slice), batch_end - batch_start_);
  position_ += slice;
  batch_.loss_sum += done.loss_sum;
  epoch_sum_.loss_sum += done.loss_sum;
  epoch_sum_.correct += done.correct;
  epoch_sum_.labels = done.labels;

  result.epoch_index = static_cast<std::int64_t>(epoch_);
  result.mini_batch_index = batch_index_;
  result.examples_done = static_cast<std::int64_t>(epoch_ * count + position_);
  result.examples_total = static_cast<std::int64_t>(epochs_ * count);
  if (position_ == batch_end) end_mini_batch(result);
  return result;
}

void UpdateTask::end_mini_batch(StepResult& result) {
  const std::size_t count = trainer_->count();
  result.mini_batch_ended = true;
  result.loss_value = batch_.loss_sum / static_cast<double>(position_ - batch_start_);
  if (!std::isfinite(result.loss_value)) {
    fail(ErrorCode::diverged, "the loss of mini-batch ", batch_index_, " in epoch ", epoch_,
         " is not finite", Hint{"Use a smaller learningRate."});
  }
  trainer_->apply();
  if (pending_) trainer_->parameters() = *std::exchange(pending_, std::nullopt);
  batch_ = {};
  batch_start_ = position_;
  ++batch_index_;
  if (position_ < count) return;

  result.epoch_ended = true;
  result.epoch_loss = epoch_sum_.loss_sum / static_cast<double>(count);
  if (epoch_sum_.labels)
    result.epoch_accuracy = static_cast<double>(epoch_sum_.correct) / static_cast<double>(count);
  ++epoch_;
  finished_ = result.finished = epoch_ == epochs_;
  if (!finished_) begin_epoch();
}

}  // namespace attune::task
