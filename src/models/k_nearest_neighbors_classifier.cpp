// kNearestNeighborsClassifier (404): the label that most of the nearest stored examples have.
// Learning is remembering.
//
//   distance     d = sqrt(sum (a - b)²) over numberOfDimensions floats; of equally distant examples
//   the earlier is nearer vote         uniform weighting: 1 for each of the numberOfNeighbors
//   nearest
//                inverse distance weighting: 1/d; those at d = 0, where there are any, share all
//                the weight
//   label        the one with most votes; of equal ones the one that was seen first
//   probability  votes / all votes, for every label that any stored example has
//
// Reads KNearestNeighborsClassifier; refuses what nearest_neighbors_rules.h lists. Without examples
// it answers the default label.

#include <array>

#include "models/nearest_neighbors_model.h"

namespace attune::models {

ModelType k_nearest_neighbors_classifier() {
  static constexpr std::array kFields = {int{coreml::Model::kKNearestNeighborsClassifier}};
  return {kFields, [](std::shared_ptr<const coreml::Model> message,
                      const format::ParameterOverrides& overrides, const format::Limits& limits,
                      std::shared_ptr<Host>) {  // NOLINT(performance-unnecessary-value-param)
            return std::shared_ptr<const Model>(std::make_shared<const NearestNeighborsModel>(
                std::move(message), overrides, limits));
          }};
}

}  // namespace attune::models
