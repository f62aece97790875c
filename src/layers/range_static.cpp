// RangeStatic: numbers in equal steps, the end left out, as NumPy's arange.
//   y[i] = startValue + i stepSizeValue
//
//   y  [ceil((endValue - startValue) / stepSizeValue)], the quotient taken in float
//
// Reads RangeStaticLayerParams: endValue 1, startValue 2, stepSizeValue 3. Refuses (model-invalid)
// a step that is 0 or leads away from the end, values that are not finite; (model-too-large) more
// than 2^30 numbers; (shape-mismatch) any input.

#include <cmath>

#include "layers/shared/progression.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kEnd = 1, kStart = 2, kStep = 3;

Progression::Terms terms(const LayerSpec& spec, std::span<const Shape> x) {
  expect_inputs(spec, x, 0);
  const float start = spec.params().number(kStart), end = spec.params().number(kEnd),
              step = spec.params().number(kStep);
  const float count = std::ceil((end - start) / step);
  if (!(count >= 1) || step == 0) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": rangeStatic from ", start, " to ", end,
         " in steps of ", step, " has no values");
  }
  if (count > static_cast<float>(Shape::kMaxSize)) {
    fail(ErrorCode::model_too_large, InLayer{spec.name()}, ": rangeStatic has ", count, " values");
  }
  return {{static_cast<std::int64_t>(count)}, start, step};
}
}  // namespace

LayerType range_static() { return progression<terms>(LayerKind::range_static); }
}  // namespace attune::layers
