// How much of a model file is read before it is refused, and how much memory it may ask for.
#pragma once

#include <cstdint>
#include <string_view>

namespace attune::format {

/// A caller may lower each of them; more than these defaults no file is worth.
struct Limits {
  std::uint64_t bytes = std::uint64_t{256} << 20;  ///< of the file
  std::uint32_t depth = 64;                        ///< messages in messages
  std::uint64_t fields = 10'000'000;               ///< read one by one when the file is opened
  std::uint32_t layers = 100'000;                  ///< of all networks together
  std::uint64_t memory_bytes = std::uint64_t{512} << 20;  ///< of one run or one update
};

/// Looks through the bytes of a model file before any of it is read, without recursion and without
/// taking memory: every length fits its message, nothing lies deeper and there is no more of
/// anything than the limits allow.
/// @throws Error model_invalid, model_too_large
void check_model_file(std::string_view bytes, const Limits& limits);
/// The same for a stored version.
void check_delta(std::string_view bytes);

}  // namespace attune::format
