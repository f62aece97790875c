// When a network may be updated: Apple's rules for updatable models (format §7), so that what
// trains here also opens on an iPhone.
#pragma once

#include <span>
#include <vector>

#include "base/error.h"
#include "coreml/model.pb.h"
#include "format/layer_spec.h"

namespace attune::models {

/// Checks every rule, in the order of Apple's validator.
/// @throws Error not_updatable that names the layer and, in brackets at the end, the rule that is
/// broken
void check_updatable(const coreml::Model& message, const coreml::NeuralNetwork& network,
                     std::span<const format::LayerSpec> layers);

/// Every rule that is broken, in the same order; empty: check_updatable() would accept.
std::vector<Error> broken_rules(const coreml::Model& message, const coreml::NeuralNetwork& network,
                                std::span<const format::LayerSpec> layers);

}  // namespace attune::models
