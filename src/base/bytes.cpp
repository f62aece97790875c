#include "base/bytes.h"

#include "base/error.h"

namespace attune {

void Fingerprint::mix(std::uint64_t word) {
  value_ = (value_ ^ word) * 0x9E3779B97F4A7C15U;
  value_ ^= value_ >> 32;
}

void Fingerprint::add(const void* bytes, std::size_t size) {
  const auto* from = static_cast<const char*>(bytes);
  for (std::size_t left = size; left > 0;) {
    const std::size_t step = left < sizeof(std::uint64_t) ? left : sizeof(std::uint64_t);
    std::uint64_t word = 0;
    std::memcpy(&word, from, step);
    mix(word);
    from += step;
    left -= step;
  }
  mix(size);
}

void ByteWriter::append(const void* bytes, std::size_t size) {
  if (size > 0) bytes_.append(static_cast<const char*>(bytes), size);
}

std::string ByteWriter::take() {
  Fingerprint all;
  all.add(bytes_);
  put(all.value());
  return std::move(bytes_);
}

ByteReader::ByteReader(std::string_view bytes) : rest_(bytes) {
  std::uint64_t wanted = 0;
  if (rest_.size() < sizeof(wanted)) refuse();
  std::memcpy(&wanted, rest_.data() + rest_.size() - sizeof(wanted), sizeof(wanted));
  rest_.remove_suffix(sizeof(wanted));
  Fingerprint all;
  all.add(rest_);
  if (all.value() != wanted) refuse();
}

void ByteReader::take(void* to, std::size_t size) {
  if (rest_.size() < size) refuse();
  if (size > 0) std::memcpy(to, rest_.data(), size);
  rest_.remove_prefix(size);
}

void ByteReader::refuse() {
  fail(ErrorCode::integrity, "these bytes are damaged, or something else was written there");
}

}  // namespace attune
