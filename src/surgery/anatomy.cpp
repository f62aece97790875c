#include "surgery/anatomy.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/error.h"
#include "format/message.h"
#include "models/network_features.h"
#include "models/pipeline_rules.h"
#include "models/updatable_path.h"

namespace attune::surgery {

using format::LayerKind;
using format::LayerSpec;

const coreml::Model& learning_part(const coreml::Model& message) {
  const coreml::Model* part = &message;
  while (is_pipeline(*part)) {
    const coreml::Pipeline& pipeline = models::pipeline_of(*part);
    if (pipeline.models().empty()) break;
    part = &pipeline.models(pipeline.models_size() - 1);
  }
  return *part;
}

coreml::Model& learning_part(coreml::Model& message) {
  coreml::Model* part = &message;
  while (is_pipeline(*part) && !models::pipeline_of(*part).models().empty()) {
    auto& models = *models::mutable_pipeline_of(*part).mutable_models();
    part = &models[models.size() - 1];
  }
  return *part;
}

Subject::Subject(const models::Model& model, std::string_view doing)
    : whole_(is_network(model.message())) {
  const coreml::Model& learning = learning_part(model.message());
  if (!is_network(learning)) {
    fail(ErrorCode::unsupported, "models of type ", models::type_name(learning), " cannot ", doing,
         Hint{"Neural networks can, alone or as the last model of a pipeline. To any model that "
              "answers an array withNearestNeighbors() and withClassifier() attach a head that "
              "learns."});
  }
  message = current_message(model);
  part = &learning_part(*message);
  if (whole_) {
    network = std::static_pointer_cast<const models::NetworkModel>(model.shared_from_this());
  } else {  // a message of its own: the one above will change under its feet
    network = std::make_shared<const models::NetworkModel>(
        format::copy_message(*part), format::ParameterOverrides{}, format::WeightStore(),
        format::Limits(), model.host());
  }
}

const LayerSpec& Subject::layer(std::string_view name) const {
  const auto found = std::ranges::find(network->specs(), name, &LayerSpec::name);
  if (found == network->specs().end()) {
    fail(ErrorCode::invalid_parameter, InLayer{name}, ": the model has no layer of that name",
         Hint{"A layer's name is wanted, not that of the value it makes; checkUpdatable() lists "
              "them."});
  }
  return *found;
}

std::shared_ptr<const models::Model> Subject::remade(std::span<const std::size_t> changed) const {
  if (!whole_) return models::make_model(message, {}, {}, network->host());
  format::WeightStore known;
  for (const auto& [key, values] : network->weights().all()) {
    if (std::ranges::find(changed, key.first) == changed.end()) known.set(key, values);
  }
  return std::make_shared<const models::NetworkModel>(
      message, format::ParameterOverrides{}, std::move(known), format::Limits(), network->host());
}

namespace {
// 0 where the file is absurd: no array has such a shape.
std::int64_t extent(std::uint64_t value) {
  return value > static_cast<std::uint64_t>(Shape::kMaxSize) ? 0 : static_cast<std::int64_t>(value);
}

Shape listed_shape(const LayerSpec& layer, std::uint32_t field) {
  std::vector<std::int64_t> extents;
  for (const std::uint64_t each : layer.params().integers(field)) extents.push_back(extent(each));
  return Shape(extents);
}
}  // namespace

Shape array_shape(const LayerSpec& layer, const ArrayPlace& place) {
  const auto number = [&](std::uint32_t field) { return extent(layer.params().integer(field)); };
  const bool weights = place.role == "weights";
  switch (layer.kind()) {
    case LayerKind::inner_product:
    case LayerKind::embedding:
    case LayerKind::embedding_nd:
      return weights ? Shape{number(2), number(1)} : Shape{number(2)};
    case LayerKind::batched_matmul:  // stored by columns: the rows of its transpose
      return weights ? Shape{number(6), number(5)} : Shape{number(6)};
    case LayerKind::scale:
      return listed_shape(layer, weights ? 1 : 4);
    case LayerKind::bias:
      return listed_shape(layer, 1);
    default:
      break;
  }
  if (!weights) return Shape{number(1)};
  const std::vector<std::uint64_t> kernel = layer.params().integers(20);
  const auto side = [&](std::size_t axis) {
    return kernel.empty() ? 3 : axis < kernel.size() ? extent(kernel[axis]) : 0;
  };
  const std::int64_t groups = std::max<std::int64_t>(number(10), 1);
  const bool transposed = layer.params().flag(60);  // [inC, outC / groups, kH, kW]
  return transposed ? Shape{number(2), number(1) / groups, side(0), side(1)}
                    : Shape{number(1), number(2), side(0), side(1)};
}

Ending ending_of(const models::NetworkModel& network) {
  Ending ending{network.probabilities()};
  for (const coreml::FeatureDescription& output : network.message().description().output()) {
    if (ending.value.empty() && models::maker_of(network.specs(), output.name()) != nullptr)
      ending.value = output.name();
  }
  ending.maker = models::maker_of(network.specs(), ending.value);
  if (ending.maker == nullptr) {
    fail(ErrorCode::unsupported, "the network has no output that a layer makes");
  }
  ending.probabilities =
      ending.maker->kind() == LayerKind::softmax || ending.maker->kind() == LayerKind::softmax_nd;
  return ending;
}

std::string free_name(const coreml::NeuralNetwork& network, std::string wanted) {
  std::set<std::string, std::less<>> taken;
  for (const std::string& bytes : network.layers()) {
    const LayerSpec layer(bytes);
    taken.emplace(layer.name());
    taken.insert(layer.inputs().begin(), layer.inputs().end());
    taken.insert(layer.outputs().begin(), layer.outputs().end());
  }
  for (const coreml::LossLayer& loss : network.updateparams().losslayers())
    taken.insert(loss.name());
  if (!taken.contains(wanted)) return wanted;
  for (int number = 1;; ++number) {
    std::string name = sentence(wanted, "_", number);
    if (!taken.contains(name)) return name;
  }
}

void describe_array(coreml::FeatureDescription& feature, std::string_view name,
                    std::span<const std::int64_t> shape, int data_type) {
  *feature.mutable_name() = std::string(name);
  coreml::ArrayFeatureType& type = *feature.mutable_type()->mutable_multiarraytype();
  type.mutable_shape()->Add(shape.begin(), shape.end());
  type.set_datatype(data_type);
}

}  // namespace attune::surgery
