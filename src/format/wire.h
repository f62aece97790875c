// The wire format of protobuf, read in place: what our trimmed schema leaves as bytes (network
// layers above all) is read by these views, which copy nothing. The rules are protobuf's: the last
// value of a scalar wins, a repeated number may be packed or not, a sub-message that occurs twice
// is the merge of both.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace attune::format {

enum class WireType : std::uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

/// One field as it stands in the bytes.
struct Field {
  std::uint32_t number = 0;
  WireType type = WireType::varint;
  std::uint64_t scalar = 0;  ///< of a varint, fixed64 or fixed32
  std::string_view bytes;    ///< of a length-delimited field
  std::string_view raw;  ///< the value's own bytes, whatever its type: for a fixed32 the four bytes
};

/// Walks the fields of one message in the order of its bytes.
class FieldReader {
 public:
  explicit FieldReader(std::string_view bytes) : rest_(bytes) {}
  /// @return false at the end
  /// Passes over groups: Core ML has none, but what is unknown may be one.
  /// @throws Error model_invalid when the bytes are not a message
  bool next(Field& field);

 private:
  std::string_view rest_;
};

/// @return the varint at the start of `bytes`, which it removes; @throws Error model_invalid
std::uint64_t take_varint(std::string_view& bytes);

/// A message in place: views of the bytes in which it stands, merged. Valid as long as those bytes
/// are.
class Message {
 public:
  Message() = default;
  explicit Message(std::string_view bytes) : pieces_{bytes}, present_(true) {}

  /// Whether the message itself occurs (an empty one may: `ReLU {}`).
  bool present() const { return present_; }
  bool has(std::uint32_t field) const;
  /// How often a field occurs (each packed run counts once).
  std::size_t count(std::uint32_t field) const;

  // Scalars: the last value wins; absent ones are 0, false or "", as proto3 has it.
  std::uint64_t integer(std::uint32_t field) const;
  std::int64_t signed_integer(std::uint32_t field) const {
    return static_cast<std::int64_t>(integer(field));
  }
  bool flag(std::uint32_t field) const { return integer(field) != 0; }
  float number(std::uint32_t field) const;
  double double_number(std::uint32_t field) const;
  std::string_view text(std::uint32_t field) const;

  // Repeated values in order, packed or not.
  std::vector<std::uint64_t> integers(std::uint32_t field) const;
  std::vector<std::int64_t> signed_integers(std::uint32_t field) const;
  std::vector<float> numbers(std::uint32_t field) const;
  std::vector<double> double_numbers(std::uint32_t field) const;
  std::vector<std::string_view> texts(std::uint32_t field) const;

  /// A sub-message, merged of all its occurrences; not present() if there is none.
  Message message(std::uint32_t field) const;
  /// A repeated sub-message.
  std::vector<Message> messages(std::uint32_t field) const;

  /// The member of a oneof that is set: its field number, 0 for none.
  struct Choice;
  /// Of the given members the one that occurs last; an occurrence of another member before it is
  /// forgotten.
  Choice choice(std::initializer_list<std::uint32_t> members) const;

  /// The pieces in the order in which they stand.
  const std::vector<std::string_view>& pieces() const { return pieces_; }
  void add_piece(std::string_view bytes) { pieces_.push_back(bytes), present_ = true; }

 private:
  template <typename Visit>
  void each(std::uint32_t field, Visit visit) const;
  template <typename T>
  std::vector<T> repeated(std::uint32_t field, WireType single) const;

  std::vector<std::string_view> pieces_;
  bool present_ = false;
};

struct Message::Choice {
  std::uint32_t field = 0;
  Message message;  ///< of a message member
};

}  // namespace attune::format
