// Linked into the targets that read messages: libFuzzer asks these for its next input.

#include <algorithm>
#include <cstring>

#include "support/wire_mutator.h"

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string changed = attune::fuzz::mutate_message(bytes, most, seed);
  std::memcpy(data, changed.data(), changed.size());
  return changed.size();
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_size,
                                                 const std::uint8_t* other, std::size_t other_size,
                                                 std::uint8_t* out, std::size_t most,
                                                 unsigned seed) {
  const std::string crossed =
      attune::fuzz::cross_messages({reinterpret_cast<const char*>(one), one_size},
                                   {reinterpret_cast<const char*>(other), other_size}, seed);
  const std::size_t size = std::min(crossed.size(), most);
  std::memcpy(out, crossed.data(), size);
  return size;
}
