// Mutates protobuf messages as trees, so that lengths stay true: without it a fuzzer spends its
// life in the first length. Knows nothing of our schema but numbers that are worth a try, and
// shares no code with what it tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace attune::fuzz {

using Random = std::minstd_rand;

/// One field. A value with a length that can be read as a message is one.
struct Node {
  std::uint32_t number = 0;
  std::uint8_t type = 0;  ///< wire type 0, 1, 2 or 5
  std::string value;      ///< of a scalar its bytes, of a leaf what it holds
  std::vector<Node> fields;
  bool is_message = false;
};

/// @return false when the bytes are no message
bool read_tree(std::string_view bytes, std::vector<Node>& fields, int depth = 0);
std::string write_tree(const std::vector<Node>& fields);

/// The message with one thing changed; at most `most` bytes.
std::string mutate_message(std::string_view bytes, std::size_t most, unsigned seed);
/// The first message with a part of the second.
std::string cross_messages(std::string_view one, std::string_view other, unsigned seed);

}  // namespace attune::fuzz
