#include "surgery/extractor.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/error.h"
#include "format/message.h"
#include "models/network_features.h"
#include "models/pipeline_rules.h"
#include "models/updatable_path.h"
#include "surgery/anatomy.h"
#include "surgery/layer_edit.h"
#include "surgery/make_updatable.h"

namespace attune::surgery {
namespace {
using coreml::FeatureDescription;
using format::LayerKind;
using format::LayerSpec;
using format::WireEdit;

// What a classifier's last dense layer reads, or the value that the network ends in.
std::string default_features(const models::NetworkModel& network) {
  const Ending ending = ending_of(network);
  if (!ending.probabilities) return ending.value;
  const LayerSpec* const dense = models::maker_of(network.specs(), ending.maker->inputs().front());
  const bool is_dense =
      dense != nullptr && dense->inputs().size() == 1 &&
      (dense->kind() == LayerKind::inner_product || dense->kind() == LayerKind::batched_matmul);
  if (!is_dense) {
    fail(ErrorCode::invalid_parameter,
         "the network ends in a softmax without a dense layer before it: say which value holds the "
         "features",
         Hint{"checkUpdatable() lists the layers; an output of one of them is wanted."});
  }
  return std::string(dense->inputs().front());
}

// What a layer of a rank-5 network shows outside, or the shape as it is.
bool is_plain_vector(const Shape& shape, bool rank5) {
  if (rank5 && shape.rank() == 5) return shape.size() == shape[2];
  return shape.rank() == 1;
}

// Makes a vector of the trunk's value, by a layer of its own where it is none.
void flatten_trunk(Trunk& trunk, bool rank5) {
  if (is_plain_vector(trunk.shape, rank5)) return;
  coreml::NeuralNetwork& network = models::mutable_network_of(*trunk.message);
  const std::string name = free_name(network, "features");
  WireEdit params;
  if (!rank5) params.set_integers(1, std::array{trunk.shape.size()});
  network.add_layers(new_layer(rank5 ? LayerKind::flatten : LayerKind::reshape_static, name,
                               trunk.value, name, params));
  trunk.value = name;
}

Extractor network_extractor(const models::Model& model, const std::string& features) {
  const auto& network = static_cast<const models::NetworkModel&>(model);
  Trunk trunk = make_trunk(network, features);
  Extractor extractor;
  extractor.size = trunk.shape.size();
  flatten_trunk(trunk, network.network().arrayinputshapemapping() == 0);
  extractor.feature = trunk.value;
  extractor.description = format::copy_message(trunk.message->description());
  describe_array(*trunk.message->mutable_description()->add_output(), trunk.value,
                 std::array{extractor.size}, kFloat32);
  extractor.models.push_back(trunk.message);
  return extractor;
}

// Any other model: a feature of its description, a vector of fixed length.
void take_output(const coreml::Model& message, const std::string& features, Extractor& extractor) {
  const FeatureDescription* found = nullptr;
  for (const FeatureDescription& output : message.description().output()) {
    const bool wanted =
        features.empty() ? output.type().has_multiarraytype() : output.name() == features;
    if (wanted && found == nullptr) found = &output;
  }
  if (found == nullptr || !found->type().has_multiarraytype()) {
    fail(ErrorCode::invalid_parameter, InFeature{features.empty() ? "" : features},
         " is no array output of the model: features are numbers");
  }
  const auto& shape = found->type().multiarraytype().shape();
  if (shape.size() != 1 || shape[0] < 1 || found->type().multiarraytype().datatype() == kInt32) {
    fail(ErrorCode::invalid_parameter, InFeature{found->name()},
         " must be one row of real numbers whose length is declared",
         Hint{"Only of a network can any value become one."});
  }
  extractor.feature = found->name();
  extractor.size = shape[0];
}

Extractor plain_extractor(const models::Model& model, const std::string& features) {
  const auto message = current_message(model);
  forget_training(*message);
  Extractor extractor;
  extractor.description = {message, &message->description()};
  if (!is_pipeline(*message)) {
    take_output(*message, features, extractor);
    extractor.models.push_back(message);
    return extractor;
  }
  const coreml::Pipeline& pipeline = models::pipeline_of(*message);
  for (const coreml::Model& each : pipeline.models()) extractor.models.emplace_back(message, &each);
  extractor.names = models::model_names(pipeline);
  const coreml::Model& last = *extractor.models.back();
  // The last model's features need be no output of the pipeline; a network there is cut like one
  // that stands alone, and what cannot answer features itself makes place for those before it.
  if (is_network(last)) {
    Extractor end = network_extractor(
        *models::make_model(extractor.models.back(), {}, {}, model.host()), features);
    extractor.models.back() = std::move(end.models.front());
    extractor.feature = std::move(end.feature);
    extractor.size = end.size;
  } else if (last.has_knearestneighborsclassifier() && extractor.models.size() > 1) {
    extractor.models.pop_back();
    extractor.names.pop_back();
    take_output(*extractor.models.back(), features, extractor);
  } else {
    take_output(last, features, extractor);
  }
  return extractor;
}
}  // namespace

Trunk make_trunk(const models::NetworkModel& network, const std::string& features) {
  Trunk trunk;
  trunk.value = features.empty() ? default_features(network) : features;
  const bool is_input = std::ranges::any_of(
      network.inputs(), [&](const auto& input) { return input.name() == trunk.value; });
  if (!is_input && models::maker_of(network.specs(), trunk.value) == nullptr) {
    fail(ErrorCode::invalid_parameter, "no layer of the network makes a value '", trunk.value, "'",
         Hint{"An output of a layer is wanted, not a layer's name."});
  }
  trunk.shape = network.plan(network.declared_shapes(), std::array{trunk.value}, 1, std::nullopt)
                    ->shape(trunk.value);

  const auto current = current_message(network);
  forget_training(*current);
  trunk.message = format::make_message<coreml::Model>();
  trunk.message->set_specificationversion(current->specificationversion());
  coreml::ModelDescription& description = *trunk.message->mutable_description();
  format::copy_into(current->description(), description);
  description.clear_output();
  description.clear_predictedfeaturename();
  description.clear_predictedprobabilitiesname();
  coreml::NeuralNetwork& kept = *trunk.message->mutable_neuralnetwork();
  coreml::NeuralNetwork& all = models::mutable_network_of(*current);
  for (const auto& each : all.preprocessing()) format::copy_into(each, *kept.add_preprocessing());
  kept.set_arrayinputshapemapping(all.arrayinputshapemapping());
  kept.set_imageinputshapemapping(all.imageinputshapemapping());

  // Backwards: a layer stays when something behind it reads what it makes.
  std::set<std::string, std::less<>> needed{trunk.value};
  std::vector<int> staying;
  for (int i = all.layers_size() - 1; i >= 0; --i) {
    const LayerSpec layer(all.layers(i));
    if (std::ranges::none_of(layer.outputs(), [&](auto name) { return needed.contains(name); }))
      continue;
    needed.insert(layer.inputs().begin(), layer.inputs().end());
    staying.push_back(i);
  }
  for (auto i = staying.rbegin(); i != staying.rend(); ++i)
    kept.add_layers(std::move(*all.mutable_layers(*i)));
  return trunk;
}

Extractor make_extractor(const models::Model& model, const std::string& features) {
  return is_network(model.message()) ? network_extractor(model, features)
                                     : plain_extractor(model, features);
}

}  // namespace attune::surgery
