// Learning by gradient: a network, its loss and its optimizer over the user's examples.
#pragma once

#include <memory>

#include "models/network_model.h"
#include "models/trainer.h"

namespace attune::models {

/// @throws Error not_updatable with the layer and the rule (updatable_rules.h); invalid_parameter
std::unique_ptr<Trainer> make_network_trainer(std::shared_ptr<const NetworkModel> model,
                                              const format::ParameterOverrides& overrides);

/// Loss and accuracy by the network's own loss. @throws Error bad_example
Evaluation evaluate_network(const NetworkModel& model, std::span<const Features> examples);

/// Writes one input of an example, or what an optional one that is missing stands for.
/// @param shape  at which the network runs
/// @throws Error bad_example, shape_mismatch
void read_input(const NetworkInput& input, const Features& features, const Shape& shape,
                float* out);

/// How many values stand at a place of a layer; the path starts at the layer itself.
std::size_t count_weights(const layers::LayerSpec& spec, const format::FieldPath& path);

}  // namespace attune::models
