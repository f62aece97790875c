// A model's description as a plain JavaScript object; web/src/model/description.ts documents the
// shape.
#pragma once

#include <emscripten/val.h>

#include <string>

#include "format/parameters.h"
#include "models/model.h"

namespace attune::bindings {

emscripten::val describe(const models::Model& model);

/// { learningRate: 0.01, … }
emscripten::val parameter_values(const format::ParameterSet& parameters);
format::ParameterValue read_parameter(const std::string& key, const emscripten::val& value);
/// A number where JavaScript can hold it exactly, else a bigint; a string.
emscripten::val label_value(const format::Label& label);
/// The other way round; undefined and null count as absent. @throws Error invalid_parameter for a
/// value of another type
format::ParameterOverrides read_parameters(const emscripten::val& object);

}  // namespace attune::bindings
