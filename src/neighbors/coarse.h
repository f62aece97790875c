// Coarse copies of stored examples: what a search reads instead of them, to leave out those that
// cannot be among the nearest. Half as many bytes, and twice as many products an instruction.
//
//   x = s q + e     q whole numbers, at most 2047 (less in many dimensions), s of each example
//
// ||a - b|| is at least ||s_a q_a - s_b q_b|| - ||e_a|| - ||e_b||, the first of which is reckoned
// exactly but for what double loses. What that bound, less all that float32 can lose while it sums,
// does not exclude is compared by the one canonical distance: the answer has the same bits.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "neighbors/neighbors.h"

namespace attune::neighbors {

class Coarse {
 public:
  explicit Coarse(const Samples& samples);

  /// A point made coarse; `usable` unless a coordinate is not finite.
  struct Point {
    std::vector<std::int16_t> numbers;
    double scale = 0, norm = 0, error = 0;
    bool usable = true;
  };
  Point point(const float* coordinates) const;

  /// Offers to each point those of the examples [first, last) that may be among its nearest.
  /// @param coordinates  of the points, one after the other
  /// Needs: last - first at most kMostRows
  void offer(std::span<const Point> points, const float* coordinates, const Samples& samples,
             std::size_t first, std::size_t last, std::span<Nearest> nearest) const;
  static constexpr std::size_t kMostRows = 256;

 private:
  void add(const float* coordinates, std::int16_t* numbers, Point& about) const;
  // Of one point, by its products with the coarse copies.
  void offer(const Point& point, const float* coordinates, const Samples& samples,
             std::size_t first, std::size_t last, const std::int32_t* dots, Nearest& nearest) const;

  std::size_t dimensions_, length_;  // length_: the dimensions, rounded up
  double levels_;
  Rounding rounding_;
  std::vector<std::int16_t> numbers_;  // an example after the other
  std::vector<double> scales_, norms_;
  double most_error_ = 0, most_norm_ = 0;
};

}  // namespace attune::neighbors
