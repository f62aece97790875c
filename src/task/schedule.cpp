#include "task/schedule.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/sort.h"

namespace attune::task {
namespace {
// So that replayed examples have another order than own ones: "replay" as numbers.
constexpr std::int64_t kReplaySeed = 0x7265706C6179;
}  // namespace

std::vector<std::uint32_t> Schedule::split(std::vector<std::uint32_t>& own, double fraction,
                                           std::int64_t seed) {
  const double wanted = std::floor(fraction * static_cast<double>(own.size()) + 0.5);
  const double most = static_cast<double>(own.size()) - 1;
  const auto count = static_cast<std::size_t>(std::clamp(wanted, 1.0, std::max(most, 1.0)));
  std::vector<std::uint32_t> aside = own;
  Random random(seed);
  shuffle(std::span(aside), random);
  aside.resize(std::min(count, aside.size()));
  attune::sort(aside);
  std::erase_if(own, [&](std::uint32_t row) { return std::ranges::binary_search(aside, row); });
  return aside;
}

void Schedule::begin(std::vector<std::uint32_t> own, std::vector<std::uint32_t> replayed,
                     double ratio, bool shuffled, std::int64_t seed) {
  order_ = std::move(own);
  replayed_ = std::move(replayed);
  ratio_ = replayed_.empty() ? 0 : ratio;
  shuffled_ = shuffled;
  random_ = Random(seed);
  replay_random_ = Random(seed ^ kReplaySeed);
}

void Schedule::begin_epoch(std::size_t epoch) {
  epoch_ = epoch;
  for (; shuffled_ && shuffles_ <= epoch; ++shuffles_) shuffle(std::span(order_), random_);
}

std::size_t Schedule::replayed_before(std::size_t from) const {
  const auto own = static_cast<double>(epoch_ * order_.size() + from);
  return static_cast<std::size_t>(std::floor(ratio_ * own));
}

void Schedule::fill(std::size_t from, std::size_t to, std::vector<std::uint32_t>& batch) {
  const std::span<const std::uint32_t> own = std::span(order_).subspan(from, to - from);
  batch.assign(own.begin(), own.end());
  if (ratio_ == 0) return;
  for (std::size_t i = replayed_before(from); i < replayed_before(to); ++i) {
    for (; shuffled_ && rounds_ <= i / replayed_.size(); ++rounds_)
      shuffle(std::span(replayed_), replay_random_);
    batch.push_back(replayed_[i % replayed_.size()]);
  }
}

}  // namespace attune::task
