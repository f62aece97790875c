// Shape: the extents of an array, row-major, outermost first.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

namespace attune {

/// Up to 8 axes, held in place. The number of elements is checked when a shape is made, so that
/// size() cannot overflow.
class Shape {
 public:
  static constexpr int kMaxRank = 8;
  /// No array of ours has more elements: 1 Gi floats are 4 GiB, all that wasm32 can address.
  static constexpr std::int64_t kMaxSize = std::int64_t{1} << 30;

  /// Rank 0: one element.
  Shape() = default;
  /// @throws Error model_invalid for a negative extent, more than 8 axes, or more than kMaxSize
  /// elements
  Shape(std::initializer_list<std::int64_t> extents)
      : Shape(std::span(extents.begin(), extents.size())) {}
  explicit Shape(std::span<const std::int64_t> extents);

  int rank() const { return rank_; }
  /// The extent of an axis; a negative one counts from the end (-1 is the innermost).
  std::int64_t operator[](int axis) const {
    return extents_[static_cast<std::size_t>(axis < 0 ? axis + rank_ : axis)];
  }
  std::int64_t size() const { return size_; }
  std::span<const std::int64_t> extents() const {
    return {extents_.data(), static_cast<std::size_t>(rank_)};
  }
  /// The number of elements in axes [first, last).
  std::int64_t size_of(int first, int last) const;
  /// The same shape with one extent changed; a negative axis counts from the end.
  Shape with(int axis, std::int64_t extent) const;

  friend bool operator==(const Shape& a, const Shape& b);

 private:
  std::array<std::int64_t, kMaxRank> extents_{};
  int rank_ = 0;
  std::int64_t size_ = 1;
};

/// "[1, 28, 28]"
void append_to(std::string& out, const Shape& shape);
/// "[2, 3] and [3]"
void append_to(std::string& out, std::span<const Shape> shapes);

}  // namespace attune
