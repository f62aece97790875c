#include "format/wire.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/error.h"

namespace attune::format {
namespace {
[[noreturn]] void fail_wire(std::string_view what) {
  fail(ErrorCode::model_invalid, "not a Core ML model: ", what);
}

template <typename T>
T load(std::string_view bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof(T));  // file bytes may be unaligned
  return value;
}

std::string_view take(std::string_view& rest, std::uint64_t count) {
  if (count > rest.size()) fail_wire("a field is longer than the message it stands in");
  const std::string_view taken = rest.substr(0, static_cast<std::size_t>(count));
  rest.remove_prefix(static_cast<std::size_t>(count));
  return taken;
}
}  // namespace

std::uint64_t take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    if (bytes.empty()) fail_wire("it ends within a number");
    const auto byte = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    if (shift < 64) value |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80) return value;
  }
  fail_wire("a number has more than 10 bytes");
}

namespace {
constexpr std::size_t kMaxGroupDepth = 100;  // as protobuf

std::uint32_t field_number(std::uint64_t tag) {
  if (tag >> 3 == 0 || tag >> 3 > 0x1FFFFFFF) fail_wire("a field has no valid number");
  return static_cast<std::uint32_t>(tag >> 3);
}

// Passes over a group (wire types 3 and 4, no longer used) whose start has been read. Core ML has
// none, but an unknown field may be one.
void skip_group(std::string_view& rest, std::uint32_t number) {
  std::vector<std::uint32_t> open = {number};
  while (!open.empty()) {
    const std::uint64_t tag = take_varint(rest);
    const std::uint32_t inner = field_number(tag);
    switch (tag & 7) {
      case 0:
        take_varint(rest);
        break;
      case 1:
        take(rest, 8);
        break;
      case 2:
        take(rest, take_varint(rest));
        break;
      case 3:
        if (open.size() == kMaxGroupDepth) fail_wire("its groups are nested too deep");
        open.push_back(inner);
        break;
      case 4:
        if (inner != open.back()) fail_wire("a group ends that did not begin");
        open.pop_back();
        break;
      case 5:
        take(rest, 4);
        break;
      default:
        fail_wire("a field has an unknown wire type");
    }
  }
}
}  // namespace

bool FieldReader::next(Field& field) {
  std::uint64_t tag = 0;
  do {
    if (rest_.empty()) return false;
    tag = take_varint(rest_);
    field.number = field_number(tag);
    if ((tag & 7) == 3) skip_group(rest_, field.number);
  } while ((tag & 7) == 3);
  field.scalar = 0;
  field.bytes = {};
  const std::string_view before = rest_;
  switch (tag & 7) {
    case 0:
      field.type = WireType::varint;
      field.scalar = take_varint(rest_);
      field.raw = before.substr(0, before.size() - rest_.size());
      return true;
    case 1:
      field.type = WireType::fixed64;
      field.raw = take(rest_, 8);
      field.scalar = load<std::uint64_t>(field.raw);
      return true;
    case 2: {
      field.type = WireType::bytes;
      const std::uint64_t length = take_varint(rest_);
      field.bytes = field.raw = take(rest_, length);
      return true;
    }
    case 5:
      field.type = WireType::fixed32;
      field.raw = take(rest_, 4);
      field.scalar = load<std::uint32_t>(field.raw);
      return true;
    default:
      fail_wire("a field has an unknown wire type");
  }
}

template <typename Visit>
void Message::each(std::uint32_t field, Visit visit) const {
  for (const std::string_view piece : pieces_) {
    FieldReader reader(piece);
    for (Field found; reader.next(found);) {
      if (found.number == field) visit(found);
    }
  }
}

bool Message::has(std::uint32_t field) const { return count(field) > 0; }

std::size_t Message::count(std::uint32_t field) const {
  std::size_t count = 0;
  each(field, [&](const Field&) { ++count; });
  return count;
}

std::uint64_t Message::integer(std::uint32_t field) const {
  std::uint64_t value = 0;
  each(field, [&](const Field& found) {
    if (found.type == WireType::varint) value = found.scalar;
  });
  return value;
}

float Message::number(std::uint32_t field) const {
  float value = 0;
  each(field, [&](const Field& found) {
    if (found.type == WireType::fixed32) value = load<float>(found.raw);
  });
  return value;
}

double Message::double_number(std::uint32_t field) const {
  double value = 0;
  each(field, [&](const Field& found) {
    if (found.type == WireType::fixed64) value = load<double>(found.raw);
  });
  return value;
}

std::string_view Message::text(std::uint32_t field) const {
  std::string_view value;
  each(field, [&](const Field& found) {
    if (found.type == WireType::bytes) value = found.bytes;
  });
  return value;
}

std::vector<std::uint64_t> Message::integers(std::uint32_t field) const {
  std::vector<std::uint64_t> values;
  each(field, [&](const Field& found) {
    if (found.type == WireType::varint) values.push_back(found.scalar);
    for (std::string_view run = found.bytes; !run.empty();) values.push_back(take_varint(run));
  });
  return values;
}

std::vector<std::int64_t> Message::signed_integers(std::uint32_t field) const {
  const std::vector<std::uint64_t> values = integers(field);
  return {values.begin(), values.end()};
}

template <typename T>
std::vector<T> Message::repeated(std::uint32_t field, WireType single) const {
  std::vector<T> values;
  each(field, [&](const Field& found) {
    if (found.type != single && found.type != WireType::bytes) return;
    if (found.raw.size() % sizeof(T) != 0)
      fail_wire("a list of floats does not divide into floats");
    const std::size_t start = values.size();
    values.resize(start + found.raw.size() / sizeof(T));
    if (!found.raw.empty()) std::memcpy(values.data() + start, found.raw.data(), found.raw.size());
  });
  return values;
}

std::vector<float> Message::numbers(std::uint32_t field) const {
  return repeated<float>(field, WireType::fixed32);
}

std::vector<double> Message::double_numbers(std::uint32_t field) const {
  return repeated<double>(field, WireType::fixed64);
}

std::vector<std::string_view> Message::texts(std::uint32_t field) const {
  std::vector<std::string_view> values;
  each(field, [&](const Field& found) {
    if (found.type == WireType::bytes) values.push_back(found.bytes);
  });
  return values;
}

Message Message::message(std::uint32_t field) const {
  Message merged;
  each(field, [&](const Field& found) {
    if (found.type == WireType::bytes) merged.add_piece(found.bytes);
  });
  return merged;
}

std::vector<Message> Message::messages(std::uint32_t field) const {
  std::vector<Message> found_messages;
  for (const std::string_view bytes : texts(field)) found_messages.emplace_back(bytes);
  return found_messages;
}

Message::Choice Message::choice(std::initializer_list<std::uint32_t> members) const {
  Choice chosen;
  for (const std::string_view piece : pieces_) {
    FieldReader reader(piece);
    for (Field found; reader.next(found);) {
      if (std::ranges::find(members, found.number) == members.end()) continue;
      if (found.number != chosen.field) chosen = {found.number, {}};
      if (found.type == WireType::bytes) chosen.message.add_piece(found.bytes);
    }
  }
  return chosen;
}

}  // namespace attune::format
