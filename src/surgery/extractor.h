// A model cut to what a head reads: its features as a plain vector.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/network_model.h"

namespace attune::surgery {

struct Extractor {
  /// One, or those of a pipeline; none of them learns.
  std::vector<std::shared_ptr<const coreml::Model>> models;
  std::vector<std::string> names;  ///< of the pipeline's models; empty for one
  /// The inputs, and what the file says of itself.
  std::shared_ptr<const coreml::ModelDescription> description;
  std::string feature;    ///< the output of the last model that holds the vector
  std::int64_t size = 0;  ///< how many numbers it has
};

/// @param features  an output, an inner value of the network, or "" (heads.h says what that means)
Extractor make_extractor(const models::Model& model, const std::string& features);

/// A network up to one of its values, without training; its outputs are left to the caller.
struct Trunk {
  std::shared_ptr<coreml::Model> message;  ///< a neuralNetwork
  std::string value;
  Shape shape;  ///< of the value inside the network
};
Trunk make_trunk(const models::NetworkModel& network, const std::string& features);

}  // namespace attune::surgery
