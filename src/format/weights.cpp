#include "format/weights.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/error.h"

namespace attune::format {
namespace {
constexpr std::uint32_t kFloatValue = 1, kFloat16Value = 2, kRawValue = 30, kInt8RawValue = 31,
                        kQuantization = 40;

// The unsigned integers of `bits` bits each, one stream, most significant bit first (as coremltools
// packs them).
std::vector<int> unpack_bits(std::string_view bytes, std::uint64_t count, unsigned bits) {
  std::vector<int> values(static_cast<std::size_t>(count));
  std::uint64_t position = 0;
  for (int& value : values) {
    unsigned bits_read = 0;
    for (unsigned i = 0; i < bits; ++i, ++position) {
      const auto byte = static_cast<std::uint8_t>(bytes[static_cast<std::size_t>(position / 8)]);
      bits_read = bits_read << 1 | (byte >> (7 - position % 8) & 1U);
    }
    value = static_cast<int>(bits_read);
  }
  return values;
}

struct Where {
  std::string_view layer, role;
};

[[noreturn]] void fail_weights(const Where& where, std::string_view what) {
  fail(ErrorCode::model_invalid, InLayer{where.layer}, ": its ", where.role, " ", what);
}

// The stored integers: unsigned of any width in rawValue, or signed bytes in int8RawValue.
std::vector<int> stored_integers(const Message& message, std::uint64_t count, std::uint64_t bits,
                                 const Where& where) {
  const std::string_view bytes = message.text(kInt8RawValue);
  if (bytes.empty()) {
    const std::string_view raw = message.text(kRawValue);
    if (count > raw.size() * std::uint64_t{8} / bits)
      fail_weights(where, "have fewer quantized bytes than values");
    return unpack_bits(raw, count, static_cast<unsigned>(bits));
  }
  if (bits != 8 || bytes.size() != count)
    fail_weights(where, sentence("have ", bytes.size(), " bytes of int8 where ", count,
                                 " of 8 bits are needed"));
  std::vector<int> values(bytes.size());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::int8_t>(bytes[i]);
  return values;
}

std::vector<float> dequantize(const Message& message, std::uint64_t count, std::uint64_t channels,
                              std::uint64_t run, const Where& where) {
  const Message quantization = message.message(kQuantization);
  const std::uint64_t bits = quantization.integer(1);
  if (bits < 1 || bits > 8)
    fail_weights(where, "are quantized with a number of bits outside 1 to 8");
  const std::vector<int> indices = stored_integers(message, count, bits, where);
  std::vector<float> values(indices.size());

  const Message::Choice scheme = quantization.choice({101, 102});
  const bool is_int8 = !message.text(kInt8RawValue).empty();
  if (scheme.field == 102 && !is_int8) {
    const std::vector<float> table = scheme.message.numbers(1);
    if (table.size() != std::size_t{1} << bits)
      fail_weights(where, "have a lookup table of the wrong length");
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = table[static_cast<std::size_t>(indices[i])];
    return values;
  }
  if (scheme.field != 101)
    fail_weights(where, is_int8 ? "are int8, but not quantized linearly"
                                : "are quantized, but neither linearly nor by a table");
  const std::vector<float> scale = scheme.message.numbers(1);
  const std::vector<float> bias = scheme.message.numbers(2);
  // One for all, one a channel, or one a value (which is what coremltools writes for arrays that it
  // takes for vectors); the bias may be absent.
  const auto fits = [&](std::size_t size) {
    return size == 1 || (!is_int8 && size > 0 && (size == channels || size == count));
  };
  if (!fits(scale.size()) || !(bias.empty() || (!is_int8 && fits(bias.size())))) {
    fail_weights(where, "have a quantization scale or bias of the wrong length");
  }
  const auto period = static_cast<std::size_t>(std::max<std::uint64_t>(channels, 1));
  if (run == 0) run = std::max<std::uint64_t>(values.size() / period, 1);
  const auto of_value = [&](const std::vector<float>& constants, std::size_t i) {
    if (constants.size() == 1) return constants[0];
    return constants[constants.size() == values.size()
                         ? i
                         : i / static_cast<std::size_t>(run) % period];
  };
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float offset = bias.empty() ? 0 : of_value(bias, i);
    values[i] = static_cast<float>(indices[i]) * of_value(scale, i) + offset;
  }
  return values;
}
}  // namespace

bool WeightParams::is_empty() const {
  return !message_.has(kFloatValue) && message_.text(kFloat16Value).empty() &&
         message_.text(kRawValue).empty() && message_.text(kInt8RawValue).empty();
}

std::size_t WeightParams::count() const {
  return message_.has(kFloatValue) ? message_.numbers(kFloatValue).size()
                                   : message_.text(kFloat16Value).size() / 2;
}

std::vector<float> WeightParams::floats(std::uint64_t count, std::uint64_t channels,
                                        std::string_view layer, std::string_view role,
                                        std::uint64_t run) const {
  const Where where{layer, role};
  const int encodings =
      int{message_.has(kFloatValue)} + int{!message_.text(kFloat16Value).empty()} +
      int{!message_.text(kRawValue).empty()} + int{!message_.text(kInt8RawValue).empty()};
  if (encodings == 0) fail_weights(where, sentence("are missing; ", count, " values are needed"));
  if (encodings > 1) fail_weights(where, "are given in more than one encoding");

  std::vector<float> values;
  if (message_.has(kFloatValue)) {
    values = message_.numbers(kFloatValue);
  } else if (const std::string_view halves = message_.text(kFloat16Value); !halves.empty()) {
    values.resize(halves.size() / 2);
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::uint16_t half = 0;
      std::memcpy(&half, halves.data() + 2 * i, 2);
      values[i] = half_to_float(half);
    }
  } else {
    values = dequantize(message_, count, channels, run, where);
  }
  if (values.size() != count) {
    fail_weights(where, sentence("have ", values.size(), " values where its shape needs ", count));
  }
  return values;
}

float half_to_float(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000U) << 16;
  const std::uint32_t exponent = half >> 10 & 31U;
  const std::uint32_t fraction = half & 0x3FFU;
  if (exponent == 0) {  // zero or subnormal: fraction * 2^-24 is exact in float
    const float magnitude = static_cast<float>(fraction) * 0x1p-24F;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(magnitude) | sign);
  }
  if (exponent == 31) return std::bit_cast<float>(sign | 0x7F800000U | fraction << 13);
  return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
}

std::uint16_t float_to_half(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000U);
  const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
  if (magnitude > 0x7F800000U) return static_cast<std::uint16_t>(sign | 0x7E00U);
  if (magnitude >= 0x477FF000U)
    return static_cast<std::uint16_t>(sign | 0x7C00U);  // rounds to beyond 65504
  if (magnitude <
      0x38800000U) {  // below 2^-14: adding 0.5 rounds to a multiple of 2^-24, ties to even
    const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
    return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3F000000U));
  }
  const std::uint32_t rounded = magnitude + 0xFFFU + (magnitude >> 13 & 1U);
  return static_cast<std::uint16_t>(sign | ((rounded - 0x38000000U) >> 13));
}

namespace {
// Writes `values` over the floats of a WeightParams, piece by piece: a packed run or a single float
// per occurrence.
void overwrite_values(std::string& layer, const Message& params, std::span<const float> values) {
  std::size_t done = 0;
  const auto write = [&](std::string_view target, bool half) {
    if (target.empty()) return;  // and perhaps nowhere in the layer
    const std::size_t width = half ? 2 : 4;
    char* bytes = layer.data() + (target.data() - layer.data());
    for (std::size_t i = 0; i + width <= target.size() && done < values.size();
         i += width, ++done) {
      if (half) {
        const std::uint16_t encoded = float_to_half(values[done]);
        std::memcpy(bytes + i, &encoded, 2);
      } else {
        std::memcpy(bytes + i, &values[done], 4);
      }
    }
  };
  for (const std::string_view piece : params.pieces()) {
    FieldReader reader(piece);
    for (Field field; reader.next(field);) {
      const bool floats = field.type == WireType::fixed32 || field.type == WireType::bytes;
      if (field.number == kFloatValue && floats) write(field.raw, false);
    }
  }
  if (done == 0) write(params.text(kFloat16Value), true);
  if (done != values.size())
    fail(ErrorCode::model_invalid, "a layer has no room for its trained weights");
}
}  // namespace

void overwrite_weights(std::string& layer, const FieldPath& path, std::span<const float> values) {
  Message message{std::string_view(layer)};
  for (const std::uint32_t field : path) message = message.message(field);
  overwrite_values(layer, message, values);
}

}  // namespace attune::format
