// A layer as the file describes it: its kind, its names, its parameters in place, its learned
// arrays.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/shape.h"
#include "format/weights.h"
#include "format/wire.h"

namespace attune::format {

class CustomHost;

/// The members of NeuralNetworkLayer's oneof `layer`; a value is the field number.
enum class LayerKind : std::uint16_t {
  none = 0,
#define KIND(name, format_name, number) name = number,
#include "format/layer_kinds.inc"
#undef KIND
};

/// The kind as the format spells it, e.g. "innerProduct"; "unknown" for a number that the format
/// does not list.
std::string_view kind_name(LayerKind kind);

/// The learned arrays of one version of a network, by layer and place. Versions share the arrays
/// they do not change. What is not in it is read from the file, once.
class WeightStore {
 public:
  using Key = std::pair<std::size_t, FieldPath>;

  Floats find(const Key& key) const;
  void set(const Key& key, Floats values) { values_[key] = std::move(values); }
  const std::map<Key, Floats>& all() const { return values_; }

 private:
  std::map<Key, Floats> values_;
};

/// One NeuralNetworkLayer. Views `bytes`, which must outlive it.
class LayerSpec {
 public:
  /// @param index  the layer's place in its network
  /// @param weights  the version's learned arrays; filled as they are read. May be null: then each
  /// call reads the file
  /// @param host  has the code of custom layers; may be null
  /// @throws Error model_invalid when the bytes are no message
  explicit LayerSpec(std::string_view bytes, std::size_t index = 0, WeightStore* weights = nullptr,
                     CustomHost* host = nullptr);

  std::string_view name() const { return name_; }
  LayerKind kind() const { return kind_; }
  const std::vector<std::string_view>& inputs() const { return inputs_; }
  const std::vector<std::string_view>& outputs() const { return outputs_; }
  bool is_updatable() const { return is_updatable_; }
  std::size_t index() const { return index_; }
  CustomHost* host() const { return host_; }
  /// The layer's own message, e.g. SoftmaxLayerParams.
  const Message& params() const { return params_; }

  /// The WeightParams at a place below params(): {20} is the field 20 of params() itself.
  WeightParams weight_params(const FieldPath& below) const;
  /// A learned array as floats: the version's if it has been trained, else the file's.
  /// @param shape  what the layer needs
  /// @param role  for messages: "weights", "biases", "gamma" …
  /// @param channel_axis  the axis of `shape` along which quantized weights may have a scale for
  /// each extent
  /// @throws Error model_invalid when the file holds another number of values
  Floats weights(const FieldPath& below, const Shape& shape, std::string_view role,
                 int channel_axis = 0) const;
  /// The path from the layer itself to a place below params().
  FieldPath full_path(const FieldPath& below) const;

 private:
  std::string_view name_;
  LayerKind kind_ = LayerKind::none;
  std::vector<std::string_view> inputs_, outputs_;
  bool is_updatable_ = false;
  std::size_t index_;
  Message params_;
  WeightStore* weights_;
  CustomHost* host_;
};

}  // namespace attune::format
