// The update loop: epochs, mini-batches, slices. It does one slice a call, so that whoever calls
// can stop between two.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "format/features.h"
#include "format/parameters.h"
#include "models/model.h"
#include "models/trainer.h"
#include "task/best_epoch.h"
#include "task/schedule.h"
#include "task/update_options.h"

namespace attune::task {

/// What one call of step() did. An epoch ends with its last mini-batch, or, when there are
/// validation examples, some calls later: these have to be measured.
struct StepResult {
  static constexpr double kNone = Score::kNone;

  bool mini_batch_ended = false;
  bool epoch_ended = false;
  bool finished = false;
  /// A loss or a weight was not finite: training has begun anew, with half the learning rate.
  bool restarted = false;
  std::int64_t epoch_index = 0;       ///< from 0
  std::int64_t mini_batch_index = 0;  ///< from 0, within the epoch
  double loss_value = kNone;          ///< mean over the mini-batch that ended
  double epoch_loss = kNone;          ///< mean over the examples of the epoch that ended
  double epoch_accuracy =
      kNone;         ///< fraction of them that were right before the step that used them
  Score validation;  ///< of the epoch that ended, with its last weights
  std::int64_t examples_done = 0;  ///< over all epochs
  std::int64_t examples_total = 0;
  // When finished:
  std::int64_t kept_epoch = -1;  ///< whose weights were put back; -1: those of the last step
  double gate_before = kNone, gate_after = kNone;
};

/// One update of one model. The model stays as it is; once finished, snapshot() is the result.
///
/// Losses and accuracies of mini-batches and epochs are those of the update's own examples, never
/// of replayed ones; with class weights the losses are weighted means, as what is minimized is.
class UpdateTask {
 public:
  /// @throws Error not_updatable, invalid_parameter
  UpdateTask(const models::Model& model, const format::ParameterOverrides& parameters,
             UpdateOptions options = {});

  /// As of the next mini-batch.
  const format::ParameterSet& parameters() const {
    return pending_ ? *pending_ : trainer_->parameters();
  }
  /// Changes adjustable parameters from the next mini-batch on: the one that has begun keeps its
  /// own.
  /// @throws Error invalid_parameter; then nothing is changed
  void set_parameters(const format::ParameterOverrides& parameters);

  /// Adds examples, all or, if one of them is bad, none.
  /// @throws Error bad_example, shape_mismatch; invalid_parameter for a role that the model has no
  /// use for
  void add(std::span<const format::Features> examples, Role role = Role::training);
  std::size_t count() const { return trainer_->count(); }

  /// Works on one slice.
  /// @throws Error bad_example without examples; diverged when a loss or a weight is not finite for
  /// the second time; not_better from the last step
  StepResult step();
  /// Ends training where it stands: what a partial mini-batch did is given up, the best epoch is
  /// put back if that is wanted, and what is left to step() is the gate.
  void finish();

  /// Own examples whose gradient is in, over all epochs so far.
  std::int64_t examples_done() const;

  /// The weights as they are now as a model of its own.
  std::shared_ptr<const models::Model> snapshot() const { return trainer_->snapshot(); }

  /// All that it takes to go on later, elsewhere, with the same bits; not the model, not the
  /// examples. Of a mini-batch that has begun nothing is kept: it begins again.
  /// @throws Error invalid_parameter before the first step, and of a model that does not learn by
  /// gradient
  std::string save();
  /// Goes on where save() was called. Needs: a task of the same model with the same options, the
  /// same examples added, no step taken. The parameters that may change while training runs are the
  /// saved ones.
  /// @throws Error integrity when any of that is another; format_too_new
  void restore(std::string_view bytes);

 private:
  enum class Phase : std::uint8_t { not_begun, baseline, training, validation, gate, finished };
  using Sums = models::Trainer::SliceResult;

  std::vector<std::uint32_t>& rows(Role role) { return rows_[static_cast<std::size_t>(role)]; }
  std::vector<std::uint32_t>& gate_rows() {
    return rows(Role::gate).empty() ? rows(Role::validation) : rows(Role::gate);
  }

  void begin();
  void work(StepResult& result);
  void start_over();
  void begin_epoch();
  void open_batch();
  void train_slice(StepResult& result);
  void end_mini_batch(StepResult& result);
  void measure_slice(StepResult& result);
  void end_epoch(StepResult& result, const Score& validation);
  void finish_training();
  void judge() const;
  double judged(const Score& score) const;
  std::uint64_t options_fingerprint() const;
  std::uint64_t roles_fingerprint() const;

  std::unique_ptr<models::Trainer> trainer_;
  UpdateOptions options_;
  std::optional<format::ParameterSet> pending_;  ///< set while a mini-batch was under way
  Phase phase_ = Phase::not_begun;
  std::array<std::vector<std::uint32_t>, 4> rows_;  ///< by role
  Schedule schedule_;
  std::size_t epochs_ = 0, batch_size_ = 0;

  // Where it stands: before own example batch_start_ of the epoch, and in the batch that begins
  // there.
  std::size_t epoch_ = 0, batch_start_ = 0;
  std::int64_t batch_index_ = 0;
  std::vector<std::uint32_t> batch_;                  ///< empty: the next one has not begun
  std::size_t batch_own_ = 0, batch_done_ = 0;        ///< own examples of it; those worked on
  Sums batch_sums_, epoch_sums_, epoch_sums_before_;  ///< the last: before the batch
  double replay_loss_ = 0;                            ///< of the batch
  std::size_t measured_ = 0;
  Sums measure_sums_;
  Score baseline_, outcome_;  ///< of the gate's examples before and after
  BestEpoch best_;
  models::Trainer::Progress start_;  ///< before anything was learned
  bool started_over_ = false;
  std::int64_t kept_epoch_ = -1;
};

}  // namespace attune::task
