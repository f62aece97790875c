// The learned arrays of a layer, in every encoding: float32, float16, quantized; read and written
// over.
//
// Input: a WeightParams message. What the layer would need is told by fields that the format does
// not have: 60 how many values, 61 how many channels, 62 how long a channel's run is.

#include "format/weights.h"

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "support/exercise.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace attune;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  fuzz::accepted([&] {
    const format::Message message{std::string_view(bytes)};
    const format::WeightParams params(message);
    const std::size_t count = params.count();
    // Any number is asked for: a layer's shape, too, comes from the file.
    const std::uint64_t wanted = message.has(60) ? message.integer(60) : count;
    fuzz::accepted([&] {
      params.floats(wanted, message.integer(61), "layer", "weights", message.integer(62));
    });
    if (params.is_quantized() || params.is_empty()) return;
    const std::vector<float> values = params.floats(count, 1, "layer", "weights");
    std::string copy = bytes;
    format::overwrite_weights(copy, {}, values);
    // Packed in an odd way, written the same way; only what a NaN looks like may change.
    for (const float value : values)
      if (std::isnan(value)) return;
    if (copy != bytes) fuzz::broken("weights written over themselves change nothing");
  });
  return 0;
}
