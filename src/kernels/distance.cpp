#include "kernels/distance.h"

#include <limits>

#include "kernels/lanes.h"

namespace attune::kernels {
namespace {
Lanes square(Lanes x) { return x * x; }
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
  for (std::size_t part = 0; i < count; i += kLanes, ++part) {
    const std::size_t left = count - i;
    const int some = left < kLanes ? static_cast<int>(left) : kLanes;
    sums[part] += square(load_some(a + i, some) - load_some(b + i, some));
  }
  const float distance = sum((sums[0] + sums[1]) + (sums[2] + sums[3]));
  return distance >= 0 ? distance : std::numeric_limits<float>::infinity();
}

}  // namespace attune::kernels
