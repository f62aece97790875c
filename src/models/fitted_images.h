// Images in the size that a model asks for, as bytes: what an example keeps of a large picture.
#pragma once

#include <span>
#include <vector>

#include "format/features.h"
#include "models/model.h"

namespace attune::models {

/// The same examples; each image that the model takes (as an input or to learn from) in the width
/// and height that it declares, opaque, the rest as it came. Resized as for a prediction, then
/// rounded to bytes; gray where the model takes gray.
/// @throws Error bad_example for an image without pixels or of a size that the model cannot declare
std::vector<Features> fitted_images(const Model& model, std::span<const Features> examples);

}  // namespace attune::models
