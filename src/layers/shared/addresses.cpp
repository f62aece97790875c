#include "layers/shared/addresses.h"

#include <vector>

#include "layers/shared/axes.h"

namespace attune::layers {
namespace {
// data's extents with those of `middle` in place of the axes [first, last).
Shape replaced(const Shape& data, int first, int last, std::span<const std::int64_t> middle) {
  const std::span<const std::int64_t> all = data.extents();
  std::vector<std::int64_t> extents(all.begin(), all.begin() + first);
  extents.insert(extents.end(), middle.begin(), middle.end());
  extents.insert(extents.end(), all.begin() + last, all.end());
  if (extents.empty()) extents.push_back(1);
  return Shape(extents);
}
}  // namespace

Addresses Addresses::along(const LayerSpec& spec, const Shape& data, const Shape& indices,
                           std::int64_t axis) {
  const int at = resolve_axis(spec, axis, data.rank());
  Addresses to;
  to.shape_ = replaced(data, at, at + 1, indices.extents());
  to.block_ = data.size_of(at + 1, data.rank());
  to.count_ = data.size_of(0, at) * indices.size();
  to.extents_[0] = data[at];
  to.strides_[0] = to.block_;
  to.period_ = to.part_ = indices.size();
  to.part_size_ = data[at] * to.block_;
  return to;
}

Addresses Addresses::in_lanes(const LayerSpec& spec, const Shape& data, const Shape& indices,
                              std::int64_t axis) {
  const int at = resolve_axis(spec, axis, data.rank());
  if (indices.rank() != data.rank() || indices.with(at, data[at]) != data) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " cannot use indices of shape ", indices, " along axis ", at, " of ", data);
  }
  Addresses to;
  to.shape_ = indices;
  to.count_ = to.period_ = indices.size();
  to.lanes_ = data.size_of(at + 1, data.rank());
  to.extents_[0] = data[at];
  to.strides_[0] = to.lanes_;
  to.part_ = indices[at] * to.lanes_;
  to.part_size_ = data[at] * to.lanes_;
  return to;
}

Addresses Addresses::by_leading_axes(const LayerSpec& spec, const Shape& data,
                                     const Shape& indices) {
  if (indices.rank() < 1 || indices[-1] < 1 || indices[-1] > data.rank()) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " cannot use indices of shape ", indices, ", whose last axis names axes of ", data);
  }
  Addresses to;
  to.numbers_ = static_cast<int>(indices[-1]);
  to.shape_ = replaced(data, 0, to.numbers_,
                       indices.extents().first(static_cast<std::size_t>(indices.rank()) - 1));
  to.block_ = data.size_of(to.numbers_, data.rank());
  to.count_ = to.period_ = to.part_ = indices.size_of(0, indices.rank() - 1);
  for (int i = 0; i < to.numbers_; ++i) {
    to.extents_[static_cast<std::size_t>(i)] = data[i];
    to.strides_[static_cast<std::size_t>(i)] = data.size_of(i + 1, data.rank());
  }
  return to;
}

Addresses Addresses::run(const LayerSpec& spec, const Shape& data, const Shape& begin,
                         std::int64_t axis, std::int64_t size) {
  const int at = resolve_axis(spec, axis, data.rank());
  if (begin.size() != 1 || size < 1 || size > data[at]) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " cannot take ", size, " elements along axis ", at, " of ", data,
         " from a beginning of shape ", begin);
  }
  Addresses to;
  to.shape_ = data.with(at, size);
  to.extents_[0] = data[at];
  to.strides_[0] = data.size_of(at + 1, data.rank());
  to.reach_ = size;
  to.block_ = size * to.strides_[0];
  to.count_ = data.size_of(0, at);
  to.part_size_ = data[at] * to.strides_[0];
  return to;
}

std::int64_t Addresses::at(const float* indices, std::int64_t k) const noexcept {
  const float* const numbers = indices + k % period_ * numbers_;
  std::int64_t at = k / part_ * part_size_ + k % lanes_;
  for (int i = 0; i < numbers_; ++i) {
    const auto axis = static_cast<std::size_t>(i);
    const auto extent = static_cast<float>(extents_[axis]);
    const float number = numbers[i];
    if (!(number >= -extent && number < extent)) return -1;
    auto index = static_cast<std::int64_t>(number);
    if (index < 0) index += extents_[axis];
    if (index < 0 || index + reach_ > extents_[axis]) return -1;
    at += index * strides_[axis];
  }
  return at;
}

}  // namespace attune::layers
