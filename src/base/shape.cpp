#include "base/shape.h"

#include <algorithm>

#include "base/checked.h"
#include "base/error.h"

namespace attune {

Shape::Shape(std::span<const std::int64_t> extents) {
  if (extents.size() > kMaxRank) {
    fail(ErrorCode::model_invalid, "an array has ", extents.size(), " axes; at most ", kMaxRank,
         " are allowed");
  }
  std::uint64_t size = 1;
  bool empty = false;
  for (const std::int64_t extent : extents) {
    if (extent < 0) fail(ErrorCode::model_invalid, "an array has the negative extent ", extent);
    empty = empty || extent == 0;
    const auto product =
        checked_multiply(size, static_cast<std::uint64_t>(std::max<std::int64_t>(extent, 1)));
    if (!product || *product > static_cast<std::uint64_t>(kMaxSize)) {
      fail(ErrorCode::model_too_large, "an array has more than ", kMaxSize, " elements");
    }
    size = *product;
    extents_[static_cast<std::size_t>(rank_++)] = extent;
  }
  size_ = empty ? 0 : static_cast<std::int64_t>(size);
}

std::int64_t Shape::size_of(int first, int last) const {
  std::int64_t size = 1;
  for (int axis = first; axis < last; ++axis) size *= extents_[static_cast<std::size_t>(axis)];
  return size;
}

Shape Shape::with(int axis, std::int64_t extent) const {
  std::array<std::int64_t, kMaxRank> extents = extents_;
  extents[static_cast<std::size_t>(axis < 0 ? axis + rank_ : axis)] = extent;
  return Shape(std::span<const std::int64_t>(extents.data(), static_cast<std::size_t>(rank_)));
}

bool operator==(const Shape& a, const Shape& b) {
  return std::ranges::equal(a.extents(), b.extents());
}

void append_to(std::string& out, const Shape& shape) {
  out.push_back('[');
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (axis > 0) out.append(", ");
    append_to(out, shape[axis]);
  }
  out.push_back(']');
}

void append_to(std::string& out, std::span<const Shape> shapes) {
  if (shapes.empty()) out.append("nothing");
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (i > 0) out.append(" and ");
    append_to(out, shapes[i]);
  }
}

}  // namespace attune
