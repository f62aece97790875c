// One more class for a classifier that has learned some.
#pragma once

#include <memory>
#include <span>

#include "format/features.h"
#include "models/model.h"

namespace attune::surgery {

/// A network classifier, alone or last in a pipeline, with one more label behind the others and one
/// more row in the innerProduct that makes its scores.
///
/// Without examples the row and its bias are 0: the score 0 for every input. With examples it is a
/// prototype: the mean of their features, scaled to the mean length of the other rows, and the mean
/// of the other biases.
///
/// @param examples  inputs of the model, of the new class; may be empty
/// @throws Error unsupported when the model is no such classifier, when its scores are made by
/// another layer than innerProduct, or read by another than the softmax; invalid_parameter for a
/// label that is there already or of another type, or when the weights are quantized
std::shared_ptr<const models::Model> add_class(const models::Model& model,
                                               const format::Label& label,
                                               std::span<const format::Features> examples);

}  // namespace attune::surgery
