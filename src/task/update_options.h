// What an update may be told beyond the parameters of the file: how it is watched, and what it is
// fed beside its own examples. Without any of it an update does what Core ML's does, to the bit.
#pragma once

#include <cstdint>
#include <optional>

#include "models/training_options.h"

namespace attune::task {

/// What an added example is for.
enum class Role : std::uint8_t {
  training,    ///< learned from
  validation,  ///< measured after every epoch, never learned from
  replay,      ///< learned from beside the others: what must not be forgotten
  gate,        ///< measured before and after, to decide whether the update is kept
};

/// A number that an epoch ends with.
enum class Monitor : std::uint8_t { loss, accuracy, validation_loss, validation_accuracy };

/// Ends training when the monitored number has not got better for so many epochs: a loss below the
/// best one by more than min_delta, an accuracy above it by more than that.
struct EarlyStopping {
  Monitor monitor = Monitor::validation_loss;
  std::int64_t patience = 3;  ///< at least 1
  double min_delta = 0;
  /// Whether the result has the weights of the best epoch; else those of the last.
  bool restore_best = true;
};

/// Refuses the update unless it made the model better on the gate's examples, or without such on
/// the validation's: loss below what it was by more than min_delta (which may be negative), or
/// accuracy above it.
struct KeepIfBetter {
  bool accuracy = false;
  double min_delta = 0;
};

struct UpdateOptions {
  models::TrainingOptions training = {};
  /// Above 0: so large a part of the examples is put aside for validation, floor(fraction n + 0.5)
  /// of them but at least one and not all: the first of 0 ... n - 1 as shuffled by the seed, by a
  /// generator of its own; the others stay in their order.
  double validation_fraction = 0;
  /// The same part of every class: floor(fraction n + 0.5) of its n examples, never its last one.
  bool validation_stratified = false;
  /// Replayed examples to each own one. A mini-batch that ends with own example number k, counted
  /// over all epochs, has those up to floor(ratio k) in it, after its own. They go round and round
  /// through the replayed ones, shuffled anew each time if the update shuffles.
  double replay_ratio = 1;
  std::optional<EarlyStopping> early_stopping = std::nullopt;
  std::optional<KeepIfBetter> keep_if_better = std::nullopt;
};

/// @throws Error invalid_parameter for a number outside what makes sense
void check(const UpdateOptions& options);

}  // namespace attune::task
