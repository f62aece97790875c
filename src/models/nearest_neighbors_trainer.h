// Learning of nearest neighbours: examples are kept until snapshot() puts them behind the model's
// own.
#pragma once

#include <memory>

#include "models/nearest_neighbors_model.h"
#include "models/trainer.h"

namespace attune::models {

/// @param parameters  in force for the result
std::unique_ptr<Trainer> make_nearest_neighbors_trainer(
    std::shared_ptr<const NearestNeighborsModel> model, format::ParameterSet parameters);

}  // namespace attune::models
