#include "base/bytes.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/matchers.h"

namespace attune::test {
namespace {

std::uint64_t fingerprint_of(std::string_view text) {
  Fingerprint all;
  all.add(text);
  return all.value();
}

TEST_CASE("bytes: what was written is read back", "[base]") {
  ByteWriter out;
  out.put(std::uint8_t{7});
  out.put(std::int64_t{-5});
  out.put(-0.0);
  const std::vector<float> numbers = {1, std::numeric_limits<float>::infinity(), -0.0F};
  out.put(std::span(numbers));
  out.put(std::span<const double>());
  const std::string bytes = out.take();
  ByteReader in(bytes);
  CHECK(in.get<std::uint8_t>() == 7);
  CHECK(in.get<std::int64_t>() == -5);
  CHECK(1 / in.get<double>() < 0);
  CHECK_THAT(in.get_all<float>(3), EqualsBits(numbers));
  CHECK(in.get_all<double>(0).empty());
  CHECK_THROWS_MATCHES(in.get<std::uint8_t>(), Error, has_code(ErrorCode::integrity));
}

TEST_CASE("bytes: every changed byte and every missing one is noticed", "[base]") {
  ByteWriter out;
  const std::vector<float> numbers = {1, 2, 3};
  out.put(std::span(numbers));
  const std::string bytes = out.take();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    CHECK_THROWS_MATCHES(ByteReader(damaged), Error, has_code(ErrorCode::integrity));
    CHECK_THROWS_MATCHES(ByteReader(bytes.substr(0, i)), Error, has_code(ErrorCode::integrity));
  }
}

TEST_CASE("bytes: another count than the one that is needed is refused", "[base]") {
  ByteWriter out;
  out.put(~std::uint64_t{0});  // more numbers than there can be
  const std::string bytes = out.take();
  CHECK_THROWS_MATCHES(ByteReader(bytes).get_all<float>(3), Error, has_code(ErrorCode::integrity));
  CHECK_THROWS_MATCHES(ByteReader(bytes).get_all<double>(~std::size_t{0}), Error,
                       has_code(ErrorCode::integrity));
}

TEST_CASE("fingerprint: tells zeros, lengths and orders apart", "[base]") {
  CHECK(fingerprint_of("abc") == fingerprint_of("abc"));
  CHECK(fingerprint_of("abc") != fingerprint_of("abd"));
  CHECK(fingerprint_of("") != fingerprint_of(std::string_view("\0", 1)));
  CHECK(fingerprint_of(std::string_view("\0", 1)) != fingerprint_of(std::string_view("\0\0", 2)));
  Fingerprint one, other;
  one.add("a"), one.add("b");
  other.add("b"), other.add("a");
  CHECK(one.value() != other.value());
  // Kept in files: the same for ever.
  CHECK(fingerprint_of("attune") == 0xE2346E015821A000U);
}

}  // namespace
}  // namespace attune::test
