// Builds protobuf messages by hand, so that a test says which fields a file holds:
//   Proto().field(1, 3).message(90, weights({1, 2, 3})).packed(20, {3, 3})
#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace attune::test {

class Proto {
 public:
  /// A varint: integers, booleans, enum values. Written even when 0.
  template <typename T>
    requires std::integral<T> || std::is_enum_v<T>
  Proto& field(std::uint32_t number, T value) {
    tag(number, 0);
    varint(static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
    return *this;
  }
  Proto& field(std::uint32_t number, float value) {
    tag(number, 5);
    raw(&value, sizeof(value));
    return *this;
  }
  Proto& field(std::uint32_t number, double value) {
    tag(number, 1);
    raw(&value, sizeof(value));
    return *this;
  }
  Proto& field(std::uint32_t number, std::string_view text) {
    tag(number, 2);
    varint(text.size());
    bytes_.append(text);
    return *this;
  }
  // Without it a literal would become a bool.
  Proto& field(std::uint32_t number, const char* text) {
    return field(number, std::string_view(text));
  }

  Proto& message(std::uint32_t number, const Proto& inner = {}) {
    return field(number, std::string_view(inner.bytes_));
  }

  /// A packed array of floats.
  Proto& packed_floats(std::uint32_t number, const std::vector<float>& values) {
    std::string run(values.size() * sizeof(float), '\0');
    if (!values.empty()) std::memcpy(run.data(), values.data(), run.size());
    return field(number, std::string_view(run));
  }
  /// A packed array of doubles.
  Proto& packed_doubles(std::uint32_t number, const std::vector<double>& values) {
    std::string run(values.size() * sizeof(double), '\0');
    if (!values.empty()) std::memcpy(run.data(), values.data(), run.size());
    return field(number, std::string_view(run));
  }
  /// A packed array of integers.
  Proto& packed(std::uint32_t number, const std::vector<std::int64_t>& values) {
    Proto run;
    for (const std::int64_t value : values) run.varint(static_cast<std::uint64_t>(value));
    return field(number, std::string_view(run.bytes_));
  }

  const std::string& bytes() const { return bytes_; }

 private:
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<char>(value | 0x80));
    bytes_.push_back(static_cast<char>(value));
  }
  void tag(std::uint32_t number, std::uint32_t type) { varint(std::uint64_t{number} << 3 | type); }
  void raw(const void* from, std::size_t size) {
    bytes_.append(static_cast<const char*>(from), size);
  }

  std::string bytes_;
};

/// A WeightParams message that holds float32 values.
inline Proto weights(const std::vector<float>& values, bool updatable = false) {
  Proto params;
  params.packed_floats(1, values);
  if (updatable) params.field(50, true);
  return params;
}

}  // namespace attune::test
