// neuralNetwork (500), neuralNetworkRegressor (303) and neuralNetworkClassifier (403): one message,
// one model.

#include <array>

#include "models/network_model.h"

namespace attune::models {

ModelType neural_network() {
  static constexpr std::array kFields = {int{coreml::Model::kNeuralNetwork},
                                         int{coreml::Model::kNeuralNetworkRegressor},
                                         int{coreml::Model::kNeuralNetworkClassifier}};
  return {kFields, [](std::shared_ptr<const coreml::Model> message,
                      const format::ParameterOverrides& overrides, const format::Limits& limits,
                      std::shared_ptr<Host> host) {
            return std::shared_ptr<const Model>(std::make_shared<const NetworkModel>(
                std::move(message), overrides, format::WeightStore(), limits, std::move(host)));
          }};
}

}  // namespace attune::models
