// Learned arrays as the file holds them (WeightParams): float32, float16 or quantized, read into
// floats and written back.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "format/wire.h"

namespace attune::format {

/// Floats shared by every model version that has not changed them.
using Floats = std::shared_ptr<const std::vector<float>>;

/// Where a WeightParams stands in a layer: the field numbers that lead to it, e.g. {140, 20} for
/// innerProduct's weights.
using FieldPath = std::vector<std::uint32_t>;

/// One WeightParams message.
class WeightParams {
 public:
  WeightParams() = default;
  explicit WeightParams(Message message) : message_(std::move(message)) {}

  bool present() const { return message_.present(); }
  bool is_updatable() const { return message_.flag(50); }
  bool is_quantized() const { return message_.present() && message_.has(40); }
  bool is_float16() const { return !message_.text(2).empty(); }
  /// Signed bytes for a layer that also quantizes its input (int8DynamicQuantize).
  bool is_int8() const { return !message_.text(31).empty(); }
  /// Bytes that only quantization, or the layer itself, gives a meaning.
  bool is_raw() const { return is_int8() || !message_.text(30).empty(); }
  std::string_view raw_bytes() const { return message_.text(is_int8() ? 31 : 30); }
  /// No values at all: a bias that only carries a flag.
  bool is_empty() const;

  /// How many float32 or float16 values it holds.
  std::size_t count() const;

  /// The values as floats.
  /// @param count   how many the layer needs
  /// @param channels  for a scale per channel in quantized weights
  /// @param run  how many values of one channel follow each other; 0: the channels are the first
  /// axis
  /// @throws Error model_invalid when the file holds another number of values, or values of two
  /// encodings
  std::vector<float> floats(std::uint64_t count, std::uint64_t channels, std::string_view layer,
                            std::string_view role, std::uint64_t run = 0) const;

 private:
  Message message_;
};

float half_to_float(std::uint16_t half);
/// Rounds to nearest, ties to even.
std::uint16_t float_to_half(float value);

/// Overwrites the values of one WeightParams in a serialized layer, in the encoding and at the
/// place that they have there, so that nothing else of the layer changes. Needs: `values` has as
/// many values as the layer holds there, in float32 or float16.
void overwrite_weights(std::string& layer, const FieldPath& path, std::span<const float> values);

}  // namespace attune::format
