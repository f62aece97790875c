#include "surgery/add_class.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include "base/error.h"
#include "format/wire_edit.h"
#include "models/network_features.h"
#include "models/pipeline_rules.h"
#include "models/updatable_path.h"
#include "surgery/anatomy.h"

namespace attune::surgery {
namespace {
using coreml::FeatureDescription;
using format::LayerKind;
using format::LayerSpec;
using format::Message;
using format::WireEdit;

constexpr std::uint32_t kInner = static_cast<std::uint32_t>(LayerKind::inner_product);
constexpr std::uint32_t kOutputChannels = 2, kHasBias = 10, kWeights = 20, kBias = 21;

// The layer whose rows are the classes.
const LayerSpec& head_of(const models::NetworkModel& network) {
  const std::string& scores = network.probabilities();
  const LayerSpec* const softmax = models::maker_of(network.specs(), scores);
  const bool is_softmax = softmax != nullptr && (softmax->kind() == LayerKind::softmax ||
                                                 softmax->kind() == LayerKind::softmax_nd);
  const LayerSpec* const dense =
      is_softmax ? models::maker_of(network.specs(), softmax->inputs().front()) : softmax;
  if (dense == nullptr || dense->kind() != LayerKind::inner_product) {
    fail(ErrorCode::unsupported, "the classifier's scores are made by a layer of kind ",
         dense == nullptr ? "unknown" : format::kind_name(dense->kind()),
         "; only an innerProduct can get one more class",
         Hint{"withClassifier() puts a new head on the model."});
  }
  const std::string_view value = dense->outputs().front();
  for (const LayerSpec& layer : network.specs()) {
    if (&layer != softmax && std::ranges::count(layer.inputs(), value) > 0) {
      fail(ErrorCode::unsupported, InLayer{layer.name()},
           ": the layer reads the scores too, which are to become more");
    }
  }
  if (is_softmax) {
    for (const LayerSpec& layer : network.specs()) {
      if (std::ranges::count(layer.inputs(), std::string_view(scores)) > 0) {
        fail(ErrorCode::unsupported, InLayer{layer.name()},
             ": the layer reads the probabilities, which are to become more");
      }
    }
  }
  return *dense;
}

void check_label(const models::NetworkModel& network, const format::Label& label) {
  const std::vector<format::Label>& labels = network.labels();
  if (labels.front().index() != label.index()) {
    fail(ErrorCode::invalid_parameter, "the model's labels are ",
         std::holds_alternative<std::string>(labels.front()) ? "strings" : "integers", ", got ",
         format::label_text(label));
  }
  if (std::ranges::find(labels, label) != labels.end()) {
    fail(ErrorCode::invalid_parameter, "the model has the label ", format::label_text(label),
         " already");
  }
}

// The mean of what the head reads for these examples.
std::vector<double> mean_features(const models::Model& model, const models::NetworkModel& network,
                                  const std::string& value,
                                  std::span<const format::Features> examples) {
  // Models before the network answer first: a pipeline of them alone.
  std::vector<format::Features> seen(examples.begin(), examples.end());
  const coreml::Model* whole = &model.message();
  while (is_pipeline(*whole)) {
    const coreml::Pipeline& pipeline = models::pipeline_of(*whole);
    for (int i = 0; i + 1 < pipeline.models_size(); ++i) {
      const auto front = models::make_model(
          std::shared_ptr<const coreml::Model>(model.shared_message(), &pipeline.models(i)), {}, {},
          model.host());
      const std::vector<format::Features> answers = front->predict(seen);
      for (std::size_t each = 0; each < seen.size(); ++each) {
        format::Features next = answers[each];  // later values take the place of earlier ones
        for (const auto& [name, old] : seen[each].all()) {
          if (next.find(name) == nullptr) next.set(name, old);
        }
        seen[each] = std::move(next);
      }
    }
    whole = &pipeline.models(pipeline.models_size() - 1);
  }
  const auto plan = network.plan(network.declared_shapes(), std::array{value}, 1, std::nullopt);
  std::vector<double> mean(static_cast<std::size_t>(plan->shape(value).size()));
  for (const format::Features& example : seen) {
    for (std::size_t i = 0; i < network.inputs().size(); ++i) {
      const models::NetworkInput& input = network.inputs()[i];
      const format::FeatureValue* const given = example.find(input.name());
      if (given == nullptr) fail(ErrorCode::bad_example, InFeature{input.name()}, " is missing");
      input.read(*given, plan->input(i, 1).example(0));
    }
    plan->forward(1);
    const float* const features = plan->value(value, 1).example(0);
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += static_cast<double>(features[i]);
  }
  for (double& each : mean) each /= static_cast<double>(seen.size());
  return mean;
}

double length_of(std::span<const double> row) {
  double sum = 0;
  for (const double value : row) sum += value * value;
  return std::sqrt(sum);
}

struct Row {
  std::vector<float> weights;
  float bias = 0;
};

Row prototype(std::span<const float> weights, std::span<const float> biases,
              std::span<const double> mean) {
  const std::size_t columns = mean.size(), rows = weights.size() / columns;
  double lengths = 0, bias = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    std::vector<double> values;
    for (const float value : weights.subspan(row * columns, columns))
      values.push_back(static_cast<double>(value));
    lengths += length_of(values);
  }
  for (const float value : biases) bias += static_cast<double>(value);
  const double length = length_of(mean);
  const double scale = length == 0 ? 0 : lengths / static_cast<double>(rows) / length;
  Row row;
  for (const double value : mean) row.weights.push_back(static_cast<float>(value * scale));
  if (!biases.empty()) row.bias = static_cast<float>(bias / static_cast<double>(biases.size()));
  return row;
}

// A WeightParams with values behind its own, in the encoding that it has.
std::string appended(const Message& weights, std::span<const float> all,
                     std::span<const float> more) {
  WireEdit edit(weights);
  std::vector<float> values(all.begin(), all.end());
  values.insert(values.end(), more.begin(), more.end());
  if (weights.text(2).empty()) {
    edit.set_floats(1, values);
    return edit.bytes();
  }
  std::string halves(2 * values.size(), '\0');
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint16_t half = format::float_to_half(values[i]);
    std::memcpy(halves.data() + 2 * i, &half, 2);
  }
  edit.set_bytes(2, halves);
  return edit.bytes();
}

// Arrays that show the scores or the probabilities have one element more.
void widen_outputs(coreml::Model& message, std::string_view scores, std::string_view probabilities,
                   std::int64_t classes) {
  for (FeatureDescription& output : *message.mutable_description()->mutable_output()) {
    const bool shows = output.name() == scores || output.name() == probabilities ||
                       output.name() == message.description().predictedprobabilitiesname();
    if (!shows || !output.type().has_multiarraytype()) continue;
    auto& shape = *output.mutable_type()->mutable_multiarraytype()->mutable_shape();
    const auto extent = std::ranges::find(shape, classes);
    if (extent != shape.end()) *extent = classes + 1;
  }
}
}  // namespace

std::shared_ptr<const models::Model> add_class(const models::Model& model,
                                               const format::Label& label,
                                               std::span<const format::Features> examples) {
  Subject subject(model, "get one more class");
  const models::NetworkModel& network = *subject.network;
  if (!subject.part->has_neuralnetworkclassifier()) {
    fail(ErrorCode::unsupported, "the network is no classifier: it has no labels",
         Hint{"withClassifier() makes one of it."});
  }
  check_label(network, label);
  const LayerSpec& head = head_of(network);
  const Shape shape = array_shape(head, array_places(head.kind())[0]);
  const bool has_bias = head.params().flag(kHasBias);
  for (const ArrayPlace& place : array_places(head.kind())) {
    if (head.weight_params({place.field}).is_quantized()) {
      fail(ErrorCode::invalid_parameter, InLayer{head.name()}, ": its ", place.role,
           " are quantized, and cannot grow");
    }
  }
  const std::int64_t classes = shape[0], columns = shape[1];
  const format::Floats weights = head.weights({kWeights}, shape, "weights");
  const format::Floats biases =
      has_bias ? head.weights({kBias}, Shape{classes}, "biases") : nullptr;

  Row row{std::vector<float>(static_cast<std::size_t>(columns))};
  if (!examples.empty()) {
    const std::string value(head.inputs().front());
    const std::vector<double> mean = mean_features(model, network, value, examples);
    if (mean.size() != row.weights.size()) {
      fail(ErrorCode::unsupported, InLayer{head.name()},
           ": the layer works on several rows an example; examples tell nothing of one class");
    }
    row = prototype(*weights, has_bias ? std::span<const float>(*biases) : std::span<const float>(),
                    mean);
  }

  coreml::NeuralNetwork& layers = subject.layers_of();
  std::string& bytes = *layers.mutable_layers(static_cast<int>(head.index()));
  WireEdit params(head.params());
  params.set_integer(kOutputChannels, static_cast<std::uint64_t>(classes + 1));
  params.set_bytes(kWeights, appended(head.params().message(kWeights), *weights, row.weights));
  if (has_bias) {
    const std::array bias{row.bias};
    params.set_bytes(kBias, appended(head.params().message(kBias), *biases, bias));
  }
  WireEdit layer{std::string_view(bytes)};
  layer.set_bytes(kInner, params.bytes());
  bytes = layer.bytes();
  if (const auto* text = std::get_if<std::string>(&label)) {
    layers.mutable_stringclasslabels()->add_vector(*text);
  } else {
    layers.mutable_int64classlabels()->add_vector(std::get<std::int64_t>(label));
  }
  const std::string scores(head.outputs().front());
  widen_outputs(*subject.part, scores, network.probabilities(), classes);
  if (subject.part != subject.message.get())
    widen_outputs(*subject.message, scores, network.probabilities(), classes);
  return subject.remade(std::array{head.index()});
}

}  // namespace attune::surgery
