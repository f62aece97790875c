#include "kernels/sums.h"

#include <algorithm>

#include "kernels/lanes.h"

namespace attune::kernels {

float sum(const float* x, std::size_t count) {
  Lanes sums = splat(0.0F);
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) sums += load(x + i);
  if (i < count) sums += load_some(x + i, static_cast<int>(count - i));
  return sum(sums);
}

}  // namespace attune::kernels
