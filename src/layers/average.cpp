// Average: the mean of its inputs, element by element.
//   y = (x0 + x1 + ...) / number of inputs
//
//   x0, x1, ...  one shape, or extents of 1 where others are larger: those are repeated
//   y            the common shape
//
// No parameters. Refuses (shape-mismatch) shapes that cannot be repeated to one, no input at all.

#include "layers/shared/broadcast.h"

namespace attune::layers {
namespace {
class Average final : public Sum {
 public:
  Average(const LayerSpec& spec, std::span<const Shape> x)
      : Sum(spec, x, {.divisor = static_cast<float>(x.size())}) {}
};
}  // namespace

LayerType average() { return layer_type<Average>(LayerKind::average); }
}  // namespace attune::layers
