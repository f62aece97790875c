// The models that other inputs are tried on: one a way of learning.
#pragma once

#include <memory>
#include <vector>

#include "models/model.h"

namespace attune::fuzz {

/// A classifier that learns by gradient, a regressor, nearest neighbours, a pipeline that ends in
/// them.
const std::vector<std::shared_ptr<const models::Model>>& known_models();

/// Takes the first byte of the input as the choice of a model.
const models::Model& choose_model(std::string_view& input);

}  // namespace attune::fuzz
