#include "models/updatable_rules.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "format/parameters.h"
#include "models/array_places.h"
#include "models/portability.h"
#include "models/updatable_path.h"

namespace attune::models {
namespace {

using coreml::FeatureDescription;
using format::LayerKind;
using format::LayerSpec;
using Layers = std::span<const LayerSpec>;

template <typename... Parts>
[[noreturn]] void refuse(std::string_view rule, const Parts&... parts) {
  fail(ErrorCode::not_updatable, parts..., " [rule: ", rule, "]");
}

// Rule 1: what Apple can train. Of an LSTM its validator says so, though coremltools' builder does
// not offer it and phones are reported to fail on it: such a file is valid, and ours to train.
void check_layer_kinds(Layers layers) {
  for (const LayerSpec& layer : layers) {
    const LayerKind kind = layer.kind();
    const bool trainable = kind == LayerKind::convolution || kind == LayerKind::inner_product ||
                           kind == LayerKind::uni_directional_lstm;
    if (layer.is_updatable() && !trainable) {
      refuse("updatable layer kind", InLayer{layer.name()}, ": layers of kind ",
             format::kind_name(kind),
             " cannot be updatable; convolution, innerProduct and uniDirectionalLSTM can");
    }
  }
}

// Nothing says that the arrays of an updatable LSTM carry a flag of their own. Quantized ones have
// no room for what is learned.
void check_lstm_weights(const LayerSpec& layer) {
  for (const std::uint32_t field : {1, 2, 3, 4, 20, 21, 22, 23, 40, 41, 42, 43, 60, 61, 62}) {
    if (layer.weight_params({20, field}).is_quantized())
      refuse("quantized weights", InLayer{layer.name()}, ": quantized weights cannot be updated");
  }
}

// Not Apple's: what has nothing to train is no layer that learns here either.
void check_trainable(Layers layers) {
  for (const LayerSpec& layer : layers) {
    if (!layer.is_updatable() || layer.kind() == LayerKind::uni_directional_lstm) continue;
    if (array_places(layer.kind()).empty()) {
      refuse("updatable layer kind", InLayer{layer.name()}, ": layers of kind ",
             format::kind_name(layer.kind()), " have nothing that can be trained");
    }
  }
}

// Rules 2 and 3: of an updatable layer the arrays are updatable too, and not quantized.
void check_layer_weights(Layers layers) {
  for (const LayerSpec& layer : layers) {
    if (!layer.is_updatable()) continue;
    if (layer.kind() == LayerKind::uni_directional_lstm) check_lstm_weights(layer);
    for (const ArrayPlace& place : array_places(layer.kind())) {
      if (place.presence != 0 && !layer.params().flag(place.presence)) continue;
      const format::WeightParams array = layer.weight_params({place.field});
      const bool bias = place.role == "biases";
      if (!array.is_updatable()) {
        refuse(bias ? "updatable bias" : "updatable weights", InLayer{layer.name()},
               bias ? ": the layer is updatable and has a bias, which is not updatable"
                    : ": the layer is updatable, its weights are not");
      }
      if (array.is_quantized()) {
        refuse(bias ? "quantized bias" : "quantized weights", InLayer{layer.name()},
               bias ? ": a quantized bias cannot be updated"
                    : ": quantized weights cannot be updated");
      }
    }
  }
}

// Rule 4.
void check_any_updatable(Layers layers) {
  if (std::ranges::none_of(layers, &LayerSpec::is_updatable)) {
    refuse("an updatable layer", "the model is updatable, but none of its layers is");
  }
}

// Rule 5.
void check_names(Layers layers, const coreml::NetworkUpdateParameters& update) {
  std::set<std::string_view> names;
  for (const LayerSpec& layer : layers) {
    if (!names.insert(layer.name()).second) {
      refuse("distinct names", InLayer{layer.name()}, ": another layer has the same name");
    }
  }
  for (const coreml::LossLayer& loss : update.losslayers()) {
    if (!names.insert(loss.name()).second) {
      refuse("distinct names", InLayer{loss.name()},
             ": the loss has the name of a layer or of another loss");
    }
  }
}

const coreml::LossBetween& loss_between(const coreml::LossLayer& loss) {
  return loss.has_meansquarederrorlosslayer() ? loss.meansquarederrorlosslayer()
                                              : loss.categoricalcrossentropylosslayer();
}

// Rules 6 and 7.
void check_loss(Layers layers, const coreml::NetworkUpdateParameters& update, bool here_only) {
  if (update.losslayers_size() != 1) {
    refuse("one loss", "an updatable network has one loss; this one has ",
           update.losslayers_size());
  }
  const coreml::LossLayer& loss = update.losslayers(0);
  if (loss.LossLayerType_case() == coreml::LossLayer::LOSSLAYERTYPE_NOT_SET) {
    refuse("one loss", InLayer{loss.name()}, ": the loss is of no known kind");
  }
  const coreml::LossBetween& between = loss_between(loss);
  const LayerSpec* const maker = maker_of(layers, between.input());
  if (loss.has_categoricalcrossentropylosslayer()) {
    const bool softmax =
        maker != nullptr && (maker->kind() == LayerKind::softmax ||
                             (here_only && maker->kind() == LayerKind::softmax_nd));
    if (!softmax || maker->outputs().front() != between.input()) {
      refuse("softmax before cross entropy", InLayer{loss.name()}, ": cross entropy reads '",
             between.input(), "', which must be the output of a softmax layer",
             maker == nullptr ? ""
                              : sentence(", but comes from '", maker->name(), "' (",
                                         format::kind_name(maker->kind()), ")"));
    }
  } else if (maker == nullptr) {
    refuse("loss input", InLayer{loss.name()}, ": the loss reads '", between.input(),
           "', which no layer makes");
  }
  if (maker_of(layers, between.target()) != nullptr) {
    refuse("loss target", InLayer{loss.name()}, ": its target '", between.target(),
           "' is made by a layer; a target comes from the examples");
  }
}

void check_allowed(std::string_view key, const coreml::Int64Parameter& parameter) {
  if (!format::allows(parameter, parameter.defaultvalue())) {
    refuse("parameter values", "the default of ", key, ", ", std::int64_t{parameter.defaultvalue()},
           ", is not among the values that the model allows");
  }
}

void check_positive(std::string_view key, bool present, const coreml::Int64Parameter& parameter) {
  if (!present) refuse("required parameters", "the update parameters lack ", key);
  check_allowed(key, parameter);
  bool positive = parameter.defaultvalue() > 0;
  if (parameter.has_range())
    positive = positive && parameter.range().minvalue() > 0 && parameter.range().maxvalue() > 0;
  // As Apple's: not beyond the default. A later value below 1 is refused when somebody asks for it.
  for (const std::int64_t value : parameter.set().values()) {
    if (value == parameter.defaultvalue()) break;
    positive = positive && value > 0;
  }
  if (!positive)
    refuse("parameter values", key,
           " must be above 0, and so must all values that the model allows");
}

void check_real(std::string_view key, bool present, const coreml::DoubleParameter& parameter) {
  if (!present) refuse("required parameters", "the update parameters lack ", key);
  if (!format::allows(parameter, parameter.defaultvalue())) {
    refuse("parameter values", "the default of ", key, ", ", parameter.defaultvalue(),
           ", is outside the range that the model allows");
  }
}

// Rule 8. Momentum, shuffle and seed may be absent; the values of momentum and seed are checked
// when they are there.
void check_parameters(const coreml::NetworkUpdateParameters& update) {
  const coreml::Optimizer& optimizer = update.optimizer();
  if (optimizer.has_sgdoptimizer()) {
    const coreml::SGDOptimizer& sgd = optimizer.sgdoptimizer();
    check_real("learningRate", sgd.has_learningrate(), sgd.learningrate());
    check_positive("miniBatchSize", sgd.has_minibatchsize(), sgd.minibatchsize());
    if (sgd.has_momentum()) check_real("momentum", true, sgd.momentum());
  } else if (optimizer.has_adamoptimizer()) {
    const coreml::AdamOptimizer& adam = optimizer.adamoptimizer();
    check_real("learningRate", adam.has_learningrate(), adam.learningrate());
    check_positive("miniBatchSize", adam.has_minibatchsize(), adam.minibatchsize());
    check_real("beta1", adam.has_beta1(), adam.beta1());
    check_real("beta2", adam.has_beta2(), adam.beta2());
    check_real("eps", adam.has_eps(), adam.eps());
  } else {
    refuse("required parameters", "the update parameters name no optimizer");
  }
  check_positive("epochs", update.has_epochs(), update.epochs());
  if (update.has_seed()) check_allowed("seed", update.seed());
}

// Rule 9: once anything blocks, no updatable layer may follow, on whatever branch.
void check_gradient_path(Layers layers, const coreml::NetworkUpdateParameters& update) {
  const coreml::LossLayer& loss = update.losslayers(0);
  for (const PathStep& step : gradient_path(layers, loss_between(loss).input(),
                                            loss.has_categoricalcrossentropylosslayer())) {
    if (step.blocking == nullptr || !step.layer->is_updatable()) continue;
    fail(ErrorCode::not_updatable, InLayer{step.layer->name()},
         ": the layer is updatable, but the gradient cannot reach it through '",
         step.blocking->name(), "' (", format::kind_name(step.blocking->kind()),
         ") [rule: gradient path]",
         Hint{"makeUpdatable({ portable: false }) trains through all that is differentiable, in a "
              "file that learns here only."});
  }
}

bool same_feature(const FeatureDescription& a, const FeatureDescription& b) {
  return a.name() == b.name() && a.type().SerializeAsString() == b.type().SerializeAsString();
}

// Rule 11.
void check_training_inputs(const coreml::Model& message,
                           const coreml::NetworkUpdateParameters& update) {
  const coreml::ModelDescription& description = message.description();
  const auto& training = description.traininginput();
  const auto& inputs = description.input();
  if (training.size() < 2) {
    refuse("training inputs",
           "an updatable model describes at least two training inputs; this one describes ",
           training.size());
  }
  std::vector<const FeatureDescription*> others;
  for (const FeatureDescription& feature : training) {
    const bool is_input = std::any_of(inputs.begin(), inputs.end(), [&](const auto& input) {
      return same_feature(input, feature);
    });
    if (!is_input) others.push_back(&feature);
  }
  if (static_cast<int>(others.size()) == training.size()) {
    refuse("training inputs",
           "none of the training inputs is an input of the model, by name and type");
  }
  const std::string& target = loss_between(update.losslayers(0)).target();
  const std::string& label = description.predictedfeaturename();
  bool has_target = false;
  for (const FeatureDescription* feature : others) {
    has_target = has_target || feature->name() == target;
    if (!message.has_neuralnetworkclassifier() || feature->name() != label) continue;
    for (const FeatureDescription& output : description.output()) {
      if (output.name() != label) continue;
      if (!same_feature(output, *feature)) {
        refuse("training inputs", InFeature{label},
               " has another type as a training input than as an output");
      }
      has_target = true;
    }
  }
  if (has_target) return;
  refuse("training inputs", "the training inputs lack the loss's target '", target, "'",
         message.has_neuralnetworkclassifier()
             ? sentence(" and the predicted feature '", label, "'")
             : "");
}

void check_flag(const coreml::Model& message) {
  if (learning_of(message) != Learning::none) return;
  fail(ErrorCode::not_updatable,
       "the model is not updatable: its file does not carry the isUpdatable flag",
       Hint{"model.makeUpdatable() sets it, with a loss and an optimizer; so does coremltools' "
            "NeuralNetworkBuilder.make_updatable."});
}

void check_version(const coreml::Model& message) {
  if (message.specificationversion() >= 4) return;
  refuse("specification version",
         "an updatable model has specification version 4 or higher; this one has ",
         message.specificationversion());
}

struct Subject {
  const coreml::Model& message;
  const coreml::NetworkUpdateParameters& update;
  Layers layers;
  bool here_only;  // by our rules, which are fewer
};

struct Rule {
  void (*check)(const Subject&);
  bool apples = false;      // whoever trains here only need not keep it
  bool needs_loss = false;  // takes for granted what check_loss() checks
};
// In the order of Apple's validator.
constexpr Rule kRules[] = {
    {[](const Subject& of) { check_flag(of.message); }},
    {[](const Subject& of) { check_version(of.message); }},
    {[](const Subject& of) { check_layer_kinds(of.layers); }, true},
    {[](const Subject& of) { check_trainable(of.layers); }},
    {[](const Subject& of) { check_layer_weights(of.layers); }},
    {[](const Subject& of) { check_any_updatable(of.layers); }},
    {[](const Subject& of) { check_names(of.layers, of.update); }},
    {[](const Subject& of) { check_loss(of.layers, of.update, of.here_only); }},
    {[](const Subject& of) { check_parameters(of.update); }},
    {[](const Subject& of) { check_gradient_path(of.layers, of.update); }, true, true},
    {[](const Subject& of) { check_training_inputs(of.message, of.update); }, false, true},
};

}  // namespace

void check_updatable(const coreml::Model& message, const coreml::NeuralNetwork& network,
                     Layers layers) {
  const bool here_only = learning_of(message) == Learning::here_only;
  for (const Rule& rule : kRules) {
    if (!here_only || !rule.apples)
      rule.check({message, network.updateparams(), layers, here_only});
  }
}

std::vector<Error> broken_rules(const coreml::Model& message, const coreml::NeuralNetwork& network,
                                Layers layers) {
  std::vector<Error> broken;
  const bool has_loss = network.updateparams().losslayers_size() > 0;
  for (const Rule& rule : kRules) {
    if (rule.needs_loss && !has_loss) continue;
    try {
      rule.check({message, network.updateparams(), layers, false});
    } catch (const Error& error) {
      broken.push_back(error);
    }
  }
  return broken;
}

}  // namespace attune::models
