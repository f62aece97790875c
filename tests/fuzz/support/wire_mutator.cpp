#include "support/wire_mutator.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <utility>

// libFuzzer's own mutations of plain bytes.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace attune::fuzz {
namespace {
constexpr int kDeepest = 80;
constexpr std::uint32_t kLargestNumber = 4000;

// Field numbers that mean something somewhere: layers, types of models, flags.
constexpr std::uint32_t kNumbers[] = {
#define KIND(name, format_name, number) number,
#include "format/layer_kinds.inc"
#undef KIND
    1,   2,   3,   4,   5,   10,  11,  13,  20,  30,   31,   40,  50,  100, 101,
    102, 110, 200, 201, 202, 210, 300, 301, 302, 303,  400,  401, 402, 403, 404,
    500, 501, 555, 560, 600, 601, 602, 603, 604, 606,  607,  609, 610, 900, 21,
    41,  51,  61,  71,  80,  81,  90,  150, 160, 1000, 2000, 3000};

constexpr std::array<std::uint64_t, 24> kIntegers = {
    0,     1,     2,          3,          4,          5,          7,          8,
    31,    32,    33,         64,         127,        128,        255,        256,
    65535, 65536, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1ULL << 62, 1ULL << 63, ~0ULL};

std::size_t below(Random& random, std::size_t count) {
  return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
}

void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

bool take_varint(std::string_view& rest, std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 64 && !rest.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(rest.front());
    rest.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool read_value(std::string_view& rest, Node& node, int depth) {
  if (node.type == 0) {
    std::uint64_t number = 0;
    const std::string_view before = rest;
    if (!take_varint(rest, number)) return false;
    node.value = before.substr(0, before.size() - rest.size());
    return true;
  }
  std::uint64_t size = node.type == 1 ? 8 : 4;
  if (node.type == 2 && !take_varint(rest, size)) return false;
  if (node.type == 3 || node.type == 4 || node.type > 5 || size > rest.size()) return false;
  node.value = rest.substr(0, static_cast<std::size_t>(size));
  rest.remove_prefix(static_cast<std::size_t>(size));
  if (node.type == 2 && !node.value.empty() && depth < kDeepest) {
    node.is_message = read_tree(node.value, node.fields, depth + 1);
    if (!node.is_message) node.fields.clear();
  }
  return true;
}

void write_node(const Node& node, std::string& out) {
  put_varint(out, std::uint64_t{node.number} << 3 | node.type);
  const std::string inner = node.is_message ? write_tree(node.fields) : std::string();
  const std::string& value = node.is_message ? inner : node.value;
  if (node.type == 2) put_varint(out, value.size());
  out += value;
}

// Where a node stands: in which list, at which place.
struct Place {
  std::vector<Node>* list;
  std::size_t index;

  Node& node() const { return (*list)[index]; }
};

void collect(std::vector<Node>& fields, std::vector<Place>& places) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    places.push_back({&fields, i});
    collect(fields[i].fields, places);
  }
}

std::string floats_like(Random& random, std::size_t size) {
  constexpr float kSpecial[] = {0.0F,
                                -0.0F,
                                1.0F,
                                -1.0F,
                                1e-45F,
                                1e30F,
                                -3.4e38F,
                                std::numeric_limits<float>::infinity(),
                                std::numeric_limits<float>::quiet_NaN()};
  std::string out(size, '\0');
  for (std::size_t at = 0; at + 4 <= size; at += 4) {
    const float value = kSpecial[below(random, std::size(kSpecial))];
    std::memcpy(out.data() + at, &value, 4);
  }
  return out;
}

void change_plain(std::string& value, std::size_t room) {
  const std::size_t size = value.size();
  value.resize(size + room);
  value.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(value.data()), size, value.size()));
}

void change_value(Node& node, Random& random) {
  if (node.type == 0) {
    node.value.clear();
    put_varint(node.value,
               below(random, 3) == 0 ? random() % 300 : kIntegers[below(random, kIntegers.size())]);
  } else if (node.type != 2) {
    const std::size_t size = node.type == 1 ? 8 : 4;
    node.value = floats_like(random, size);
  } else if (node.is_message && !node.fields.empty()) {
    change_value(node.fields[below(random, node.fields.size())], random);
  } else if (node.value.size() >= 4 && below(random, 3) == 0) {
    // A packed run: another length, or special numbers.
    const std::size_t size = below(random, 2) == 0 ? node.value.size() : 4 * below(random, 40);
    node.value = floats_like(random, size);
  } else {
    change_plain(node.value, 16);
  }
}

void change(std::vector<Node>& root, Random& random) {
  std::vector<Place> places;
  collect(root, places);
  if (places.empty()) return;
  const Place place = places[below(random, places.size())];
  std::vector<Node>& list = *place.list;
  const auto at = list.begin() + static_cast<std::ptrdiff_t>(place.index);
  switch (below(random, 9)) {
    case 0:
      list.erase(at);
      break;
    case 1: {
      Node copy = place.node();
      list.insert(below(random, 2) == 0 ? at : list.end(), std::move(copy));
      break;
    }
    case 2:
      std::swap(place.node(), list[below(random, list.size())]);
      break;
    case 3:
      place.node().number = kNumbers[below(random, std::size(kNumbers))];
      break;
    case 4: {
      Node other = places[below(random, places.size())].node();
      if (below(random, 2) == 0) other.number = place.node().number;
      place.node() = std::move(other);
      break;
    }
    case 5: {  // one message deeper, or one less deep
      Node& node = place.node();
      if (node.is_message && below(random, 2) == 0) {
        std::vector<Node> inner = std::move(node.fields);
        list.erase(at);
        list.insert(list.end(), inner.begin(), inner.end());
      } else {
        Node outer{node.number, 2, {}, {node}, true};
        node = std::move(outer);
      }
      break;
    }
    default:
      change_value(place.node(), random);
  }
}
}  // namespace

bool read_tree(std::string_view bytes, std::vector<Node>& fields, int depth) {
  while (!bytes.empty()) {
    std::uint64_t tag = 0;
    if (!take_varint(bytes, tag) || tag >> 3 == 0 || tag >> 3 > kLargestNumber) return false;
    Node node{
        static_cast<std::uint32_t>(tag >> 3), static_cast<std::uint8_t>(tag & 7), {}, {}, false};
    if (!read_value(bytes, node, depth)) return false;
    fields.push_back(std::move(node));
  }
  return true;
}

std::string write_tree(const std::vector<Node>& fields) {
  std::string out;
  for (const Node& node : fields) write_node(node, out);
  return out;
}

std::string mutate_message(std::string_view bytes, std::size_t most, unsigned seed) {
  Random random(seed);
  std::vector<Node> root;
  if (below(random, 8) == 0 || !read_tree(bytes, root)) {
    std::string plain(bytes);
    change_plain(plain, 8);
    return plain.size() > most ? std::string(bytes) : plain;
  }
  for (std::size_t times = 1 + below(random, 3); times > 0; --times) change(root, random);
  std::string changed = write_tree(root);
  return changed.size() > most ? std::string(bytes) : changed;
}

std::string cross_messages(std::string_view one, std::string_view other, unsigned seed) {
  Random random(seed);
  std::vector<Node> into, from;
  if (!read_tree(one, into) || !read_tree(other, from)) return std::string(one);
  std::vector<Place> targets, sources;
  collect(into, targets);
  collect(from, sources);
  if (targets.empty() || sources.empty()) return std::string(one);
  const Place target = targets[below(random, targets.size())];
  // A field of the same number where there is one.
  std::vector<Place> like;
  std::ranges::copy_if(sources, std::back_inserter(like), [&](const Place& place) {
    return place.node().number == target.node().number;
  });
  const std::vector<Place>& choice = like.empty() ? sources : like;
  Node part = choice[below(random, choice.size())].node();
  if (below(random, 2) == 0) {
    target.node() = std::move(part);
  } else {
    target.list->push_back(std::move(part));
  }
  return write_tree(into);
}

}  // namespace attune::fuzz
