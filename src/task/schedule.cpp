#include "task/schedule.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace attune::task {
namespace {
// So that replayed examples have another order than own ones: "replay" as numbers.
constexpr std::int64_t kReplaySeed = 0x7265706C6179;
}  // namespace

std::vector<std::uint32_t> Schedule::split(std::vector<std::uint32_t>& own, double fraction,
                                           std::int64_t seed,
                                           std::span<const std::int64_t> classes) {
  // How many of each class; without classes all are of one.
  std::map<std::int64_t, std::size_t> counts;
  const auto class_at = [&](std::size_t place) { return classes.empty() ? 0 : classes[place]; };
  for (std::size_t place = 0; place < own.size(); ++place) ++counts[class_at(place)];
  std::map<std::int64_t, std::size_t> left;
  for (const auto& [of_class, count] : counts) {
    const double wanted = std::floor(fraction * static_cast<double>(count) + 0.5);
    left[of_class] =
        static_cast<std::size_t>(std::clamp(wanted, 0.0, static_cast<double>(count) - 1));
  }
  const bool none = std::ranges::all_of(left, [](const auto& one) { return one.second == 0; });
  if (none && !counts.empty())  // of the largest class, of equal ones the first
    left[std::ranges::max_element(counts, {}, [](const auto& one) { return one.second; })->first] =
        1;

  std::vector<std::uint32_t> places(own.size());
  std::iota(places.begin(), places.end(), 0U);
  Random random(seed);
  shuffle(std::span(places), random);
  std::vector<bool> is_aside(own.size(), false);
  for (const std::uint32_t place : places) {
    std::size_t& more = left[class_at(place)];
    if (more == 0) continue;
    --more;
    is_aside[place] = true;
  }
  std::vector<std::uint32_t> aside, kept;
  for (std::size_t place = 0; place < own.size(); ++place)
    (is_aside[place] ? aside : kept).push_back(own[place]);
  own = std::move(kept);
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
