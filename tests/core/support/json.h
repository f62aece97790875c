// Reads the JSON files of tests/golden. Trusts them: what is wrong throws std::runtime_error.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attune::test {

class Json {
 public:
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

  static Json parse(std::string_view text);
  /// A file by its path below tests/, e.g. "golden/layers.json".
  static Json read(std::string_view path);

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }

  bool flag() const;
  double number() const;
  std::int64_t integer() const;  ///< exact up to 64 bits
  const std::string& text() const;

  /// The members of an array.
  const std::vector<Json>& items() const;
  std::size_t size() const { return items().size(); }
  template <std::integral Index>
  const Json& operator[](Index index) const {
    return items().at(static_cast<std::size_t>(index));
  }
  /// All numbers of an array, those of arrays in it too, in order.
  std::vector<float> floats() const;
  std::vector<std::int64_t> integers() const;

  /// The members of an object, in the order of the file.
  const std::vector<std::pair<std::string, Json>>& members() const;
  bool has(std::string_view name) const;
  const Json& operator[](std::string_view name) const;

 private:
  friend class JsonParser;

  void expect(Kind kind, const char* name) const;

  Kind kind_ = Kind::null;
  std::string text_;  // a string's characters, a number as written, "true" or "false"
  std::vector<Json> items_;
  std::vector<std::pair<std::string, Json>> members_;
};

/// The bytes of a file by its path below tests/.
std::string read_file(std::string_view path);
/// Bytes written as hexadecimal digits.
std::string from_hex(std::string_view digits);

}  // namespace attune::test
