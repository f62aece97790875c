// The contract of an index: which of the stored examples lie nearest to a point.
//
// Every index gives the same answer to the bit: neighbours are ranked by
// kernels::squared_distance(), and equally distant ones by their number, the earlier first. An
// index may use any means to leave examples out, but only those that this ranking would leave out
// too.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "format/wire.h"

namespace attune::neighbors {

/// Stored examples, numbered from 0: rows of equal length that the versions of a model share. A
/// copy copies no row.
class Samples {
 public:
  explicit Samples(std::size_t dimensions) : dimensions_(dimensions) {}

  std::size_t dimensions() const { return dimensions_; }
  std::size_t size() const { return rows_.size(); }
  const float* operator[](std::size_t number) const { return rows_[number]; }

  /// Needs: the row has dimensions() floats that never change; somebody given to keep() owns them.
  void add(const float* row) { rows_.push_back(row); }
  void keep(std::shared_ptr<const void> owner) { owners_.push_back(std::move(owner)); }

 private:
  std::size_t dimensions_;
  std::vector<const float*> rows_;
  std::vector<std::shared_ptr<const void>> owners_;
};

struct Neighbor {
  float squared_distance = 0;
  std::uint32_t number = 0;  ///< of the stored example

  friend bool operator<(const Neighbor& a, const Neighbor& b) {
    return a.squared_distance < b.squared_distance ||
           (a.squared_distance == b.squared_distance && a.number < b.number);
  }
};

/// What float32 can lose while kernels::squared_distance() sums: the sum is at least kept times the
/// true square, less lost.
struct Rounding {
  explicit Rounding(std::size_t dimensions)
      // Each of the difference, the square and at most `dimensions` sums rounds by 2^-24 of itself;
      // doubled to be safe. A square that is too small for float32 loses at most half of the
      // smallest float, 2^-149.
      : kept(1 - (static_cast<double>(dimensions) + 16) * 0x1p-23),
        lost(static_cast<double>(dimensions) * 0x1p-149) {}

  double least_sum(double squared) const { return squared * kept - lost; }
  /// The largest true square whose sum may be no more than this.
  double most_squared(double sum) const {
    return kept > 0 ? (sum + lost) / kept : std::numeric_limits<double>::infinity();
  }

  double kept, lost;
};

/// The nearest ones of those that are offered to it, whatever the order in which they come.
class Nearest {
 public:
  explicit Nearest(std::size_t count) : count_(count) { heap_.reserve(count); }

  void offer(const Neighbor& neighbor);
  /// No example beyond this distance can be among them any more.
  double worst() const {
    if (heap_.size() < count_) return std::numeric_limits<double>::infinity();
    return heap_.empty() ? -1 : static_cast<double>(heap_.front().squared_distance);
  }
  /// False when no example at this distance or beyond can be among them any more, whatever its
  /// number.
  bool may_take(double squared_distance) const { return !(squared_distance > worst()); }
  /// Nearest first.
  std::vector<Neighbor> take();

 private:
  std::size_t count_;
  std::vector<Neighbor> heap_;  // the farthest in front
};

class Index {
 public:
  Index() = default;
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;
  virtual ~Index() = default;

  /// For each point its `count` nearest stored examples, nearest first, or all there are when they
  /// are fewer. Needs: a point has at least one coordinate.
  /// @param points  one after the other, each as long as a stored example
  virtual std::vector<std::vector<Neighbor>> nearest(std::span<const float> points,
                                                     std::size_t count) const = 0;
};

/// One member of the format's oneof IndexType, ready to be made.
struct IndexType {
  int field = 0;  ///< in NearestNeighborsIndex
  /// @param params  the member's own message
  /// @throws Error model_invalid
  std::unique_ptr<const Index> (*make)(std::shared_ptr<const Samples> samples,
                                       const format::Message& params) = nullptr;
};

/// The type of the index with a field number, or null.
const IndexType* find_index_type(int field);

}  // namespace attune::neighbors
