#include "kernels/sums.h"

#include "kernels/lanes.h"

namespace attune::kernels {
namespace {
// term(i) gives four terms, rest(i, n) the last n; lanes beyond them are 0.
template <typename Term, typename Rest>
float sum_terms(std::size_t count, Term term, Rest rest) {
  Lanes sums = splat(0.0F);
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) sums += term(i);
  if (i < count) sums += rest(i, static_cast<int>(count - i));
  return sum(sums);
}
}  // namespace

float sum(const float* x, std::size_t count) {
  return sum_terms(
      count, [x](std::size_t i) { return load(x + i); },  //
      [x](std::size_t i, int n) { return load_some(x + i, n); });
}

float sum_of_products(const float* a, const float* b, std::size_t count) {
  return sum_terms(
      count, [=](std::size_t i) { return load(a + i) * load(b + i); },
      [=](std::size_t i, int n) { return load_some(a + i, n) * load_some(b + i, n); });
}

float sum_of_squares_around(float center, const float* x, std::size_t count) {
  const Lanes centers = splat(center);
  const auto square = [](Lanes lanes) { return lanes * lanes; };
  return sum_terms(
      count, [=](std::size_t i) { return square(load(x + i) - centers); },
      [=](std::size_t i, int n) { return square(load_some(x + i, n, center) - centers); });
}

}  // namespace attune::kernels
