// What makes a nearest-neighbours classifier valid (format §8), rule by rule as Apple's tools check
// it.
#pragma once

#include "coreml/model.pb.h"

namespace attune::models {

/// Whether the labels are integers: as the stored labels say or, where there are none, the default
/// label.
bool has_integer_labels(const coreml::KNearestNeighborsClassifier& classifier);

/// Checks every rule but those of the index itself (neighbors/).
/// @throws Error model_invalid
void check_nearest_neighbors(const coreml::Model& message);

}  // namespace attune::models
