#include "layers/layer.h"

#include <algorithm>
#include <array>

namespace attune::layers {

#define PART(name) LayerType name();
#include "layers.inc"
#undef PART

namespace {
// Not inside the function: there each entry would be code that runs once, here all are data.
const std::array kTypes = {
#define PART(name) name(),
#include "layers.inc"
#undef PART
};
}  // namespace

const LayerType* find_layer_type(LayerKind kind) {
  const auto* const found = std::ranges::find(kTypes, kind, &LayerType::kind);
  return found == kTypes.end() ? nullptr : found;
}

const LayerType& layer_type_of(const LayerSpec& spec) {
  const LayerType* type = find_layer_type(spec.kind());
  if (type == nullptr) {
    fail(ErrorCode::unsupported, InLayer{spec.name()}, ": layers of kind ", kind_name(spec.kind()),
         " (field ", static_cast<int>(spec.kind()), ") are not supported yet");
  }
  return *type;
}

bool is_dynamic(const LayerSpec& spec) {
  const LayerType* type = find_layer_type(spec.kind());
  if (type == nullptr) return false;
  return type->steers ||
         (type->shape_input >= 0 && static_cast<int>(spec.inputs().size()) > type->shape_input);
}

std::unique_ptr<Layer> make_layer(const LayerSpec& spec, std::span<const Shape> x) {
  return layer_type_of(spec).make(spec, x);
}

void check_outputs(const LayerSpec& spec, std::span<const Shape> y) {
  if (y.size() != spec.outputs().size()) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": names ", spec.outputs().size(),
         " outputs; ", kind_name(spec.kind()), " makes ", y.size());
  }
  if (std::ranges::any_of(y, [](const Shape& shape) { return shape.size() == 0; })) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " makes an empty array: ", y);
  }
}

Parameter make_parameter(const LayerSpec& spec, std::string_view role,
                         const format::FieldPath& path, const Shape& shape, int channel_axis) {
  Parameter parameter{role, path, shape, spec.weights(path, shape, role, channel_axis)};
  parameter.value = parameter.stored->data();
  return parameter;
}

void expect_inputs(const LayerSpec& spec, std::span<const Shape> x, std::size_t count,
                   int least_rank) {
  const bool rank_is_enough =
      std::ranges::all_of(x, [&](const Shape& shape) { return shape.rank() >= least_rank; });
  if (x.size() == count && rank_is_enough) return;
  fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()), " reads ",
       count, count == 1 ? " input" : " inputs",
       least_rank > 0 ? sentence(" of rank >= ", least_rank) : "", ", got ", x);
}

}  // namespace attune::layers
