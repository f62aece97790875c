// The models of neighbor_models.h and pipeline_models.h for tests that build networks: those
// headers and network_builder.h have functions of the same names.
#pragma once

#include <memory>
#include <vector>

#include "coreml/model.pb.h"
#include "format/features.h"
#include "models/model.h"

namespace attune::test {

/// Nearest neighbours of one number: a at 0, 1, 2 and b at 10, 11.
coreml::Model line_model();
/// "raw", two numbers, swapped by a first model; nearest neighbours answer.
coreml::Model swapping_model();
/// y = 2 x + 1 on numbers of type double.
coreml::Model doubling_model();
/// A linear model of an array.
coreml::Model linear_model();
/// A pipeline around another model, with the same outside.
coreml::Model wrapped_model(const coreml::Model& inner);

/// What the model is after remembering these examples.
std::shared_ptr<const models::Model> remembering(const models::Model& model,
                                                 const std::vector<format::Features>& examples);

}  // namespace attune::test
