#include "surgery/learned_parameters.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "format/message.h"
#include "models/pipeline_rules.h"
#include "surgery/anatomy.h"

namespace attune::surgery {
namespace {
using format::LayerSpec;

constexpr std::string_view kNumberOfNeighbors = "numberOfNeighbors";

[[noreturn]] void refuse_scope(std::string_view scope) {
  fail(ErrorCode::invalid_parameter, InLayer{scope}, ": the model has no layer of that name",
       Hint{"In a pipeline the model's name stands in front: 'model1.dense'."});
}

// One array, found by its scope.
struct Found {
  std::shared_ptr<const models::NetworkModel> network;
  const LayerSpec* layer = nullptr;
  const ArrayPlace* place = nullptr;
  Shape shape;
  bool learns = true;  // in the last model of all pipelines around it
};

std::shared_ptr<const models::NetworkModel> network_of_part(const models::Model& model,
                                                            const coreml::Model& part) {
  return std::make_shared<const models::NetworkModel>(
      format::copy_message(part), format::ParameterOverrides{}, format::WeightStore(),
      format::Limits(), model.host());
}

// The network that a scope leads to, with what is left of the scope.
std::pair<const coreml::Model*, std::string_view> part_of(const coreml::Model& message,
                                                          std::string_view scope, bool& learns) {
  if (!is_pipeline(message)) return {&message, scope};
  const coreml::Pipeline& pipeline = models::pipeline_of(message);
  const std::vector<std::string> names = models::model_names(pipeline);
  for (int i = 0; i < pipeline.models_size(); ++i) {
    const std::string& name = names[static_cast<std::size_t>(i)];
    if (!scope.starts_with(name) || scope.size() <= name.size() || scope[name.size()] != '.')
      continue;
    learns = learns && i + 1 == pipeline.models_size();
    return part_of(pipeline.models(i), scope.substr(name.size() + 1), learns);
  }
  if (pipeline.models().empty()) refuse_scope(scope);
  return part_of(pipeline.models(pipeline.models_size() - 1), scope, learns);
}

Found find(const models::Model& model, const coreml::Model& message, std::string_view scope,
           std::string_view role) {
  Found found;
  const auto [part, layer] = part_of(message, scope, found.learns);
  if (!is_network(*part)) refuse_scope(scope);
  found.network =
      is_network(model.message())
          ? std::static_pointer_cast<const models::NetworkModel>(model.shared_from_this())
          : network_of_part(model, *part);
  const auto spec = std::ranges::find(found.network->specs(), layer, &LayerSpec::name);
  if (spec == found.network->specs().end()) refuse_scope(scope);
  found.layer = &*spec;
  for (const ArrayPlace& place : array_places(spec->kind())) {
    const bool there = place.presence == 0 || spec->params().flag(place.presence);
    if (place.role == role && there) found.place = &place;
  }
  if (found.place == nullptr || (spec->inputs().size() > 1)) {
    fail(ErrorCode::invalid_parameter, InLayer{scope}, ": a layer of kind ",
         format::kind_name(spec->kind()), " has no ", role, " of its own");
  }
  found.shape = array_shape(*spec, *found.place);
  return found;
}

stored::Delta& learning_delta(const coreml::Model& message, stored::Delta& delta) {
  const coreml::Model* part = &message;
  stored::Delta* of = &delta;
  while (is_pipeline(*part)) {
    const coreml::Pipeline& pipeline = models::pipeline_of(*part);
    part = &pipeline.models(pipeline.models_size() - 1);
    of = of->mutable_last();
  }
  return *of;
}

std::vector<float> values_of(const Found& found, std::string_view scope, std::string_view role,
                             const format::FeatureValue& value) {
  const auto* const array = std::get_if<format::Array>(&value);
  if (array == nullptr) {
    fail(ErrorCode::invalid_parameter, InLayer{scope}, ": its ", role, " are set by an array, got ",
         format::kind_of(value));
  }
  const bool flat = array->shape.rank() == 1;
  if (array->shape.size() != found.shape.size() || (!flat && array->shape != found.shape)) {
    fail(ErrorCode::shape_mismatch, InLayer{scope}, ": its ", role, " have shape ", found.shape,
         ", got ", array->shape);
  }
  const format::WeightParams file = found.layer->weight_params({found.place->field});
  if (file.is_quantized() || file.count() != static_cast<std::size_t>(found.shape.size())) {
    fail(ErrorCode::invalid_parameter, InLayer{scope}, ": its ", role,
         " are quantized; only float32 and float16 ones can be set");
  }
  if (!found.learns) {
    fail(ErrorCode::invalid_parameter, InLayer{scope},
         ": the layer belongs to a model that does not learn; of a pipeline only the last one can "
         "get other ",
         role);
  }
  std::vector<float> values(static_cast<std::size_t>(array->shape.size()));
  array->copy_to(values.data());
  for (float& each : values) {
    if (file.is_float16()) each = format::half_to_float(format::float_to_half(each));
    if (!std::isfinite(each)) {
      fail(ErrorCode::invalid_parameter, InLayer{scope}, ": its ", role,
           " would hold a value that is not finite");
    }
  }
  return values;
}

void put(stored::Delta& delta, const Found& found, const std::vector<float>& values) {
  const format::FieldPath path = found.layer->full_path({found.place->field});
  stored::LearnedWeights* target = nullptr;
  for (stored::LearnedWeights& each : *delta.mutable_weights()) {
    if (each.layer() == found.layer->index() && std::ranges::equal(each.path(), path))
      target = &each;
  }
  if (target == nullptr) {
    target = delta.add_weights();
    target->set_layer(static_cast<std::uint32_t>(found.layer->index()));
    target->mutable_path()->Add(path.begin(), path.end());
  }
  target->mutable_values()->assign(reinterpret_cast<const char*>(values.data()),
                                   values.size() * sizeof(float));
}
}  // namespace

format::Array learned_array(const models::Model& model, std::string_view scope,
                            std::string_view role) {
  // Of a network alone the version's own arrays count; a pipeline's message is brought up to date.
  const auto message = is_network(model.message()) ? nullptr : current_message(model);
  const Found found = find(model, message == nullptr ? model.message() : *message, scope, role);
  const format::Floats values =
      found.layer->weights({found.place->field}, found.shape, found.place->role);
  return format::Array::copy_of(*values, found.shape);
}

std::shared_ptr<const models::Model> with_arrays(const models::Model& model,
                                                 const format::Features& arrays) {
  const auto delta = format::make_message<stored::Delta>();
  model.write_delta(*delta);
  stored::Delta& learning = learning_delta(model.message(), *delta);
  for (const auto& [name, value] : arrays.all()) {
    if (name == kNumberOfNeighbors &&
        learning_part(model.message()).has_knearestneighborsclassifier()) {
      const auto number = format::as_label(value);
      const auto* const count = number ? std::get_if<std::int64_t>(&*number) : nullptr;
      const auto& allowed =
          learning_part(model.message()).knearestneighborsclassifier().numberofneighbors();
      if (count == nullptr || *count < 1 || !format::allows(allowed, *count)) {
        fail(ErrorCode::invalid_parameter, "parameter '", name,
             "' must be a whole number that the model file allows");
      }
      learning.set_numberofneighbors(static_cast<std::uint64_t>(*count));
      continue;
    }
    const std::size_t dot = name.rfind('.');
    const std::string_view role =
        dot == std::string::npos ? "" : std::string_view(name).substr(dot + 1);
    if (role != "weights" && role != "biases") {
      fail(ErrorCode::invalid_parameter, "parameter '", name,
           "' cannot be set: layers have 'NAME.weights' and 'NAME.biases'");
    }
    const std::string_view scope = std::string_view(name).substr(0, dot);
    const Found found = find(model, model.message(), scope, role);
    put(learning, found, values_of(found, scope, role, value));
  }
  return model.with_delta(*delta);
}

}  // namespace attune::surgery
