// Layers against vectors that NumPy computed in float64: one file of tests/golden for each family.
#pragma once

#include <string>
#include <vector>

namespace attune::test {

/// Runs every layer of a file (format: tests/golden/README.md, layers.json) and compares all of its
/// outputs.
/// @param file  below tests/, e.g. "golden/layers.json"
/// @param kinds  members of the format that must occur: a file that has lost its contents must not
/// pass
void check_golden_layers(const std::string& file, const std::vector<std::string>& kinds,
                         float tolerance = 1e-5F);

}  // namespace attune::test
