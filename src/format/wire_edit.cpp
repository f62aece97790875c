#include "format/wire_edit.h"

#include <algorithm>
#include <cstring>

namespace attune::format {
namespace {
void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

std::string tagged(std::uint32_t number, WireType type) {
  std::string out;
  put_varint(out, std::uint64_t{number} << 3 | static_cast<std::uint64_t>(type));
  return out;
}

std::string whole(const Message& message) {
  std::string bytes;
  for (const std::string_view piece : message.pieces()) bytes.append(piece);
  return bytes;
}
}  // namespace

WireEdit::WireEdit(std::string_view message) {
  FieldReader reader(message);
  const char* start = message.data();
  // A piece runs from the end of the field before it, so that a group, which FieldReader passes
  // over, stays with the field behind it.
  for (Field field; reader.next(field);) {
    const char* const end = field.raw.data() + field.raw.size();
    fields_.push_back({field.number, std::string(start, end)});
    start = end;
  }
  tail_.assign(start, message.data() + message.size());
}

WireEdit::WireEdit(const Message& message) : WireEdit(std::string_view(whole(message))) {}

void WireEdit::erase(std::uint32_t number) {
  std::erase_if(fields_, [&](const Piece& piece) { return piece.number == number; });
}

void WireEdit::put(Piece piece) {
  const auto behind = std::ranges::find_if(
      fields_, [&](const Piece& other) { return other.number > piece.number; });
  fields_.insert(behind, std::move(piece));
}

void WireEdit::set_integer(std::uint32_t number, std::uint64_t value) {
  erase(number);
  if (value == 0) return;
  std::string bytes = tagged(number, WireType::varint);
  put_varint(bytes, value);
  put({number, std::move(bytes)});
}

void WireEdit::set_float(std::uint32_t number, float value) {
  erase(number);
  std::string bytes = tagged(number, WireType::fixed32);
  char raw[sizeof(float)];
  std::memcpy(raw, &value, sizeof(float));
  bytes.append(raw, sizeof(float));
  put({number, std::move(bytes)});
}

void WireEdit::add_bytes(std::uint32_t number, std::string_view value) {
  std::string bytes = tagged(number, WireType::bytes);
  put_varint(bytes, value.size());
  bytes.append(value);
  put({number, std::move(bytes)});
}

void WireEdit::set_bytes(std::uint32_t number, std::string_view value) {
  erase(number);
  add_bytes(number, value);
}

void WireEdit::set_floats(std::uint32_t number, std::span<const float> values) {
  erase(number);
  if (values.empty()) return;
  add_bytes(number, {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
}

void WireEdit::set_integers(std::uint32_t number, std::span<const std::int64_t> values) {
  erase(number);
  if (values.empty()) return;
  std::string run;
  for (const std::int64_t value : values) put_varint(run, static_cast<std::uint64_t>(value));
  add_bytes(number, run);
}

std::string WireEdit::bytes() const {
  std::string all;
  for (const Piece& piece : fields_) all.append(piece.bytes);
  return all.append(tail_);
}

}  // namespace attune::format
