// What makes a pipeline valid (format §9), rule by rule as Apple's tools check it.
#pragma once

#include <string>
#include <vector>

#include "coreml/model.pb.h"

namespace attune::models {

bool is_pipeline(const coreml::Model& message);

/// The models in a row, whichever of the three members holds them.
const coreml::Pipeline& pipeline_of(const coreml::Model& message);
coreml::Pipeline& mutable_pipeline_of(coreml::Model& message);

/// The names of its models, which are the scopes of their parameters; model0, model1 … where the
/// file gives none.
std::vector<std::string> model_names(const coreml::Pipeline& pipeline);

/// Checks how the models fit together; each checks itself when it is made.
/// @throws Error model_invalid that names the model
void check_pipeline(const coreml::Model& message);

}  // namespace attune::models
