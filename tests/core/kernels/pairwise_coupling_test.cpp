#include "kernels/pairwise_coupling.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <vector>

namespace attune::kernels {
namespace {
using Catch::Matchers::WithinAbs;

// The pairs of probabilities that fit together: r[i][j] = p[i] / (p[i] + p[j]).
std::vector<double> pairs_of(const std::vector<double>& p) {
  std::vector<double> pairs;
  for (const double a : p) {
    for (const double b : p) pairs.push_back(a / (a + b));
  }
  return pairs;
}
}  // namespace

TEST_CASE("pairwise coupling: pairs that fit together give back what they came from", "[kernels]") {
  for (const std::vector<double>& wanted :
       {std::vector<double>{0.5, 0.5}, {0.2, 0.3, 0.5}, {0.1, 0.2, 0.3, 0.4}}) {
    std::vector<double> p(wanted.size());
    couple_pairs(pairs_of(wanted), p);
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      // It stops when a condition on the squares holds within 0.005 / classes.
      CHECK_THAT(p[i], WithinAbs(wanted[i], 0.01));
      sum += p[i];
    }
    CHECK_THAT(sum, WithinAbs(1, 1e-12));
  }
}

TEST_CASE("pairwise coupling: contradictory pairs end in equal shares", "[kernels]") {
  // Each beats the next one, and the last one the first.
  const std::vector<double> pairs = {0, 0.9, 0.1, 0.1, 0, 0.9, 0.9, 0.1, 0};
  std::vector<double> p(3);
  couple_pairs(pairs, p);
  for (const double each : p) CHECK_THAT(each, WithinAbs(1.0 / 3, 1e-12));
}

TEST_CASE("pairwise coupling: ends, however extreme the pairs", "[kernels]") {
  constexpr double kLeast = 1e-7;
  const std::size_t classes = 20;
  std::vector<double> pairs(classes * classes), p(classes);
  for (std::size_t i = 0; i < classes; ++i) {
    for (std::size_t j = 0; j < classes; ++j) pairs[i * classes + j] = i < j ? 1 - kLeast : kLeast;
  }
  couple_pairs(pairs, p);
  CHECK(p[0] > 0.9);
}

}  // namespace attune::kernels
