#include "surgery/heads.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "base/error.h"
#include "base/random.h"
#include "format/message.h"
#include "models/pipeline_rules.h"
#include "models/portability.h"
#include "models/updatable_rules.h"
#include "surgery/anatomy.h"
#include "surgery/extractor.h"
#include "surgery/layer_edit.h"

namespace attune::surgery {
namespace {
using coreml::FeatureDescription;
using format::Label;
using format::LayerKind;
using format::WireEdit;

constexpr int kFirstUpdatableSpecification = 4;

bool is_integer(const Label& label) { return std::holds_alternative<std::int64_t>(label); }

// Outputs `label` and its probabilities; learns from what `inputs` holds and the label.
void describe_classifier(coreml::ModelDescription& description, const std::string& label,
                         bool integers) {
  description.clear_output();
  FeatureDescription& name = *description.add_output();
  FeatureDescription& probabilities = *description.add_output();
  *name.mutable_name() = label;
  *probabilities.mutable_name() = label + "Probs";
  coreml::DictionaryFeatureType& type = *probabilities.mutable_type()->mutable_dictionarytype();
  if (integers) {
    name.mutable_type()->set_int64type("");
    type.set_int64keytype("");
  } else {
    name.mutable_type()->set_stringtype("");
    type.set_stringkeytype("");
  }
  *description.mutable_predictedfeaturename() = label;
  *description.mutable_predictedprobabilitiesname() = probabilities.name();
  format::copy_into(name, only_inputs_and_target(description));
}

void check_free(const Extractor& extractor, const std::string& label) {
  if (label.empty()) fail(ErrorCode::invalid_parameter, "the label needs a name");
  for (const std::string& name : {label, label + "Probs"}) {
    const auto is_taken = [&](const FeatureDescription& feature) { return feature.name() == name; };
    const bool taken = std::ranges::any_of(extractor.description->input(), is_taken) ||
                       name == extractor.feature ||
                       std::ranges::any_of(extractor.models, [&](const auto& model) {
                         return std::ranges::any_of(model->description().output(), is_taken);
                       });
    if (taken) {
      fail(ErrorCode::invalid_parameter, InFeature{name},
           " is there already: give the label another name");
    }
  }
}

// The head's input is the front's output as that declares it.
void describe_vector(FeatureDescription& feature, const Extractor& extractor) {
  for (const FeatureDescription& output : extractor.models.back()->description().output()) {
    if (output.name() == extractor.feature) {
      *feature.mutable_name() = output.name();
      return format::copy_into(output.type(), *feature.mutable_type());
    }
  }
  describe_array(feature, extractor.feature, std::array{extractor.size}, kFloat32);
}

// Of a head that reads what the extractor answers.
std::shared_ptr<coreml::Model> new_head(const Extractor& extractor) {
  auto head = format::make_message<coreml::Model>();
  head->set_specificationversion(kFirstUpdatableSpecification);
  describe_vector(*head->mutable_description()->add_input(), extractor);
  return head;
}

// The front's models, and the head as the last one.
std::shared_ptr<coreml::Model> pipeline_of(Extractor extractor, const coreml::Model& head,
                                           const std::string& label, bool integers) {
  auto message = format::make_message<coreml::Model>();
  models::set_learning(*message, models::Learning::portable);
  format::copy_into(*extractor.description, *message->mutable_description());
  describe_classifier(*message->mutable_description(), label, integers);
  coreml::Pipeline& pipeline = *message->mutable_pipelineclassifier()->mutable_pipeline();
  int version = kFirstUpdatableSpecification;
  for (const auto& model : extractor.models) {
    version = std::max(version, int{model->specificationversion()});
    format::copy_into(*model, *pipeline.add_models());
  }
  message->set_specificationversion(version);
  format::copy_into(head, *pipeline.add_models());
  if (!extractor.names.empty()) {
    std::string name = "head";
    for (int i = 1; std::ranges::count(extractor.names, name) > 0; ++i) name = sentence("head", i);
    for (std::string& each : extractor.names) pipeline.add_names(std::move(each));
    pipeline.add_names(name);
  }
  return message;
}

void set_choice(const ParameterChoice& choice, coreml::Int64Parameter& out) {
  out.set_defaultvalue(static_cast<std::int64_t>(choice.value));
  if (choice.values.empty()) {
    out.mutable_range()->set_minvalue(static_cast<std::int64_t>(choice.minimum.value_or(1)));
    out.mutable_range()->set_maxvalue(static_cast<std::int64_t>(choice.maximum.value_or(1000)));
  } else {
    out.mutable_set()->mutable_values()->Add(choice.values.begin(), choice.values.end());
  }
  if (!format::allows(out, out.defaultvalue()) || out.defaultvalue() < 1 ||
      choice.value != std::floor(choice.value)) {
    fail(ErrorCode::invalid_parameter, "numberOfNeighbors ", choice.value,
         " must be whole, above 0, and among the values that are to be allowed");
  }
}

std::shared_ptr<coreml::Model> neighbors_head(const Extractor& extractor,
                                              const NeighborsOptions& options) {
  const bool integers = is_integer(options.default_label);
  auto head = new_head(extractor);
  models::set_learning(*head, models::Learning::portable);
  describe_classifier(*head->mutable_description(), options.label, integers);
  coreml::KNearestNeighborsClassifier& classifier = *head->mutable_knearestneighborsclassifier();
  coreml::NearestNeighborsIndex& index = *classifier.mutable_nearestneighborsindex();
  index.set_numberofdimensions(static_cast<std::int32_t>(extractor.size));
  if (options.kd_tree) {
    if (options.leaf_size < 1)
      fail(ErrorCode::invalid_parameter, "leafSize must be above 0, got ", options.leaf_size);
    WireEdit params;
    params.set_integer(1, static_cast<std::uint64_t>(options.leaf_size));
    *index.mutable_singlekdtreeindex() = params.bytes();
  } else {
    index.set_linearindex("");
  }
  index.set_squaredeuclideandistance("");
  set_choice(options.number_of_neighbors, *classifier.mutable_numberofneighbors());
  if (integers) {
    classifier.mutable_int64classlabels();
    classifier.set_defaultint64label(std::get<std::int64_t>(options.default_label));
  } else {
    classifier.mutable_stringclasslabels();
    *classifier.mutable_defaultstringlabel() = std::get<std::string>(options.default_label);
  }
  if (options.inverse_distance) {
    classifier.set_inversedistanceweighting("");
  } else {
    classifier.set_uniformweighting("");
  }
  return head;
}

bool check_classes(const std::vector<Label>& classes) {
  if (classes.size() < 2)
    fail(ErrorCode::invalid_parameter, "a classifier has 2 classes or more, got ", classes.size());
  std::set<Label> seen;
  for (const Label& label : classes) {
    if (is_integer(label) != is_integer(classes.front()))
      fail(ErrorCode::invalid_parameter, "the classes are partly strings and partly integers");
    if (!seen.insert(label).second)
      fail(ErrorCode::invalid_parameter, "the class ", format::label_text(label),
           " is named twice");
  }
  return is_integer(classes.front());
}

// Adds innerProduct, softmax, labels and training behind a value of a network.
void add_classifier(coreml::Model& message, const std::string& value, std::int64_t size,
                    const ClassifierOptions& options, bool integers) {
  // All that it had, as a classifier.
  coreml::NeuralNetwork& network = *message.unsafe_arena_release_neuralnetwork();
  message.unsafe_arena_set_allocated_neuralnetworkclassifier(&network);
  const std::string dense = free_name(network, "head"), softmax = free_name(network, "softmax");
  const std::string scores = free_name(network, options.label + "Scores");
  const std::string probabilities = options.label + "Probs";
  const auto classes = static_cast<std::int64_t>(options.classes.size());
  const std::vector<float> weights = initial_weights(options.init, options.seed, classes, size);
  const std::vector<float> biases(options.classes.size());
  network.add_layers(new_inner_product(dense, value, scores, weights, biases));
  network.add_layers(new_layer(LayerKind::softmax, softmax, scores, probabilities, {}));
  for (const Label& label : options.classes) {
    if (integers) {
      network.mutable_int64classlabels()->add_vector(std::get<std::int64_t>(label));
    } else {
      network.mutable_stringclasslabels()->add_vector(std::get<std::string>(label));
    }
  }
  *network.mutable_labelprobabilitylayername() = probabilities;
  describe_classifier(*message.mutable_description(), options.label, integers);
  TrainingOptions training = options.training;
  training.parameters.try_emplace(
      "epochs", ParameterChoice{.value = 10, .minimum = 1, .maximum = 1000, .values = {}});
  training.parameters.try_emplace(
      "miniBatchSize", ParameterChoice{.value = 10, .minimum = 1, .maximum = 1024, .values = {}});
  training.loss_name = free_name(network, training.loss_name);
  write_training(message, {dense}, training, probabilities, true, {});

  std::vector<format::LayerSpec> specs;
  for (const std::string& bytes : message.neuralnetworkclassifier().layers())
    specs.emplace_back(bytes, specs.size());
  models::check_updatable(message, message.neuralnetworkclassifier(), specs);
}

// innerProduct and softmax want [.., C, 1, 1]; the innerProduct's row is all of C, H and W.
void shape_for_head(Trunk& trunk, bool rank5) {
  const bool fits = trunk.shape.rank() >= 4 &&
                    trunk.shape.size() == trunk.shape[-3] * trunk.shape[-2] * trunk.shape[-1];
  if (fits) return;
  coreml::NeuralNetwork& network = *trunk.message->mutable_neuralnetwork();
  const std::string name = free_name(network, "features");
  WireEdit params;
  if (rank5) {  // a sequence or a batch of its own: no class for all of it
    fail(ErrorCode::invalid_parameter, "the value '", trunk.value, "' has shape ", trunk.shape,
         ": a classifier reads one vector an example");
  }
  params.set_integers(1, std::array<std::int64_t, 4>{1, trunk.shape.size(), 1, 1});
  network.add_layers(new_layer(LayerKind::reshape_static, name, trunk.value, name, params));
  trunk.value = name;
}
}  // namespace

std::vector<float> initial_weights(Init init, std::int64_t seed, std::int64_t rows,
                                   std::int64_t columns) {
  std::vector<float> values(static_cast<std::size_t>(rows * columns));
  if (init == Init::zeros) return values;
  const auto fan = static_cast<double>(init == Init::he_uniform ? columns : rows + columns);
  const auto bound = static_cast<float>(std::sqrt(6 / fan));
  Random random(seed);
  for (float& value : values) value = (2 * random.uniform() - 1) * bound;
  return values;
}

std::shared_ptr<const models::Model> with_nearest_neighbors(const models::Model& model,
                                                            const NeighborsOptions& options) {
  Extractor extractor = make_extractor(model, options.features);
  check_free(extractor, options.label);
  const auto head = neighbors_head(extractor, options);
  return models::make_model(
      pipeline_of(std::move(extractor), *head, options.label, is_integer(options.default_label)),
      {}, {}, model.host());
}

std::shared_ptr<const models::Model> with_classifier(const models::Model& model,
                                                     const ClassifierOptions& options) {
  const bool integers = check_classes(options.classes);
  if (is_network(model.message())) {
    const auto& network = static_cast<const models::NetworkModel&>(model);
    Trunk trunk = make_trunk(network, options.features);
    Extractor names;
    names.description = {trunk.message, &trunk.message->description()};
    check_free(names, options.label);
    shape_for_head(trunk, network.network().arrayinputshapemapping() == 0);
    add_classifier(*trunk.message, trunk.value, trunk.shape.size(), options, integers);
    return models::make_model(trunk.message, {}, {}, model.host());
  }
  Extractor extractor = make_extractor(model, options.features);
  check_free(extractor, options.label);
  const auto head = new_head(extractor);
  head->mutable_neuralnetwork();  // rank-5 mapping: [C] is [1, 1, C, 1, 1] inside
  add_classifier(*head, extractor.feature, extractor.size, options, integers);
  return models::make_model(pipeline_of(std::move(extractor), *head, options.label, integers), {},
                            {}, model.host());
}

}  // namespace attune::surgery
