#include "surgery/layer_edit.h"

#include <cstring>
#include <vector>

#include "surgery/anatomy.h"

namespace attune::surgery {

using format::LayerKind;
using format::LayerSpec;
using format::Message;
using format::WireEdit;

namespace {
constexpr std::uint32_t kName = 1, kInput = 2, kOutput = 3, kInputTensor = 4, kOutputTensor = 5,
                        kIsUpdatable = 10, kFirstKind = 100, kLstmWeights = 20;
constexpr std::uint32_t kFloatValue = 1, kFloat16Value = 2, kWeightsUpdatable = 50;

std::string marked(const Message& weights, bool updatable) {
  WireEdit edit(weights);
  if (const std::string_view halves = weights.text(kFloat16Value); updatable && !halves.empty()) {
    std::vector<float> values(halves.size() / 2);
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::uint16_t half = 0;
      std::memcpy(&half, halves.data() + 2 * i, 2);
      values[i] = format::half_to_float(half);
    }
    edit.erase(kFloat16Value);
    edit.set_floats(kFloatValue, values);
  }
  edit.set_integer(kWeightsUpdatable, updatable ? 1 : 0);
  return edit.bytes();
}

void mark(WireEdit& params, std::uint32_t field, const Message& weights, bool updatable) {
  if (!updatable && !weights.present()) return;
  const std::string bytes = marked(weights, updatable);
  if (bytes.empty()) {
    params.erase(field);  // it held nothing but the mark
  } else {
    params.set_bytes(field, bytes);
  }
}

// LSTMWeightParams: every field is an array.
std::string marked_lstm(const Message& all, bool updatable) {
  WireEdit edit(all);
  for (const std::string_view piece : all.pieces()) {
    format::FieldReader reader(piece);
    for (format::Field field; reader.next(field);)
      mark(edit, field.number, all.message(field.number), updatable);
  }
  return edit.bytes();
}
}  // namespace

std::string with_updatable(const LayerSpec& layer, std::string_view bytes, bool updatable) {
  WireEdit params(layer.params());
  if (layer.kind() == LayerKind::uni_directional_lstm) {
    if (const Message all = layer.params().message(kLstmWeights); all.present())
      params.set_bytes(kLstmWeights, marked_lstm(all, updatable));
  } else {
    for (const ArrayPlace& place : array_places(layer.kind()))
      mark(params, place.field, layer.params().message(place.field), updatable);
  }
  WireEdit edit(bytes);
  edit.set_integer(kIsUpdatable, updatable ? 1 : 0);
  edit.set_bytes(static_cast<std::uint32_t>(layer.kind()), params.bytes());
  return edit.bytes();
}

std::string without_ranks(std::string_view bytes) {
  WireEdit edit(bytes);
  edit.erase(kInputTensor);
  edit.erase(kOutputTensor);
  return edit.bytes();
}

std::string with_kind(std::string_view bytes, LayerKind kind, std::string_view params) {
  WireEdit edit{std::string_view(without_ranks(bytes))};
  format::FieldReader reader(bytes);
  for (format::Field field; reader.next(field);) {
    if (field.number >= kFirstKind) edit.erase(field.number);
  }
  edit.set_bytes(static_cast<std::uint32_t>(kind), params);
  return edit.bytes();
}

std::string new_layer(LayerKind kind, std::string_view name, std::string_view input,
                      std::string_view output, const WireEdit& params) {
  WireEdit edit;
  edit.set_bytes(kName, name);
  edit.set_bytes(kInput, input);
  edit.set_bytes(kOutput, output);
  edit.set_bytes(static_cast<std::uint32_t>(kind), params.bytes());
  return edit.bytes();
}

std::string new_inner_product(std::string_view name, std::string_view input,
                              std::string_view output, std::span<const float> weights,
                              std::span<const float> biases) {
  WireEdit params, array, bias;
  array.set_floats(kFloatValue, weights);
  bias.set_floats(kFloatValue, biases);
  params.set_integer(1, weights.size() / biases.size());
  params.set_integer(2, biases.size());
  params.set_integer(10, 1);
  params.set_bytes(20, array.bytes());
  params.set_bytes(21, bias.bytes());
  const std::string bytes = new_layer(LayerKind::inner_product, name, input, output, params);
  return with_updatable(LayerSpec(bytes), bytes, true);
}

}  // namespace attune::surgery
