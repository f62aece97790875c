// Layers as bytes: made anew, marked as updatable, turned into another kind.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "format/layer_spec.h"
#include "format/wire_edit.h"

namespace attune::surgery {

/// The layer marked as updatable with all its learned arrays, or as not updatable. As coremltools
/// does it, a bias that is not there gets a message that holds nothing but the mark. Half-precision
/// arrays become float32, which is exact: what is trained must not be rounded at every step.
/// Needs: convolution, innerProduct or uniDirectionalLSTM, not quantized, when it is to be marked.
std::string with_updatable(const format::LayerSpec& layer, std::string_view bytes, bool updatable);

/// The layer with another member of the oneof in place of its own, and without the hints on the
/// ranks of its values (inputTensor, outputTensor).
std::string with_kind(std::string_view bytes, format::LayerKind kind, std::string_view params);
/// The layer without those hints.
std::string without_ranks(std::string_view bytes);

/// A layer of one input and one output.
std::string new_layer(format::LayerKind kind, std::string_view name, std::string_view input,
                      std::string_view output, const format::WireEdit& params);
/// A new innerProduct: weights [biases.size(), …], row-major. Marked as updatable.
std::string new_inner_product(std::string_view name, std::string_view input,
                              std::string_view output, std::span<const float> weights,
                              std::span<const float> biases);

}  // namespace attune::surgery
