// The update loop: epochs, mini-batches, slices. It does one slice a call, so that whoever calls
// can stop between two.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/random.h"
#include "format/features.h"
#include "format/parameters.h"
#include "models/model.h"
#include "models/trainer.h"

namespace attune::task {

/// What one call of step() did.
struct StepResult {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  bool mini_batch_ended = false;
  bool epoch_ended = false;
  bool finished = false;
  std::int64_t epoch_index = 0;       ///< from 0
  std::int64_t mini_batch_index = 0;  ///< from 0, within the epoch
  double loss_value = kNone;          ///< mean over the mini-batch that ended
  double epoch_loss = kNone;          ///< mean over the examples of the epoch that ended
  double epoch_accuracy =
      kNone;  ///< fraction of them that were right before the step that used them
  std::int64_t examples_done = 0;  ///< over all epochs
  std::int64_t examples_total = 0;
};

/// One update of one model. The model stays as it is; snapshot() is the result.
class UpdateTask {
 public:
  /// @throws Error not_updatable, invalid_parameter
  UpdateTask(const models::Model& model, const format::ParameterOverrides& parameters)
      : trainer_(model.make_trainer(parameters)), random_(0) {}

  /// As of the next mini-batch.
  const format::ParameterSet& parameters() const {
    return pending_ ? *pending_ : trainer_->parameters();
  }
  /// Changes adjustable parameters from the next mini-batch on: the one that has begun keeps its
  /// own.
  /// @throws Error invalid_parameter; then nothing is changed
  void set_parameters(const format::ParameterOverrides& parameters);

  /// Adds examples, all or, if one of them is bad, none.
  /// @throws Error bad_example, shape_mismatch
  void add(std::span<const format::Features> examples);
  std::size_t count() const { return trainer_->count(); }

  /// Works on one slice.
  /// @throws Error bad_example without examples; diverged when the loss is not finite
  StepResult step();

  /// The weights as they are now as a model of its own.
  std::shared_ptr<const models::Model> snapshot() const { return trainer_->snapshot(); }

 private:
  void begin();
  void begin_epoch();
  void end_mini_batch(StepResult& result);

  std::unique_ptr<models::Trainer> trainer_;
  std::optional<format::ParameterSet> pending_;  ///< set while a mini-batch was under way
  bool begun_ = false;
  bool finished_ = false;
  Random random_;
  std::vector<std::uint32_t> order_;
  std::size_t epochs_ = 0, batch_size_ = 0;
  std::size_t epoch_ = 0, batch_start_ = 0, position_ = 0;
  std::int64_t batch_index_ = 0;
  models::Trainer::SliceResult batch_, epoch_sum_;
};

}  // namespace attune::task
