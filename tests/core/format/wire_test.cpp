#include "format/wire.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <string>

#include "support/matchers.h"
#include "support/wire_writer.h"

namespace attune::test {
namespace {
using format::Field;
using format::FieldReader;
using format::Message;
using format::WireType;

std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out.push_back(static_cast<char>(value));
  return out;
}

void read_all(const std::string& text) {
  FieldReader reader(text);
  for (Field field; reader.next(field);) {
  }
}

TEST_CASE("wire: fields come in the order of their bytes, of four types", "[format]") {
  const std::string text =
      Proto().field(1, 300).field(2, 1.5F).field(3, 2.5).field(4, "abc").bytes();
  FieldReader reader(text);
  Field field;
  REQUIRE(reader.next(field));
  CHECK(field.number == 1);
  CHECK(field.type == WireType::varint);
  CHECK(field.scalar == 300);
  CHECK(field.raw.size() == 2);
  REQUIRE(reader.next(field));
  CHECK(field.number == 2);
  CHECK(field.type == WireType::fixed32);
  CHECK(field.raw.size() == 4);
  REQUIRE(reader.next(field));
  CHECK(field.type == WireType::fixed64);
  CHECK(field.raw.size() == 8);
  REQUIRE(reader.next(field));
  CHECK(field.number == 4);
  CHECK(field.bytes == "abc");
  CHECK(field.bytes.data() == text.data() + text.size() - 3);  // in place
  CHECK_FALSE(reader.next(field));
}

TEST_CASE("wire: refuses what is no message", "[format]") {
  const auto refused = has_code(ErrorCode::model_invalid);
  CHECK_THROWS_MATCHES(read_all(bytes({0x08})), Error, refused);        // a number that is missing
  CHECK_THROWS_MATCHES(read_all(bytes({0x08, 0x80})), Error, refused);  // that ends halfway
  CHECK_THROWS_MATCHES(read_all(bytes({0x0A, 3, 'a', 'b'})), Error,
                       refused);  // longer than what is left
  CHECK_THROWS_MATCHES(read_all(bytes({0x0D, 1, 2, 3})), Error, refused);  // three of four bytes
  CHECK_THROWS_MATCHES(read_all(bytes({0x09, 1, 2, 3, 4, 5, 6, 7})), Error, refused);
  CHECK_THROWS_MATCHES(read_all(bytes({0x0B})), Error, refused);     // a group
  CHECK_THROWS_MATCHES(read_all(bytes({0x0E})), Error, refused);     // wire type 6
  CHECK_THROWS_MATCHES(read_all(bytes({0x00, 0})), Error, refused);  // field number 0
  // A number of eleven bytes, a length of 2^64 - 1, a field number beyond 29 bits.
  CHECK_THROWS_MATCHES(read_all(bytes({8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1})),
                       Error, refused);
  CHECK_THROWS_MATCHES(read_all(bytes({10, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1})), Error,
                       refused);
  CHECK_THROWS_MATCHES(read_all(bytes({0x80, 0x80, 0x80, 0x80, 0x10, 0})), Error, refused);
}

TEST_CASE("wire: groups are passed over, whatever is in them", "[format]") {
  // Field 9 is a group that holds every wire type and a group of its own; field 1 stands behind it.
  const std::string text = bytes({0x4B, 8,    5, 0x09, 1,    2,    3, 4, 5, 6, 7,    8, 10, 1,
                                  65,   0x13, 8, 7,    0x14, 0x0D, 1, 2, 3, 4, 0x4C, 8, 42});
  CHECK(Message(text).integer(1) == 42);
  CHECK(Message(text).count(1) == 1);
  CHECK(Message(bytes({0x4B, 0x4C})).count(9) == 0);
  for (std::size_t size = 1; size < text.size() - 2; ++size) {
    CHECK_THROWS_MATCHES(read_all(text.substr(0, size)), Error, has_code(ErrorCode::model_invalid));
  }
}

TEST_CASE("wire: refuses groups that do not match, or are nested without end", "[format]") {
  const HasCode refused = has_code(ErrorCode::model_invalid);
  CHECK_THROWS_MATCHES(read_all(bytes({0x4B, 0x54})), Error, refused);  // another one ends
  CHECK_THROWS_MATCHES(read_all(bytes({0x4C})), Error, refused);        // none began
  CHECK_THROWS_MATCHES(read_all(bytes({0x4B, 0x4E})), Error, refused);  // wire type 6 within
  CHECK_THROWS_MATCHES(read_all(std::string(101, '\x4B') + std::string(101, '\x4C')), Error,
                       has_code(ErrorCode::model_invalid, "too deep"));
  CHECK_NOTHROW(read_all(std::string(100, '\x4B') + std::string(100, '\x4C')));
}

TEST_CASE("wire: numbers may be padded and negative", "[format]") {
  CHECK(Message(bytes({8, 0x81, 0x80, 0x80, 0})).integer(1) == 1);
  const std::string minus_one = Proto().field(1, -1).bytes();
  CHECK(minus_one.size() == 11);
  CHECK(Message(minus_one).signed_integer(1) == -1);
}

TEST_CASE("message: absent scalars are 0, false or empty; the last value of a scalar wins",
          "[format]") {
  const std::string text = Proto()
                               .field(1, 1)
                               .field(2, 0.5F)
                               .field(3, "a")
                               .field(1, 2)
                               .field(2, 1.5F)
                               .field(3, "b")
                               .field(4, 0.25)
                               .bytes();
  const Message message(text);
  CHECK(message.integer(1) == 2);
  CHECK(message.number(2) == 1.5F);
  CHECK(message.text(3) == "b");
  CHECK(message.double_number(4) == 0.25);
  CHECK(message.count(1) == 2);
  CHECK(message.has(4));
  CHECK_FALSE(message.has(9));
  CHECK(message.integer(9) == 0);
  CHECK(message.number(9) == 0);
  CHECK(message.double_number(9) == 0);
  CHECK(message.text(9).empty());
  CHECK_FALSE(message.flag(9));
  CHECK(message.flag(1));
}

TEST_CASE("message: a value of another wire type than expected is not read", "[format]") {
  const std::string text = Proto().field(1, 1.5F).field(2, 7).field(3, "abcd").bytes();
  const Message message(text);
  CHECK(message.integer(1) == 0);
  CHECK(message.number(2) == 0);
  CHECK(message.number(3) == 0);
}

TEST_CASE("message: repeated numbers, packed, one by one or both", "[format]") {
  const std::string text = Proto()
                               .packed(1, {1, 300})
                               .field(1, 5)
                               .packed(1, {-1})
                               .packed_floats(2, {0.5F, 1})
                               .field(2, 2.0F)
                               .packed_floats(2, {3})
                               .bytes();
  const Message message(text);
  CHECK(message.signed_integers(1) == std::vector<std::int64_t>{1, 300, 5, -1});
  CHECK(message.integers(1)[3] == ~std::uint64_t{0});
  CHECK(message.numbers(2) == std::vector<float>{0.5F, 1, 2, 3});
  CHECK(message.numbers(9).empty());
  const std::string broken = Proto().field(2, "abc").bytes();
  CHECK_THROWS_MATCHES(Message(broken).numbers(2), Error,
                       has_code(ErrorCode::model_invalid, "divide"));
}

TEST_CASE("message: a sub-message that occurs twice is the merge of both", "[format]") {
  const std::string text = Proto()
                               .message(1, Proto().field(1, 1).field(2, 1))
                               .message(1, Proto().field(2, 2).packed(3, {7}))
                               .bytes();
  const Message inner = Message(text).message(1);
  CHECK(inner.present());
  CHECK(inner.integer(1) == 1);
  CHECK(inner.integer(2) == 2);
  CHECK(inner.integers(3) == std::vector<std::uint64_t>{7});
  CHECK(inner.pieces().size() == 2);
  CHECK(Message(text).messages(1).size() == 2);
  CHECK_FALSE(Message(text).message(9).present());
}

TEST_CASE("message: an empty sub-message is present", "[format]") {
  const std::string text = Proto().message(10).bytes();
  CHECK(Message(text).message(10).present());
  CHECK(Message(text).choice({5, 10}).field == 10);
}

TEST_CASE(
    "message: of a oneof's members the last one counts, its occurrences after another are merged",
    "[format]") {
  const Proto one = Proto().field(1, 1), two = Proto().field(2, 2);
  const std::string text = Proto().message(5, one).message(6, one).message(5, two).bytes();
  const Message::Choice choice = Message(text).choice({5, 6});
  CHECK(choice.field == 5);
  CHECK(choice.message.integer(1) == 0);  // forgotten when 6 came
  CHECK(choice.message.integer(2) == 2);
  const std::string twice = Proto().message(5, one).message(9, one).message(5, two).bytes();
  CHECK(Message(twice).choice({5, 6}).message.integer(1) == 1);  // 9 is no member
  CHECK(Message(text).choice({7}).field == 0);
}

TEST_CASE("message: repeated doubles, packed or not", "[format]") {
  const std::string text =
      Proto().field(1, 0.5).packed_doubles(1, {-1, 1e300}).field(2, 7.0).field(1, 2.0).bytes();
  CHECK(Message(text).double_numbers(1) == std::vector<double>{0.5, -1, 1e300, 2});
  CHECK(Message(text).double_numbers(3).empty());
  const std::string odd = Proto().field(1, "1234567").bytes();
  CHECK_THROWS_MATCHES(Message(odd).double_numbers(1), Error,
                       has_code(ErrorCode::model_invalid, "does not divide"));
}

TEST_CASE("message: repeated texts in order", "[format]") {
  const std::string text = Proto().field(1, "a").field(2, "x").field(1, "").field(1, "b").bytes();
  CHECK(Message(text).texts(1) == std::vector<std::string_view>{"a", "", "b"});
}

}  // namespace
}  // namespace attune::test
