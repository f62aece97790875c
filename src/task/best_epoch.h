// Watches an update from epoch to epoch: which was the best, and whether it is time to stop.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "models/trainer.h"
#include "task/update_options.h"

namespace attune::task {

/// How well the weights of one moment do on some examples.
struct Score {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  double loss = kNone;
  double accuracy = kNone;  ///< NaN unless of a classifier

  static Score of(const models::Trainer::SliceResult& sums, std::size_t count);
};

class BestEpoch {
 public:
  /// Notes the end of an epoch.
  /// @param trainer  whose weights are kept if they are the best so far and wanted
  /// @return whether to stop
  /// @throws Error invalid_parameter when the monitored number does not exist
  bool note(const EarlyStopping& options, std::int64_t epoch, const Score& training,
            const Score& validation, const models::Trainer& trainer);
  /// Puts the best epoch's weights back. @return that epoch, or -1: none is kept
  std::int64_t restore(models::Trainer& trainer) const;

  // For a snapshot.
  double value = 0;
  std::int64_t epoch = -1;
  std::int64_t waited = 0;
  std::vector<float> weights;
};

}  // namespace attune::task
