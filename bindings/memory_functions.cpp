// memcpy, memmove and memset in place of libc's, which go byte by byte where all is built for size
// (-Oz): a quarter of the time of a small model's update went there. Compiled by itself, without
// link-time optimisation (module.cmake): the linker may need them until its very end.
//
// Few bytes are moved in one or two pieces that may overlap, all read before any is written; many
// by the instruction that WebAssembly has for it, which costs a call.

#include <cstddef>
#include <cstdint>

namespace {
// Copies one piece of the size of T from any address to any address.
template <typename T>
T piece_at(const unsigned char* from) {
  T piece;
  __builtin_memcpy(&piece, from, sizeof(T));
  return piece;
}
template <typename T>
void put_piece(unsigned char* to, T piece) {
  __builtin_memcpy(to, &piece, sizeof(T));
}

// Needs: sizeof(T) <= count <= 2 sizeof(T).
template <typename T>
void move_two(unsigned char* to, const unsigned char* from, std::size_t count) {
  const T first = piece_at<T>(from), last = piece_at<T>(from + count - sizeof(T));
  put_piece(to, first);
  put_piece(to + count - sizeof(T), last);
}

// NOLINTBEGIN(modernize-use-using): a vector type
typedef std::uint64_t Pair __attribute__((vector_size(16)));
// NOLINTEND(modernize-use-using)
constexpr std::size_t kFew = 32;

void move_bytes(void* target, const void* source, std::size_t count) {
  auto* const to = static_cast<unsigned char*>(target);
  const auto* const from = static_cast<const unsigned char*>(source);
  if (count > kFew) {
    __builtin_memmove(to, from, count);  // memory.copy
  } else if (count >= sizeof(Pair)) {
    move_two<Pair>(to, from, count);
  } else if (count >= 8) {
    move_two<std::uint64_t>(to, from, count);
  } else if (count >= 4) {
    move_two<std::uint32_t>(to, from, count);
  } else if (count >= 2) {
    move_two<std::uint16_t>(to, from, count);
  } else if (count == 1) {
    *to = *from;
  }
}
}  // namespace

extern "C" {
void* memcpy(void* target, const void* source, std::size_t count) {
  move_bytes(target, source, count);
  return target;
}

void* memmove(void* target, const void* source, std::size_t count) {
  move_bytes(target, source, count);
  return target;
}

void* memset(void* target, int value, std::size_t count) {
  auto* to = static_cast<unsigned char*>(target);
  if (count > kFew) {
    __builtin_memset(to, value, count);  // memory.fill
    return target;
  }
  const std::uint64_t eight = 0x0101010101010101U * static_cast<unsigned char>(value);
  for (; count >= 8; count -= 8, to += 8) put_piece(to, eight);
  for (; count > 0; --count) *to++ = static_cast<unsigned char>(value);
  return target;
}
}
