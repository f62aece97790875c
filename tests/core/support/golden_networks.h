// Whole networks against answers that NumPy computed in float64: one file of tests/golden each.
#pragma once

#include <string>
#include <vector>

namespace attune::test {

/// Opens every network of a file (format: tests/golden/README.md, networks-dynamic.json), runs its
/// cases one by one, then all that have answers in one batch, and compares every output.
/// @param file  below tests/
/// @param names  of networks that must occur: a file that has lost its contents must not pass
void check_golden_networks(const std::string& file, const std::vector<std::string>& names,
                           float tolerance = 1e-5F);

}  // namespace attune::test
