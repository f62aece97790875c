// Bytes of our own formats: numbers one after the other, little-endian, and a hash that notices
// other bytes.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace attune {

/// A 64-bit hash that is the same on every machine. It notices mistakes; it is no defence.
/// 8 bytes at a time: h = (h ^ word) * p, then the upper bits are folded down; the last, short word
/// is filled with zeros, and every piece ends with its length.
class Fingerprint {
 public:
  void add(const void* bytes, std::size_t size);
  void add(std::string_view text) { add(text.data(), text.size()); }
  template <typename T>
    requires std::is_arithmetic_v<T>
  void add(T number) {
    add(&number, sizeof(number));
  }
  template <typename T>
  void add(const std::vector<T>& numbers) {
    add(numbers.data(), numbers.size() * sizeof(T));
  }
  std::uint64_t value() const { return value_; }

 private:
  void mix(std::uint64_t word);

  std::uint64_t value_ = 0xCBF29CE484222325U;
};

/// Collects numbers; take() ends with the fingerprint of all before it.
class ByteWriter {
 public:
  template <typename T>
    requires std::is_arithmetic_v<T>
  void put(T number) {
    append(&number, sizeof(number));
  }
  /// Their number, then the numbers.
  template <typename T>
  void put(std::span<const T> numbers) {
    put(static_cast<std::uint64_t>(numbers.size()));
    append(numbers.data(), numbers.size() * sizeof(T));
  }
  std::string take();

 private:
  void append(const void* bytes, std::size_t size);

  std::string bytes_;
};

/// Reads what a ByteWriter wrote. @throws Error integrity, from the constructor too, when these are
/// other bytes or there are too few
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes);

  template <typename T>
    requires std::is_arithmetic_v<T>
  T get() {
    T number{};
    take(&number, sizeof(number));
    return number;
  }
  /// Needs so many numbers to be there: no other count is accepted.
  template <typename T>
  std::vector<T> get_all(std::size_t count) {
    if (get<std::uint64_t>() != count || rest_.size() / sizeof(T) < count) refuse();
    std::vector<T> numbers(count);
    take(numbers.data(), count * sizeof(T));
    return numbers;
  }
  [[noreturn]] static void refuse();

 private:
  void take(void* to, std::size_t size);

  std::string_view rest_;
};

}  // namespace attune
