#include "format/weights.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "support/matchers.h"
#include "support/wire_writer.h"

namespace attune::test {
namespace {
using format::FieldPath;
using format::Message;
using format::WeightParams;

// What a half means, by its definition.
double half_value(std::uint16_t half) {
  const int exponent = half >> 10 & 31, fraction = half & 1023;
  const double sign = half & 0x8000 ? -1 : 1;
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  if (exponent == 31)
    return fraction == 0 ? sign * std::numeric_limits<double>::infinity() : std::nan("");
  return sign * std::ldexp(1024 + fraction, exponent - 25);
}

TEST_CASE("weights: all 65,536 halves as floats and back", "[format]") {
  int wrong = 0;
  for (int bits = 0; bits < 65536; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const double value = half_value(half);
    const float got = format::half_to_float(half);
    if (std::isnan(value)) {
      if (!std::isnan(got) || !std::isnan(format::half_to_float(format::float_to_half(got))))
        ++wrong;
    } else if (static_cast<double>(got) != value || std::signbit(got) != std::signbit(value) ||
               format::float_to_half(got) != half) {
      ++wrong;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("weights: floats round to the nearest half, ties to even", "[format]") {
  int wrong = 0;
  for (int bits = 0; bits < 0x7BFF; ++bits) {  // each pair of neighbours up to 65504
    const auto lower = static_cast<std::uint16_t>(bits),
               upper = static_cast<std::uint16_t>(bits + 1);
    const auto middle = static_cast<float>((half_value(lower) + half_value(upper)) / 2);  // exact
    const std::uint16_t even = bits % 2 == 0 ? lower : upper;
    if (format::float_to_half(middle) != even) ++wrong;
    if (format::float_to_half(std::nextafter(middle, 0.0F)) != lower) ++wrong;
    if (format::float_to_half(std::nextafter(middle, 1e9F)) != upper) ++wrong;
    if (format::float_to_half(-middle) != (even | 0x8000)) ++wrong;
  }
  CHECK(wrong == 0);
  CHECK(format::float_to_half(65519.99F) == 0x7BFF);
  CHECK(format::float_to_half(65520.0F) == 0x7C00);
  CHECK(format::float_to_half(1e30F) == 0x7C00);
  CHECK(format::float_to_half(-std::numeric_limits<float>::infinity()) == 0xFC00);
  CHECK(format::float_to_half(std::numeric_limits<float>::denorm_min()) == 0);
}

// Keeps the bytes that a WeightParams views.
struct Stored {
  explicit Stored(const Proto& proto) : bytes(proto.bytes()), params(Message(bytes)) {}
  std::vector<float> floats(std::uint64_t count, std::uint64_t channels = 1) const {
    return params.floats(count, channels, "fc", "weights");
  }
  std::string bytes;
  WeightParams params;
};

std::string halves(const std::vector<float>& values) {
  std::string bytes;
  for (const float value : values) {
    const std::uint16_t half = format::float_to_half(value);
    bytes.push_back(static_cast<char>(half & 255));
    bytes.push_back(static_cast<char>(half >> 8));
  }
  return bytes;
}

TEST_CASE("weights: floats, packed and one by one", "[format]") {
  CHECK(Stored(Proto().packed_floats(1, {1, 2, 3})).floats(3) == std::vector<float>{1, 2, 3});
  CHECK(Stored(Proto().field(1, 1.0F).field(1, 2.0F)).floats(2) == std::vector<float>{1, 2});
  CHECK(Stored(Proto().packed_floats(1, {1}).field(1, 2.0F)).floats(2) == std::vector<float>{1, 2});
}

TEST_CASE("weights: halves", "[format]") {
  const Stored stored(Proto().field(2, std::string_view(halves({1, -0.5F, 0.1F}))));
  CHECK(stored.params.is_float16());
  CHECK(stored.floats(3) == std::vector<float>{1, -0.5F, 0.0999755859375F});
}

TEST_CASE("weights: flags and presence", "[format]") {
  CHECK_FALSE(WeightParams().present());
  const Stored flagged(Proto().field(50, true));
  CHECK(flagged.params.present());
  CHECK(flagged.params.is_empty());
  CHECK(flagged.params.is_updatable());
  const Stored filled(weights({1, 2}));
  CHECK_FALSE(filled.params.is_empty());
  CHECK_FALSE(filled.params.is_updatable());
  CHECK_FALSE(filled.params.is_quantized());
  CHECK(filled.params.count() == 2);
  CHECK(Stored(Proto().field(2, std::string_view(halves({1, 2, 3})))).params.count() == 3);
}

Proto linear(int bits, const std::vector<float>& scale, const std::vector<float>& bias) {
  return Proto().field(1, bits).message(101,
                                        Proto().packed_floats(1, scale).packed_floats(2, bias));
}

TEST_CASE("weights: linearly quantized, one scale for all or one for each channel", "[format]") {
  // Four bits each, the first value in the high bits of the first byte: 1, 2, 15, 0.
  const std::string raw = "\x12\xF0";
  CHECK(Stored(Proto().field(30, raw).message(40, linear(4, {0.5F}, {-1}))).floats(4) ==
        std::vector<float>{-0.5F, 0, 6.5F, -1});
  CHECK(Stored(Proto().field(30, raw).message(40, linear(4, {1, 10}, {}))).floats(4, 2) ==
        std::vector<float>{1, 2, 150, 0});
  CHECK(Stored(Proto().field(30, raw).message(40, linear(4, {1, 10}, {5, 6}))).floats(4, 2) ==
        std::vector<float>{6, 7, 156, 6});
  CHECK(Stored(Proto().field(30, raw).message(40, linear(4, {1}, {}))).params.is_quantized());
}

TEST_CASE("weights: quantized by a table, with values across bytes", "[format]") {
  // Three bits each: 1, 2, 3 are 001 010 011 and 7 bits of padding.
  const std::string raw = std::string("\x29\x80", 2);
  const Proto table =
      Proto().field(1, 3).message(102, Proto().packed_floats(1, {0, 10, 20, 30, 40, 50, 60, 70}));
  CHECK(Stored(Proto().field(30, raw).message(40, table)).floats(3) ==
        std::vector<float>{10, 20, 30});
}

TEST_CASE("weights: every number of bits from 1 to 8 takes its values in order", "[format]") {
  for (int bits = 1; bits <= 8; ++bits) {
    std::vector<float> expected;
    std::string raw((static_cast<std::size_t>(bits) * 20 + 7) / 8, '\0');
    for (int i = 0, at = 0; i < 20; ++i) {
      const int value = i * 7 % (1 << bits);
      expected.push_back(static_cast<float>(value));
      for (int bit = bits - 1; bit >= 0; --bit, ++at) {
        if (value >> bit & 1)
          raw[static_cast<std::size_t>(at / 8)] =
              static_cast<char>(raw[static_cast<std::size_t>(at / 8)] | 128 >> at % 8);
      }
    }
    INFO(bits << " bits");
    CHECK(Stored(Proto().field(30, std::string_view(raw)).message(40, linear(bits, {1}, {})))
              .floats(20) == expected);
  }
}

TEST_CASE("weights: a scale for each channel of an axis that is not the first, or for each value",
          "[format]") {
  // [2, 2, 2]: the channels are the middle axis, in runs of two values.
  const std::string raw(8, '\1');
  const Stored stored(Proto().field(30, raw).message(40, linear(8, {1, 10}, {})));
  CHECK(stored.params.floats(8, 2, "fc", "weights", 2) ==
        std::vector<float>{1, 1, 10, 10, 1, 1, 10, 10});
  const Stored each(Proto().field(30, "\1\2\3").message(40, linear(8, {1, 10, 100}, {1, 2, 3})));
  CHECK(each.floats(3) == std::vector<float>{2, 22, 303});
}

TEST_CASE("weights: signed bytes have one scale and no bias", "[format]") {
  const Stored stored(Proto().field(31, "\x01\xFF\x80\x7F").message(40, linear(8, {0.5F}, {})));
  CHECK(stored.params.is_int8());
  CHECK(stored.floats(4, 2) == std::vector<float>{0.5F, -0.5F, -64, 63.5F});
}

TEST_CASE("weights: refuses what does not hold the values", "[format]") {
  const auto refused = [](std::string_view part) {
    return has_code(ErrorCode::model_invalid, part);
  };
  CHECK_THROWS_MATCHES(Stored(Proto()).floats(2), Error,
                       refused("layer 'fc': its weights are missing; 2 values are needed"));
  CHECK_THROWS_MATCHES(Stored(weights({1, 2, 3})).floats(2), Error,
                       refused("have 3 values where its shape needs 2"));
  CHECK_THROWS_MATCHES(Stored(weights({1}).field(2, std::string_view(halves({1})))).floats(1),
                       Error, refused("more than one encoding"));
  CHECK_THROWS_MATCHES(Stored(Proto().field(2, "abc")).floats(2), Error,
                       refused("1 values where its shape needs 2"));
  const auto quantized = [](std::string_view raw, const Proto& how) {
    return Stored(Proto().field(30, raw).message(40, how));
  };
  CHECK_THROWS_MATCHES(quantized("a", linear(9, {1}, {})).floats(1), Error, refused("1 to 8"));
  CHECK_THROWS_MATCHES(quantized("a", linear(0, {1}, {})).floats(1), Error, refused("1 to 8"));
  CHECK_THROWS_MATCHES(quantized("a", linear(8, {1}, {})).floats(2), Error,
                       refused("fewer quantized bytes"));
  CHECK_THROWS_MATCHES(quantized("ab", linear(8, {1, 2, 3}, {})).floats(2, 2), Error,
                       refused("scale or bias of the wrong length"));
  CHECK_THROWS_MATCHES(quantized("ab", linear(8, {1}, {1, 2, 3})).floats(2, 2), Error,
                       refused("wrong length"));
  CHECK_THROWS_MATCHES(quantized("ab", linear(8, {}, {})).floats(2, 2), Error,
                       refused("wrong length"));
  CHECK_THROWS_MATCHES(
      quantized("a", Proto().field(1, 2).message(102, Proto().packed_floats(1, {1, 2}))).floats(2),
      Error, refused("lookup table"));
  CHECK_THROWS_MATCHES(quantized("a", Proto().field(1, 2)).floats(2), Error,
                       refused("neither linearly nor by a table"));
  const auto int8 = [](std::string_view raw, const Proto& how) {
    return Stored(Proto().field(31, raw).message(40, how));
  };
  CHECK_THROWS_MATCHES(Stored(Proto().field(31, "ab")).floats(2), Error, refused("1 to 8"));
  CHECK_THROWS_MATCHES(int8("ab", linear(7, {1}, {})).floats(2), Error, refused("bytes of int8"));
  CHECK_THROWS_MATCHES(int8("abc", linear(8, {1}, {})).floats(2), Error,
                       refused("have 3 bytes of int8 where 2"));
  CHECK_THROWS_MATCHES(int8("ab", linear(8, {1, 2}, {})).floats(2, 2), Error,
                       refused("wrong length"));
  CHECK_THROWS_MATCHES(int8("ab", linear(8, {1}, {1})).floats(2), Error, refused("wrong length"));
  CHECK_THROWS_MATCHES(
      int8("a", Proto().field(1, 8).message(102, Proto().packed_floats(1, {1}))).floats(1), Error,
      refused("int8, but not quantized linearly"));
}

// A layer that holds two arrays: {140, 20} of three values, {140, 21} of one; and other fields
// around them.
std::string layer_bytes(const Proto& weights, const Proto& bias) {
  return Proto()
      .field(1, "fc")
      .field(2, "in")
      .message(140, Proto().field(1, 3).field(2, 1).message(20, weights).message(21, bias))
      .field(77, "unknown to us")
      .bytes();
}

// Where two strings of one length differ.
std::size_t first_difference(const std::string& a, const std::string& b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
}

TEST_CASE("weights: overwriting floats changes their bytes and no other", "[format]") {
  const std::string before = layer_bytes(weights({1, 2, 3}, true), weights({4}));
  std::string layer = before;
  format::overwrite_weights(layer, FieldPath{140, 20}, std::vector<float>{1, 20, 30});
  CHECK(layer == layer_bytes(weights({1, 20, 30}, true), weights({4})));
  CHECK(layer.size() == before.size());
  format::overwrite_weights(layer, FieldPath{140, 21}, std::vector<float>{40});
  CHECK(layer == layer_bytes(weights({1, 20, 30}, true), weights({40})));
  format::overwrite_weights(layer, FieldPath{140, 20}, std::vector<float>{1, 2, 3});
  format::overwrite_weights(layer, FieldPath{140, 21}, std::vector<float>{4});
  CHECK(layer == before);
}

TEST_CASE("weights: overwriting keeps every spelling", "[format]") {
  const auto spelled = [](float a, float b, float c) {
    return layer_bytes(Proto().field(1, a).packed_floats(1, {b}).field(50, true).field(1, c),
                       weights({4}));
  };
  std::string layer = spelled(1, 2, 3);
  format::overwrite_weights(layer, FieldPath{140, 20}, std::vector<float>{5, 6, 7});
  CHECK(layer == spelled(5, 6, 7));

  const auto as_halves = [](const std::vector<float>& values) {
    return layer_bytes(Proto().field(2, std::string_view(halves(values))).field(50, true),
                       weights({4}));
  };
  layer = as_halves({1, 2, 3});
  format::overwrite_weights(layer, FieldPath{140, 20}, std::vector<float>{0.5F, -2, 65504});
  CHECK(layer == as_halves({0.5F, -2, 65504}));
}

TEST_CASE("weights: overwriting finds an array in a message that is split in two", "[format]") {
  const auto split = [](const std::vector<float>& values) {
    return Proto()
        .message(140, Proto().message(20, weights({values[0]})))
        .message(140, Proto().message(20, weights({values[1]})))
        .bytes();
  };
  std::string layer = split({1, 2});
  format::overwrite_weights(layer, FieldPath{140, 20}, std::vector<float>{3, 4});
  CHECK(layer == split({3, 4}));
}

TEST_CASE("weights: overwriting refuses an array that is not there or too short", "[format]") {
  std::string layer = layer_bytes(weights({1, 2, 3}), Proto().field(50, true));
  const std::string before = layer;
  CHECK_THROWS_MATCHES(format::overwrite_weights(layer, FieldPath{140, 21}, std::vector<float>{1}),
                       Error, has_code(ErrorCode::model_invalid, "no room"));
  CHECK(first_difference(layer, before) == before.size());
  CHECK_THROWS_MATCHES(format::overwrite_weights(layer, FieldPath{140, 20}, std::vector<float>(4)),
                       Error, has_code(ErrorCode::model_invalid, "no room"));
}

}  // namespace
}  // namespace attune::test
