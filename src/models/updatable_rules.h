// When a network may be updated: Apple's rules for updatable models (format §7), so that what
// trains here also learns on an iPhone. A model that is marked as learning here only
// (models/portability.h) is held to fewer.
#pragma once

#include <span>
#include <vector>

#include "base/error.h"
#include "coreml/model.pb.h"
#include "format/layer_spec.h"

namespace attune::models {

/// Checks every rule that the model is held to, in the order of Apple's validator.
/// @throws Error not_updatable that names the layer and, in brackets at the end, the rule that is
/// broken
void check_updatable(const coreml::Model& message, const coreml::NeuralNetwork& network,
                     std::span<const format::LayerSpec> layers);

/// Every rule of Apple's that is broken, in the same order.
std::vector<Error> broken_rules(const coreml::Model& message, const coreml::NeuralNetwork& network,
                                std::span<const format::LayerSpec> layers);

}  // namespace attune::models
