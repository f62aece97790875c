#include "task/best_epoch.h"

#include <array>
#include <cmath>

#include "base/error.h"

namespace attune::task {

Score Score::of(const models::Trainer::SliceResult& sums, std::size_t count) {
  Score score{.loss = sums.loss_sum / sums.weight};
  if (sums.labels) score.accuracy = static_cast<double>(sums.correct) / static_cast<double>(count);
  return score;
}

bool BestEpoch::note(const EarlyStopping& options, std::int64_t now, const Score& training,
                     const Score& validation, const models::Trainer& trainer) {
  const std::array<double, 4> numbers = {training.loss, training.accuracy, validation.loss,
                                         validation.accuracy};
  const double got = numbers[static_cast<std::size_t>(options.monitor)];
  if (std::isnan(got)) {
    fail(ErrorCode::invalid_parameter,
         "earlyStopping monitors an accuracy, which only a classifier has",
         Hint{"Monitor a loss."});
  }
  const bool more_is_better =
      options.monitor == Monitor::accuracy || options.monitor == Monitor::validation_accuracy;
  const bool better = epoch < 0 || (more_is_better ? got > value + options.min_delta
                                                   : got < value - options.min_delta);
  if (!better) return ++waited >= options.patience;
  value = got;
  epoch = now;
  waited = 0;
  if (options.restore_best) weights = trainer.remember().weights;
  return false;
}

std::int64_t BestEpoch::restore(models::Trainer& trainer) const {
  if (weights.empty()) return -1;
  trainer.recall({.weights = weights, .moments = {}, .scalars = {}});
  return epoch;
}

}  // namespace attune::task
