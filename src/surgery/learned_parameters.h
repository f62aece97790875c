// Weights and biases by layer: read, and set.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "format/features.h"
#include "models/model.h"

namespace attune::surgery {

/// A learned array of the layer with that name, as it is now.
/// @param scope  the layer's name; in a pipeline with the model's in front ("model1.dense"), the
/// last model's without
/// @param role   "weights" or "biases"
/// @throws Error invalid_parameter when there is no such layer, or it has none
format::Array learned_array(const models::Model& model, std::string_view scope,
                            std::string_view role);

/// The same model with other arrays, and all else shared: "scope.weights" and "scope.biases" by
/// name; of nearest neighbours also "numberOfNeighbors". Half-precision arrays are rounded to what
/// their file can hold.
/// @throws Error invalid_parameter for what is not there, or cannot be set (quantized arrays,
/// models of a pipeline before the last); shape_mismatch for another number of values; nothing is
/// changed
std::shared_ptr<const models::Model> with_arrays(const models::Model& model,
                                                 const format::Features& arrays);

}  // namespace attune::surgery
