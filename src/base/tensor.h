// Tensor: a borrowed view of floats with a shape. Owns nothing; the arena does.
#pragma once

#include <span>

#include "base/shape.h"

namespace attune {

/// A batch of equal arrays, one after the other: `examples` times `shape`, row-major, contiguous.
template <typename Float>
struct BasicTensor {
  Float* data = nullptr;
  Shape shape;  ///< of one example
  int examples = 1;

  std::int64_t size() const { return shape.size() * examples; }
  std::span<Float> span() const { return {data, static_cast<std::size_t>(size())}; }
  /// The floats of one example.
  Float* example(int index) const { return data + shape.size() * index; }
  explicit operator bool() const { return data != nullptr; }
  // NOLINTNEXTLINE(google-explicit-constructor): a view may always become a read-only view
  operator BasicTensor<const Float>() const { return {data, shape, examples}; }
};

using Tensor = BasicTensor<float>;
using ConstTensor = BasicTensor<const float>;

}  // namespace attune
