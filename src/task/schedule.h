// Which examples come when: own ones epoch by epoch, replayed ones in between. Seed and place in
// the update give all of it, so that nothing of it need be stored.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"

namespace attune::task {

class Schedule {
 public:
  Schedule() : random_(0), replay_random_(0) {}

  /// Puts `own` rows aside for validation. @return those, in their order; `own` keeps the others
  /// @param classes  of the rows, to put the same part of each aside; empty: of all together
  static std::vector<std::uint32_t> split(std::vector<std::uint32_t>& own, double fraction,
                                          std::int64_t seed,
                                          std::span<const std::int64_t> classes = {});

  void begin(std::vector<std::uint32_t> own, std::vector<std::uint32_t> replayed, double ratio,
             bool shuffled, std::int64_t seed);
  std::size_t own_count() const { return order_.size(); }

  /// Makes the order of an epoch: every epoch shuffles what the one before left, the first one too.
  /// Needs: epochs come in order; some may be left out
  void begin_epoch(std::size_t epoch);
  /// The mini-batch of own examples [from, to) of the epoch: these, then the replayed ones.
  /// Needs: mini-batches come in order; some may be left out
  void fill(std::size_t from, std::size_t to, std::vector<std::uint32_t>& batch);

 private:
  std::size_t replayed_before(std::size_t from) const;

  bool shuffled_ = false;
  double ratio_ = 0;
  Random random_, replay_random_;
  std::vector<std::uint32_t> order_, replayed_;
  std::size_t epoch_ = 0, shuffles_ = 0, rounds_ = 0;
};

}  // namespace attune::task
