// What all changes to a model have in common: its message as it is now, the part that learns, and a
// new model out of a changed message.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/array_places.h"
#include "models/model.h"
#include "models/network_model.h"
#include "models/pipeline_rules.h"

namespace attune::surgery {

using models::current_message;
using models::is_network;
using models::is_pipeline;

/// Of a pipeline the last model, however deep; else the model itself.
const coreml::Model& learning_part(const coreml::Model& message);
coreml::Model& learning_part(coreml::Model& message);

/// A network that is to be changed, alone or as the last model of a pipeline.
struct Subject {
  /// @param doing  for the message: "be made updatable"
  /// @throws Error unsupported when the model, or a pipeline's last, is no network
  Subject(const models::Model& model, std::string_view doing);

  std::shared_ptr<coreml::Model> message;               ///< to be changed; the whole
  coreml::Model* part;                                  ///< of it, the network
  std::shared_ptr<const models::NetworkModel> network;  ///< as it was, for reading

  coreml::NeuralNetwork& layers_of() { return models::mutable_network_of(*part); }
  /// The layer of that name. @throws Error invalid_parameter
  const format::LayerSpec& layer(std::string_view name) const;
  /// The changed model. It shares the weights of all layers but the changed ones (by index).
  std::shared_ptr<const models::Model> remade(std::span<const std::size_t> changed) const;

 private:
  bool whole_;  // the network is all there is
};

using models::array_places;
using models::ArrayPlace;

/// The array's shape as the format lays it out, e.g. [outputChannels, inputChannels].
Shape array_shape(const format::LayerSpec& layer, const ArrayPlace& place);

/// What a network ends in: the value that a loss would read.
struct Ending {
  std::string value;
  const format::LayerSpec* maker = nullptr;
  bool probabilities = false;  ///< made by softmax or softmaxND
};
/// A classifier's scores, else the first array output. @throws Error unsupported when there is none
Ending ending_of(const models::NetworkModel& network);

/// `wanted`, or with a number behind it where that is taken.
std::string free_name(const coreml::NeuralNetwork& network, std::string wanted);

void describe_array(coreml::FeatureDescription& feature, std::string_view name,
                    std::span<const std::int64_t> shape, int data_type);
constexpr int kFloat32 = 65568, kDouble = 65600, kInt32 = 131104;

}  // namespace attune::surgery
