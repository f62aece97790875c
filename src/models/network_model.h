// A neural network as a model: neuralNetwork, neuralNetworkClassifier, neuralNetworkRegressor.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "format/layer_spec.h"
#include "models/model.h"
#include "models/network_features.h"
#include "plan/network.h"

namespace attune::models {

bool is_network(const coreml::Model& message);
/// The network's message, whichever of the three members holds it.
const coreml::NeuralNetwork& network_of(const coreml::Model& message);
coreml::NeuralNetwork& mutable_network_of(coreml::Model& message);

class NetworkModel final : public Model {
 public:
  /// What training has changed: by layer and place, all of it since the file.
  using Learned = std::map<format::WeightStore::Key, format::Floats>;

  /// @throws Error model_invalid when the network's parts do not fit together
  /// @throws Error invalid_parameter
  /// @param known  weights that another model with the same layers has read already
  NetworkModel(std::shared_ptr<const coreml::Model> message,
               const format::ParameterOverrides& overrides, format::WeightStore known = {},
               const format::Limits& limits = {}, std::shared_ptr<Host> host = nullptr);
  /// A version: the same network with other weights. Shares all that is not in `learned`.
  NetworkModel(const NetworkModel& base, Learned learned);

  std::vector<Features> predict(std::span<const Features> inputs) const override;
  std::vector<format::Label> class_labels() const override { return labels_; }
  format::ParameterSet parameters() const override { return parameters_; }
  std::uint64_t planned_bytes() const override;
  std::unique_ptr<Trainer> make_trainer(const format::ParameterOverrides& overrides) const override;
  Evaluation evaluate(std::span<const Features> examples) const override;
  void write_learned(coreml::Model& copy) const override;
  void write_delta(stored::Delta& delta) const override;
  std::shared_ptr<const Model> with_delta(const stored::Delta& delta) const override;

  // For the trainer.
  const coreml::NeuralNetwork& network() const { return network_; }
  std::span<const NetworkInput> inputs() const { return inputs_; }
  std::span<const layers::LayerSpec> specs() const { return specs_; }
  const std::vector<format::Label>& labels() const { return labels_; }
  const Learned& learned() const { return learned_; }
  /// All that has been read so far, and what was learned.
  const format::WeightStore& weights() const { return weights_; }
  /// The value with a classifier's scores; "" unless it is one.
  const std::string& probabilities() const { return probabilities_; }
  /// A network over these layers, made ready.
  /// @param shapes  of the inputs
  std::unique_ptr<plan::Network> plan(std::span<const Shape> shapes,
                                      std::span<const std::string> wanted, int capacity,
                                      const std::optional<plan::Training>& training) const;
  /// The inputs' declared shapes: what training runs at.
  std::vector<Shape> declared_shapes() const { return input_shapes(nullptr); }

 private:
  struct OutputValue {
    const coreml::FeatureDescription* description;
    std::string value;  ///< the value inside; "" for a classifier's label and probabilities
  };

  void read_parts();
  void read_parameters();
  std::string probabilities_value() const;
  std::vector<Shape> input_shapes(const Features* example) const;
  plan::Network& ready(std::span<const Shape> shapes, std::size_t batch) const;
  void check_scores(const plan::Network& network) const;
  void run(plan::Network& network, std::span<const Features> inputs,
           std::vector<Features>& outputs) const;
  Features output_features(const plan::Network& plan, int example, int examples) const;

  const coreml::NeuralNetwork& network_;
  std::uint64_t most_bytes_;  ///< of one plan
  std::vector<NetworkInput> inputs_;
  std::vector<format::Label> labels_;
  std::string probabilities_;  ///< the value with a classifier's scores, or ""
  std::vector<OutputValue> outputs_;
  std::vector<std::string> wanted_;
  format::ParameterSet parameters_;  ///< with the load-time overrides
  Learned learned_;
  mutable format::WeightStore weights_;
  std::vector<layers::LayerSpec> specs_;  // after weights_, to which they point

  struct Plan {
    int capacity;  ///< as asked for; a large network's own is less
    std::unique_ptr<plan::Network> network;
  };
  mutable std::vector<Plan> plans_;  // for the shapes of the last calls, the latest first
};

}  // namespace attune::models
