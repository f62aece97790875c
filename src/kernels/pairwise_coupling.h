// From the probabilities of pairs of classes to one probability a class.
#pragma once

#include <span>

namespace attune::kernels {

/// The second method of Wu, Lin and Weng, "Probability Estimates for Multi-class Classification by
/// Pairwise Coupling" (2004), as LIBSVM applies it: p minimises
///   sum_i sum_{j != i} (r[j][i] p[i] - r[i][j] p[j])²,   sum p = 1
/// by at most max(100, classes) rounds over the classes.
///
/// @param pairs  r, classes × classes: the probability of i where it is i or j; the diagonal is not
///               read. Needs: 0 < r < 1, r[j][i] = 1 - r[i][j], at least 2 classes.
/// @param p      one a class; sums to 1
void couple_pairs(std::span<const double> pairs, std::span<double> p);

}  // namespace attune::kernels
