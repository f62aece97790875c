#include "surgery/make_updatable.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"
#include "format/message.h"
#include "models/pipeline_rules.h"
#include "models/portability.h"
#include "models/trainer.h"
#include "models/updatable_rules.h"
#include "surgery/anatomy.h"
#include "surgery/layer_edit.h"

namespace attune::surgery {
namespace {
using coreml::FeatureDescription;
using format::LayerKind;
using format::LayerSpec;

constexpr int kFirstUpdatableSpecification = 4;

/// The keys of one optimizer and what coremltools sets them to.
struct Default {
  std::string_view key;
  double value;
};
constexpr std::array kSgd = {Default{"learningRate", 0.01}, Default{"miniBatchSize", 10},
                             Default{"momentum", 0}};
constexpr std::array kAdam = {Default{"learningRate", 0.01}, Default{"miniBatchSize", 10},
                              Default{"beta1", 0.9}, Default{"beta2", 0.999}, Default{"eps", 1e-8}};

std::int64_t whole(std::string_view key, double value) {
  if (value != std::floor(value) || std::abs(value) > 9e15) {
    fail(ErrorCode::invalid_parameter, "parameter '", key, "' must be whole, got ", value);
  }
  return static_cast<std::int64_t>(value);
}

class Writer {
 public:
  explicit Writer(const TrainingOptions& options) : options_(options) {}

  void check_keys(std::span<const Default> known) const {
    for (const auto& [key, choice] : options_.parameters) {
      const bool is_known =
          key == "epochs" || std::ranges::find(known, key, &Default::key) != known.end();
      if (!is_known) {
        fail(ErrorCode::invalid_parameter, "the optimizer ", options_.optimizer,
             " has no parameter '", key, "'");
      }
    }
  }

  void real(std::string_view key, double standard, coreml::DoubleParameter& out) const {
    const ParameterChoice choice = find(key, standard);
    if (!choice.values.empty())
      fail(ErrorCode::invalid_parameter, "parameter '", key, "' takes a range, not a set");
    out.set_defaultvalue(choice.value);
    out.mutable_range()->set_minvalue(choice.minimum.value_or(0));
    out.mutable_range()->set_maxvalue(choice.maximum.value_or(1));
    if (!format::allows(out, choice.value)) refuse_default(key, choice.value);
  }

  void count(std::string_view key, double standard, coreml::Int64Parameter& out) const {
    const ParameterChoice choice = find(key, standard);
    const std::int64_t value = whole(key, choice.value);
    std::int64_t least = value;
    out.set_defaultvalue(value);
    if (choice.minimum || choice.maximum) {
      least = whole(key, choice.minimum.value_or(1));
      out.mutable_range()->set_minvalue(least);
      out.mutable_range()->set_maxvalue(whole(key, choice.maximum.value_or(2147483647)));
    } else if (choice.values.empty()) {
      out.mutable_set()->add_values(value);
    } else {
      out.mutable_set()->mutable_values()->Add(choice.values.begin(), choice.values.end());
      least = *std::ranges::min_element(choice.values);
    }
    if (!format::allows(out, value)) refuse_default(key, choice.value);
    if (value < 1 || least < 1)
      fail(ErrorCode::invalid_parameter, "parameter '", key, "' must be above 0, got ",
           std::min(value, least));
  }

 private:
  ParameterChoice find(std::string_view key, double standard) const {
    const auto found = options_.parameters.find(key);
    if (found != options_.parameters.end()) return found->second;
    return {.value = standard, .minimum = {}, .maximum = {}, .values = {}};
  }

  [[noreturn]] static void refuse_default(std::string_view key, double value) {
    fail(ErrorCode::invalid_parameter, "the default of '", key, "', ", value,
         ", is not among the values that are to be allowed");
  }

  const TrainingOptions& options_;
};

void write_parameters(const TrainingOptions& options, coreml::NetworkUpdateParameters& update) {
  const Writer writer(options);
  const auto standard = [](std::span<const Default> all, std::string_view key) {
    return std::ranges::find(all, key, &Default::key)->value;
  };
  if (options.optimizer == "sgd") {
    writer.check_keys(kSgd);
    coreml::SGDOptimizer& sgd = *update.mutable_optimizer()->mutable_sgdoptimizer();
    writer.real("learningRate", standard(kSgd, "learningRate"), *sgd.mutable_learningrate());
    writer.count("miniBatchSize", standard(kSgd, "miniBatchSize"), *sgd.mutable_minibatchsize());
    writer.real("momentum", standard(kSgd, "momentum"), *sgd.mutable_momentum());
  } else if (options.optimizer == "adam") {
    writer.check_keys(kAdam);
    coreml::AdamOptimizer& adam = *update.mutable_optimizer()->mutable_adamoptimizer();
    writer.real("learningRate", standard(kAdam, "learningRate"), *adam.mutable_learningrate());
    writer.count("miniBatchSize", standard(kAdam, "miniBatchSize"), *adam.mutable_minibatchsize());
    writer.real("beta1", standard(kAdam, "beta1"), *adam.mutable_beta1());
    writer.real("beta2", standard(kAdam, "beta2"), *adam.mutable_beta2());
    writer.real("eps", standard(kAdam, "eps"), *adam.mutable_eps());
  } else {
    fail(ErrorCode::invalid_parameter, "the optimizer is 'sgd' or 'adam', got '", options.optimizer,
         "'");
  }
  writer.count("epochs", 1, *update.mutable_epochs());
  update.mutable_shuffle()->set_defaultvalue(options.shuffle);
  if (options.seed) update.mutable_seed()->set_defaultvalue(*options.seed);
}

void check_layer(const LayerSpec& layer, bool portable) {
  const bool trainable = layer.kind() == LayerKind::convolution ||
                         layer.kind() == LayerKind::inner_product ||
                         layer.kind() == LayerKind::uni_directional_lstm ||
                         (!portable && !array_places(layer.kind()).empty());
  if (!trainable) {
    fail(ErrorCode::not_updatable, InLayer{layer.name()}, ": layers of kind ",
         format::kind_name(layer.kind()),
         " cannot be updatable; convolution, innerProduct and uniDirectionalLSTM can",
         Hint{"checkUpdatable() says what can be done about each layer."});
  }
  for (const ArrayPlace& place : array_places(layer.kind())) {
    if (layer.weight_params({place.field}).is_quantized()) {
      fail(ErrorCode::not_updatable, InLayer{layer.name()}, ": its ", place.role,
           " are quantized, and quantized values cannot be trained",
           Hint{"Convert the model again without quantization."});
    }
  }
  const bool recurrent = layer.kind() == LayerKind::uni_directional_lstm;
  if (layer.inputs().size() > 1 && !recurrent) {
    fail(ErrorCode::not_updatable, InLayer{layer.name()},
         ": its weights come from another layer; there is nothing of its own to train");
  }
}

// A classifier learns from its label when the loss reads its scores; all else from a number or an
// array of the target's name.
void describe_target(FeatureDescription& feature, const coreml::Model& part,
                     const std::string& target, bool learns_label, bool cross_entropy,
                     const std::vector<std::int64_t>& shape) {
  if (learns_label) {
    const std::string& label = part.description().predictedfeaturename();
    for (const FeatureDescription& output : part.description().output()) {
      if (output.name() != label) continue;
      *feature.mutable_name() = label;
      format::copy_into(output.type(), *feature.mutable_type());
      return;
    }
  }
  if (!cross_entropy) return describe_array(feature, target, shape, kDouble);
  describe_array(feature, target, std::array<std::int64_t, 1>{1}, kInt32);
}

std::string scores_of(const coreml::Model& part, const coreml::NeuralNetwork& network) {
  if (!part.has_neuralnetworkclassifier() || network.layers().empty()) return "";
  if (!network.labelprobabilitylayername().empty()) return network.labelprobabilitylayername();
  const LayerSpec last(network.layers(network.layers_size() - 1));
  return last.outputs().empty() ? "" : std::string(last.outputs().front());
}

// Every pipeline around the part: updatable, with its own inputs and the part's target.
void mark_pipelines(coreml::Model& message, models::Learning learning) {
  const auto target =
      format::copy_message(*(learning_part(message).description().traininginput().end() - 1));
  for (coreml::Model* each = &message; is_pipeline(*each);) {
    models::set_learning(*each, learning);
    each->set_specificationversion(
        std::max(each->specificationversion(), kFirstUpdatableSpecification));
    format::copy_into(*target, only_inputs_and_target(*each->mutable_description()));
    auto& models = *models::mutable_pipeline_of(*each).mutable_models();
    each = &models[models.size() - 1];
  }
}
}  // namespace

void write_training(coreml::Model& part, const std::vector<std::string>& layers,
                    const TrainingOptions& options, const std::string& loss_input,
                    bool cross_entropy, const std::vector<std::int64_t>& target_shape) {
  coreml::NeuralNetwork& network = models::mutable_network_of(part);
  for (std::string& bytes : *network.mutable_layers()) {
    const std::string copy = bytes;
    const LayerSpec layer(copy);
    const bool wanted = std::ranges::find(layers, layer.name()) != layers.end();
    if (wanted || layer.is_updatable()) bytes = with_updatable(layer, copy, wanted);
  }
  models::set_learning(part, models::Learning::portable);
  part.set_specificationversion(
      std::max(part.specificationversion(), kFirstUpdatableSpecification));

  network.clear_updateparams();
  coreml::NetworkUpdateParameters& update = *network.mutable_updateparams();
  coreml::LossLayer& loss = *update.add_losslayers();
  coreml::LossBetween& between = cross_entropy ? *loss.mutable_categoricalcrossentropylosslayer()
                                               : *loss.mutable_meansquarederrorlosslayer();
  *between.mutable_input() = loss_input;
  *between.mutable_target() = options.target.empty() ? loss_input + "_true" : options.target;
  *loss.mutable_name() = options.loss_name;
  write_parameters(options, update);

  const bool learns_label = cross_entropy && scores_of(part, network) == loss_input;
  describe_target(only_inputs_and_target(*part.mutable_description()), part, between.target(),
                  learns_label, cross_entropy, target_shape);
}

FeatureDescription& only_inputs_and_target(coreml::ModelDescription& description) {
  description.clear_traininginput();
  for (const FeatureDescription& input : description.input())
    format::copy_into(input, *description.add_traininginput());
  return *description.add_traininginput();
}

void forget_training(coreml::Model& message) {
  models::set_learning(message, models::Learning::none);
  message.mutable_description()->clear_traininginput();
  if (is_pipeline(message)) {
    for (coreml::Model& model : *models::mutable_pipeline_of(message).mutable_models())
      forget_training(model);
  } else if (is_network(message)) {
    coreml::NeuralNetwork& network = models::mutable_network_of(message);
    network.clear_updateparams();
    for (std::string& bytes : *network.mutable_layers()) {
      const std::string copy = bytes;
      if (const LayerSpec layer(copy); layer.is_updatable())
        bytes = with_updatable(layer, copy, false);
    }
  }
}

std::shared_ptr<const models::Model> make_updatable(const models::Model& model,
                                                    const std::vector<std::string>& layers,
                                                    const TrainingOptions& options) {
  if (layers.empty())
    fail(ErrorCode::invalid_parameter, "no layer is named: at least one must learn",
         Hint{"checkUpdatable() lists the layers and says which can."});
  Subject subject(model, "be made updatable");
  for (const std::string& name : layers) check_layer(subject.layer(name), options.portable);

  const Ending ending = ending_of(*subject.network);
  const std::string input = options.loss_input.empty() ? ending.value : options.loss_input;
  const bool cross_entropy =
      options.loss.empty() ? ending.probabilities : options.loss == "categoricalCrossEntropy";
  if (!cross_entropy && !options.loss.empty() && options.loss != "meanSquaredError") {
    fail(ErrorCode::invalid_parameter,
         "the loss is 'categoricalCrossEntropy' or 'meanSquaredError', got '", options.loss, "'");
  }
  std::vector<std::int64_t> shape;
  if (!cross_entropy) {
    for (const FeatureDescription& output : subject.part->description().output()) {
      const auto& declared = output.type().multiarraytype().shape();
      if (output.name() == input) shape.assign(declared.begin(), declared.end());
    }
    if (shape.empty()) {
      const auto plan = subject.network->plan(subject.network->declared_shapes(), std::array{input},
                                              1, std::nullopt);
      const Shape& found = plan->shape(input);
      // Rank-5 networks show a vector as [C], all else as [C, H, W].
      const bool rank5 = subject.layers_of().arrayinputshapemapping() == 0 && found.rank() == 5;
      const bool vector = rank5 && found[3] == 1 && found[4] == 1;
      const auto extents = found.extents();
      shape.assign(extents.begin() + (rank5 ? 2 : 0), extents.end());
      if (vector) shape.resize(1);
    }
  }
  write_training(*subject.part, layers, options, input, cross_entropy, shape);
  std::vector<LayerSpec> specs;
  for (const std::string& bytes : subject.layers_of().layers())
    specs.emplace_back(bytes, specs.size());
  auto learning = models::Learning::portable;
  if (!options.portable &&
      !models::broken_rules(*subject.part, subject.layers_of(), specs).empty()) {
    learning = models::Learning::here_only;
    models::set_learning(*subject.part, learning);
  }
  if (subject.part != subject.message.get()) mark_pipelines(*subject.message, learning);
  models::check_updatable(*subject.part, subject.layers_of(), specs);
  auto made = subject.remade({});
  // Where the gradient passes here, the plan knows.
  if (learning == models::Learning::here_only) made->make_trainer({});
  return made;
}

}  // namespace attune::surgery
