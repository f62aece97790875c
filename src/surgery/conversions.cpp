#include "surgery/conversions.h"

#include "base/error.h"
#include "format/wire_edit.h"
#include "surgery/layer_edit.h"

namespace attune::surgery {
namespace {
using format::LayerKind;
using format::LayerSpec;
using format::Message;
using format::WireEdit;

// y = x W + b. BatchedMatMulLayerParams keeps W [first, second] by columns, which is [second,
// first] by rows: innerProduct's weights as they stand, quantized ones included.
Conversion inner_product_of(const LayerSpec& layer, std::string_view bytes) {
  const Message& from = layer.params();
  if (from.flag(1) || from.flag(2))
    return {"", "it transposes what it multiplies, which innerProduct cannot"};
  if (from.flag(10)) return {"", "its weights are quantized as it runs (int8DynamicQuantize)"};
  WireEdit params;
  params.set_integer(1, from.integer(5));
  params.set_integer(2, from.integer(6));
  params.set_integer(10, from.flag(7) ? 1 : 0);
  params.set_bytes(20, WireEdit(from.message(8)).bytes());
  if (from.message(9).present()) params.set_bytes(21, WireEdit(from.message(9)).bytes());
  return {with_kind(bytes, LayerKind::inner_product, params.bytes()), ""};
}

Conversion softmax_of(std::string_view bytes, std::span<const Shape> x) {
  if (!x.empty() && x[0].rank() < 3) {
    return {"",
            sentence("softmax works along the third axis from the end, and the input has shape ",
                     x[0])};
  }
  return {with_kind(bytes, LayerKind::softmax, ""), ""};
}

Conversion flatten_of(const LayerSpec& layer, std::string_view bytes, std::span<const Shape> x) {
  if (!x.empty() && x[0].rank() < 3) {
    return {"", sentence("flatten reads rank 3 or more, and the input has shape ", x[0])};
  }
  WireEdit params;
  if (layer.kind() == LayerKind::reshape) params.set_integer(1, layer.params().integer(2));
  return {with_kind(bytes, LayerKind::flatten, params.bytes()), ""};
}
}  // namespace

std::string_view rewritten_kind(const LayerSpec& layer, const RewriteRules& rules) {
  switch (layer.kind()) {
    case LayerKind::batched_matmul:
      return rules.matmul && layer.inputs().size() == 1 ? "innerProduct" : "";
    case LayerKind::softmax_nd:
      return rules.softmax ? "softmax" : "";
    case LayerKind::reshape:
    case LayerKind::reshape_static:
    case LayerKind::flatten_to_2d:
      return rules.flatten ? "flatten" : "";
    default:
      return "";
  }
}

Conversion convert(const LayerSpec& layer, std::string_view bytes, std::span<const Shape> x) {
  switch (layer.kind()) {
    case LayerKind::batched_matmul:
      return inner_product_of(layer, bytes);
    case LayerKind::softmax_nd:
      return softmax_of(bytes, x);
    default:
      return flatten_of(layer, bytes, x);
  }
}

}  // namespace attune::surgery
