// Changes single fields of a serialized message and leaves every other byte as it stands.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "format/wire.h"

namespace attune::format {

/// A message taken apart into its fields. Owns its bytes. A field that is set takes the place of
/// all its occurrences and stands where ascending numbers put it, as protobuf writes them.
class WireEdit {
 public:
  /// An empty message.
  WireEdit() = default;
  /// @throws Error model_invalid when the bytes are no message
  explicit WireEdit(std::string_view message);
  /// The merge of all occurrences.
  explicit WireEdit(const Message& message);

  void erase(std::uint32_t number);
  /// 0 is not written, as proto3 has it.
  void set_integer(std::uint32_t number, std::uint64_t value);
  void set_float(std::uint32_t number, float value);
  void set_bytes(std::uint32_t number, std::string_view value);
  /// Packed, little-endian.
  void set_floats(std::uint32_t number, std::span<const float> values);
  void set_integers(std::uint32_t number, std::span<const std::int64_t> values);
  /// One more occurrence behind the others.
  void add_bytes(std::uint32_t number, std::string_view value);

  bool empty() const { return fields_.empty() && tail_.empty(); }
  std::string bytes() const;

 private:
  struct Piece {
    std::uint32_t number;
    std::string bytes;  ///< tag and value
  };

  void put(Piece piece);

  std::vector<Piece> fields_;
  std::string tail_;
};

}  // namespace attune::format
