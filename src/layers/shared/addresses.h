// Where the numbers of one input point to in another: what the gather and scatter layers share.
//
// One array holds blocks (of `block()` elements in memory); the k-th of `count()` blocks that are
// picked stands at at(k) in it. Numbers are rounded toward zero, negative ones count from the end.
#pragma once

#include <array>
#include <cstdint>

#include "layers/layer.h"

namespace attune::layers {

class Addresses {
 public:
  /// Whole slices of `data` at an index of one axis, in the order of the indices:
  ///   picked[a, i..., b...] = data[a, indices[i...], b...], a being the axes before it
  /// @throws Error shape_mismatch when data has no such axis
  static Addresses along(const LayerSpec& spec, const Shape& data, const Shape& indices,
                         std::int64_t axis);
  /// One element for each index, in its own lane along the axis:
  ///   picked[a, i, b] = data[a, indices[a, i, b], b]
  /// @throws Error shape_mismatch when the shapes differ but for the axis, or lack it
  static Addresses in_lanes(const LayerSpec& spec, const Shape& data, const Shape& indices,
                            std::int64_t axis);
  /// Slices at places that name the first axes of data, one number each:
  ///   picked[i..., b...] = data[indices[i..., 0], ..., indices[i..., n - 1], b...]
  /// @throws Error shape_mismatch when the indices' last extent is beyond data's rank
  static Addresses by_leading_axes(const LayerSpec& spec, const Shape& data, const Shape& indices);
  /// `size` indices of an axis from the one number that `begin` holds.
  /// @throws Error shape_mismatch when begin holds another number of them, or data has no such axis
  static Addresses run(const LayerSpec& spec, const Shape& data, const Shape& begin,
                       std::int64_t axis, std::int64_t size);

  /// The shape of what is picked; never without axes.
  const Shape& shape() const { return shape_; }
  std::int64_t count() const { return count_; }
  std::int64_t block() const { return block_; }
  /// The first element of a block, or -1 when an index points outside of the array.
  std::int64_t at(const float* indices, std::int64_t k) const noexcept;

 private:
  Shape shape_;
  std::int64_t count_ = 1, block_ = 1;
  // A block's address: that of its part of the array, plus each of its numbers times a stride, plus
  // its place in the lane.
  int numbers_ = 1;  ///< for each block
  std::array<std::int64_t, Shape::kMaxRank> extents_{}, strides_{};
  std::int64_t reach_ = 1;                 ///< indices that a block takes from its number on
  std::int64_t period_ = 1;                ///< blocks after which the numbers repeat
  std::int64_t part_ = 1, part_size_ = 0;  ///< blocks in a part; its elements in the array
  std::int64_t lanes_ = 1;                 ///< blocks side by side
};

}  // namespace attune::layers
