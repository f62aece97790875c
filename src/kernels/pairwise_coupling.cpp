#include "kernels/pairwise_coupling.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace attune::kernels {

void couple_pairs(std::span<const double> pairs, std::span<double> p) {
  const std::size_t classes = p.size();
  // The sum to minimise is p' Q p with Q[i][i] = sum_j r[j][i]², Q[i][j] = -r[j][i] r[i][j].
  std::vector<double> q(classes * classes), qp(classes);
  for (std::size_t i = 0; i < classes; ++i) {
    p[i] = 1 / static_cast<double>(classes);
    for (std::size_t j = 0; j < classes; ++j) {
      if (i == j) continue;
      const double other = pairs[j * classes + i];
      q[i * classes + i] += other * other;
      q[i * classes + j] = -other * pairs[i * classes + j];
    }
  }

  const double tolerance = 0.005 / static_cast<double>(classes);
  for (std::size_t round = 0; round < std::max<std::size_t>(100, classes); ++round) {
    double pqp = 0, error = 0;
    for (std::size_t i = 0; i < classes; ++i) {
      qp[i] = 0;
      for (std::size_t j = 0; j < classes; ++j) qp[i] += q[i * classes + j] * p[j];
      pqp += p[i] * qp[i];
    }
    for (const double each : qp) error = std::max(error, std::fabs(each - pqp));
    if (error < tolerance) return;
    // One class at a time: its best value with the others in proportion, then all scaled to sum 1.
    for (std::size_t i = 0; i < classes; ++i) {
      const double step = (pqp - qp[i]) / q[i * classes + i], scale = 1 + step;
      p[i] += step;
      pqp = (pqp + step * (step * q[i * classes + i] + 2 * qp[i])) / scale / scale;
      for (std::size_t j = 0; j < classes; ++j) {
        qp[j] = (qp[j] + step * q[i * classes + j]) / scale;
        p[j] /= scale;
      }
    }
  }
}

}  // namespace attune::kernels
