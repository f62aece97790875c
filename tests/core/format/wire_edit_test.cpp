#include "format/wire_edit.h"

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "support/wire_writer.h"

namespace attune::format {
namespace {
using test::Proto;
}  // namespace

TEST_CASE("wire edit: a message that is not changed keeps its bytes", "[format][surgery]") {
  // Fields out of order, a group (field 7) in between, another at the end.
  std::string odd = Proto().field(9, 1).bytes();
  odd += "\x3b\x3c";  // group 7 starts and ends
  odd += Proto().field(2, "two").bytes() + "\x3b\x3c";
  CHECK(WireEdit(std::string_view(odd)).bytes() == odd);
  CHECK(WireEdit().bytes().empty());
}

TEST_CASE("wire edit: a field takes the place that its number gives it", "[format][surgery]") {
  const std::string before = Proto().field(1, "a").field(30, 7).bytes();
  WireEdit edit{std::string_view(before)};
  edit.set_integer(10, 300);
  edit.add_bytes(1, "b");
  CHECK(edit.bytes() == Proto().field(1, "a").field(1, "b").field(10, 300).field(30, 7).bytes());
}

TEST_CASE("wire edit: setting replaces every occurrence, and 0 is not written",
          "[format][surgery]") {
  const std::string before = Proto().field(4, 1).field(5, 2).field(4, 3).bytes();
  WireEdit edit{std::string_view(before)};
  edit.set_integer(4, 9);
  CHECK(edit.bytes() == Proto().field(4, 9).field(5, 2).bytes());
  edit.set_integer(4, 0);
  CHECK(edit.bytes() == Proto().field(5, 2).bytes());
}

TEST_CASE("wire edit: lists are packed, empty ones absent", "[format][surgery]") {
  WireEdit edit;
  edit.set_floats(1, std::vector<float>{1, -2});
  edit.set_integers(2, std::vector<std::int64_t>{-1, 5});
  edit.set_float(3, 0.5F);
  CHECK(edit.bytes() ==
        Proto().packed_floats(1, {1, -2}).packed(2, {-1, 5}).field(3, 0.5F).bytes());
  edit.set_floats(1, {});
  edit.erase(2);
  edit.erase(3);
  CHECK(edit.empty());
}

TEST_CASE("wire edit: a message in two pieces is merged", "[format][surgery]") {
  const std::string first = Proto().field(1, 1).bytes(), second = Proto().field(2, 2).bytes();
  Message message{std::string_view(first)};
  message.add_piece(second);
  CHECK(WireEdit(message).bytes() == first + second);
}

}  // namespace attune::format
