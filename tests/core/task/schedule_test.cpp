#include "task/schedule.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <numeric>

namespace attune::test {
namespace {
using task::Schedule;
using Rows = std::vector<std::uint32_t>;

Rows numbers(std::uint32_t from, std::uint32_t to) {
  Rows rows(to - from);
  std::iota(rows.begin(), rows.end(), from);
  return rows;
}

// Every mini-batch of some epochs, one after the other.
std::vector<Rows> batches(Schedule& schedule, std::size_t size, std::size_t epochs,
                          std::size_t from_epoch = 0, std::size_t from = 0) {
  std::vector<Rows> all;
  for (std::size_t epoch = from_epoch; epoch < epochs; ++epoch) {
    schedule.begin_epoch(epoch);
    for (; from < schedule.own_count(); from += size) {
      schedule.fill(from, std::min(from + size, schedule.own_count()), all.emplace_back());
    }
    from = 0;
  }
  return all;
}

TEST_CASE("schedule: a part is put aside by the seed; both parts keep their order", "[task]") {
  Rows own = numbers(0, 20);
  const Rows aside = Schedule::split(own, 0.25, 7);
  CHECK(aside.size() == 5);
  CHECK(own.size() == 15);
  CHECK(std::ranges::is_sorted(aside));
  CHECK(std::ranges::is_sorted(own));
  Rows all = own;
  all.insert(all.end(), aside.begin(), aside.end());
  std::ranges::sort(all);
  CHECK(all == numbers(0, 20));

  Rows again = numbers(0, 20), other = numbers(0, 20);
  CHECK(Schedule::split(again, 0.25, 7) == aside);
  CHECK(Schedule::split(other, 0.25, 8) != aside);
  // The definition: the first of the shuffled ones.
  Rows shuffled = numbers(0, 20);
  Random random(7);
  shuffle(std::span(shuffled), random);
  shuffled.resize(5);
  std::ranges::sort(shuffled);
  CHECK(aside == shuffled);
}

TEST_CASE("schedule: the same part of every class, never its last example", "[task]") {
  // Classes of 12, 4, 1 and 3 examples; a quarter of each.
  std::vector<std::int64_t> classes(12, 0);
  classes.insert(classes.end(), {1, 1, 2, 1, 1, 3, 3, 3});
  Rows own = numbers(100, 120);
  const Rows aside = Schedule::split(own, 0.25, 7, classes);
  std::vector<int> counts(4, 0);
  for (const std::uint32_t row : aside) ++counts[static_cast<std::size_t>(classes[row - 100])];
  CHECK(counts == std::vector<int>{3, 1, 0, 1});
  CHECK(std::ranges::is_sorted(aside));
  CHECK(std::ranges::is_sorted(own));
  CHECK(own.size() + aside.size() == 20);
  Rows other = numbers(100, 120);
  CHECK(Schedule::split(other, 0.25, 8, classes) != aside);
}

TEST_CASE("schedule: where no class gives any, the largest gives one", "[task]") {
  const std::vector<std::int64_t> classes = {0, 1, 1, 2};
  Rows own = numbers(0, 4);
  const Rows aside = Schedule::split(own, 0.1, 3, classes);
  REQUIRE(aside.size() == 1);
  CHECK(classes[aside[0]] == 1);
}

TEST_CASE("schedule: at least one example is put aside, and one stays", "[task]") {
  const auto sizes = [](std::uint32_t count, double fraction) {
    Rows own = numbers(0, count);
    const std::size_t aside = Schedule::split(own, fraction, 0).size();
    CHECK(aside + own.size() == count);
    return aside;
  };
  CHECK(sizes(10, 0.001) == 1);
  CHECK(sizes(10, 0.999) == 9);
  CHECK(sizes(10, 0.25) == 3);  // floor(2.5 + 0.5)
  CHECK(sizes(10, 0.24) == 2);
  CHECK(sizes(2, 0.5) == 1);
}

TEST_CASE("schedule: replayed examples come in the ratio, after the own ones, round and round",
          "[task]") {
  const auto of = [](double ratio, std::size_t size) {
    Schedule schedule;
    schedule.begin(numbers(0, 4), {7, 8, 9}, ratio, false, 0);
    return batches(schedule, size, 2);
  };
  CHECK(of(1, 3) == std::vector<Rows>{{0, 1, 2, 7, 8, 9}, {3, 7}, {0, 1, 2, 8, 9, 7}, {3, 8}});
  CHECK(of(0.5, 1) == std::vector<Rows>{{0}, {1, 7}, {2}, {3, 8}, {0}, {1, 9}, {2}, {3, 7}});
  CHECK(of(2, 4) == std::vector<Rows>{{0, 1, 2, 3, 7, 8, 9, 7, 8, 9, 7, 8},
                                      {0, 1, 2, 3, 9, 7, 8, 9, 7, 8, 9, 7}});
  CHECK(of(0, 4) == std::vector<Rows>{{0, 1, 2, 3}, {0, 1, 2, 3}});
  Schedule none;
  none.begin(numbers(0, 2), {}, 1, true, 0);
  CHECK(batches(none, 2, 1)[0].size() == 2);
}

TEST_CASE("schedule: replayed examples do not change the order of the own ones", "[task]") {
  Schedule with, without;
  with.begin(numbers(0, 9), numbers(20, 25), 1, true, 3);
  without.begin(numbers(0, 9), {}, 1, true, 3);
  const std::vector<Rows> mixed = batches(with, 3, 3), plain = batches(without, 3, 3);
  Rows replayed;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    CHECK(std::equal(plain[i].begin(), plain[i].end(), mixed[i].begin()));
    replayed.insert(replayed.end(), mixed[i].begin() + 3, mixed[i].end());
  }
  REQUIRE(replayed.size() == 27);
  Rows first(replayed.begin(), replayed.begin() + 5),
      second(replayed.begin() + 5, replayed.begin() + 10);
  CHECK(first != second);
  std::ranges::sort(first);
  std::ranges::sort(second);
  CHECK(first == numbers(20, 25));
  CHECK(second == numbers(20, 25));
}

TEST_CASE("schedule: begun anew in the middle it goes on as it would have", "[task]") {
  const auto make = [] {
    Schedule schedule;
    schedule.begin(numbers(0, 10), numbers(20, 27), 0.7, true, 5);
    return schedule;
  };
  Schedule straight = make();
  const std::vector<Rows> all = batches(straight, 4, 5);
  for (std::size_t skipped = 0; skipped < all.size(); ++skipped) {
    Schedule late = make();
    const std::vector<Rows> rest = batches(late, 4, 5, skipped / 3, skipped % 3 * 4);
    CHECK(rest == std::vector<Rows>(all.begin() + static_cast<std::ptrdiff_t>(skipped), all.end()));
  }
}

}  // namespace
}  // namespace attune::test
