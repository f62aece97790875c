#include "kernels/distance.h"

#include <limits>

#include "kernels/lanes.h"

namespace attune::kernels {
namespace {
Lanes square(Lanes x) { return x * x; }

// One to three floats and zeros: faster than a copy of a length that the compiler does not know.
Lanes load_rest(const float* from, std::size_t count) {
  return Lanes{from[0], count > 1 ? from[1] : 0, count > 2 ? from[2] : 0, 0};
}
}  // namespace

float squared_distance(const float* a, const float* b, std::size_t count) {
  constexpr std::size_t kStep = 4 * kLanes;
  Lanes sums[4] = {};
  std::size_t i = 0;
  for (; i + kStep <= count; i += kStep) {
    for (std::size_t part = 0; part < 4; ++part) {
      sums[part] += square(load(a + i + part * kLanes) - load(b + i + part * kLanes));
    }
  }
  std::size_t part = 0;
  for (; i + kLanes <= count; i += kLanes, ++part) sums[part] += square(load(a + i) - load(b + i));
  if (i < count) sums[part] += square(load_rest(a + i, count - i) - load_rest(b + i, count - i));
  const float distance = sum((sums[0] + sums[1]) + (sums[2] + sums[3]));
  return distance >= 0 ? distance : std::numeric_limits<float>::infinity();
}

}  // namespace attune::kernels
