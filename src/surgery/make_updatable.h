// Makes a network updatable: what coremltools' NeuralNetworkBuilder does, on a finished model.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/model.h"

namespace attune::surgery {

/// A parameter as the file is to state it. Where neither bounds nor values are given, those of
/// coremltools: [0, 1] for real ones, only the default for counts.
struct ParameterChoice {
  double value = 0;
  std::optional<double> minimum, maximum;
  std::vector<std::int64_t> values;  ///< when not empty: the only ones allowed
};

struct TrainingOptions {
  /// "categoricalCrossEntropy" or "meanSquaredError"; "": the first where the network ends in
  /// probabilities, else the second.
  std::string loss;
  std::string loss_name = "lossLayer";
  std::string loss_input;  ///< "": the network's output
  std::string target;      ///< "": the loss's input with "_true" behind it, as coremltools has it
  std::string optimizer = "sgd";  ///< or "adam"
  /// By MLParameterKey's names; what is not here gets coremltools' default.
  std::map<std::string, ParameterChoice, std::less<>> parameters;
  bool shuffle = true;
  std::optional<std::int64_t> seed;
  /// False: where Apple's rules are broken, the model learns here only (models/portability.h). Any
  /// layer with weights or biases may then be trained, through all that is differentiable.
  bool portable = true;
};

/// The same model with exactly these layers updatable, a loss, an optimizer and training inputs,
/// checked against every rule of format §7 (those that are ours, where it is not to be portable).
/// Earlier settings are replaced. Of a pipeline it is the last model.
/// @throws Error invalid_parameter for a layer that is not there, a value that the format does not
/// take; not_updatable with the rule that cannot be kept; unsupported for anything but a network
std::shared_ptr<const models::Model> make_updatable(const models::Model& model,
                                                    const std::vector<std::string>& layers,
                                                    const TrainingOptions& options);

/// The same on a message: marks `layers` in `part`, adds loss, optimizer and training inputs.
/// @param target_shape  of the loss's input, for mean squared error
void write_training(coreml::Model& part, const std::vector<std::string>& layers,
                    const TrainingOptions& options, const std::string& loss_input,
                    bool cross_entropy, const std::vector<std::int64_t>& target_shape);

/// Makes the training inputs anew: a copy of each input, and behind them an empty one.
/// @return the empty one, for the target
coreml::FeatureDescription& only_inputs_and_target(coreml::ModelDescription& description);

/// Nothing of it can be trained any more: no flag, no training inputs, no update parameters.
void forget_training(coreml::Model& message);

}  // namespace attune::surgery
