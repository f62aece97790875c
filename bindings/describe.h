// A model's description as a plain JavaScript object; web/src/model/description.ts documents the
// shape.
#pragma once

#include <emscripten/val.h>

#include "format/parameters.h"
#include "models/model.h"

namespace attune::bindings {

emscripten::val describe(const models::Model& model);

/// { learningRate: 0.01, … }
emscripten::val parameter_values(const format::ParameterSet& parameters);
/// The other way round; undefined and null count as absent. @throws Error invalid_parameter for a
/// value of another type
format::ParameterOverrides read_parameters(const emscripten::val& object);

}  // namespace attune::bindings
