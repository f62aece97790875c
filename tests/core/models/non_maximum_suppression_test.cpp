#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <limits>
#include <vector>

#include "support/classic_models.h"

namespace attune::models {
namespace {
using test::doubles_feature;
using test::get;
using test::has_code;
using test::Proto;

Proto params(double iou = 0.3, double least = 0.1, bool per_class = false) {
  return Proto()
      .message(1, Proto().field(1, per_class))
      .field(110, iou)
      .field(111, least)
      .field(200, "c")
      .field(201, "b")
      .field(210, "c")
      .field(211, "b");
}

coreml::Model message_of(const Proto& nms, const std::vector<std::int64_t>& rows = {}) {
  coreml::Model message = test::described(
      {doubles_feature("c", {}), doubles_feature("b", {})},
      {doubles_feature("c", rows.empty() ? rows : std::vector{rows[0], rows[1]}),
       doubles_feature("b", rows.empty() ? rows : std::vector{rows[0], std::int64_t{4}})});
  message.set_nonmaximumsuppression(nms.bytes());
  return message;
}

format::Array rows_of(std::vector<double> values, std::int64_t width) {
  const Shape shape{static_cast<std::int64_t>(values.size()) / width, width};
  return format::Array::of_doubles(std::move(values), shape);
}

// Boxes of 2 × 2 at x = 0, 1 and 10. The first two have an IOU of 2 / 6.
Features three_boxes(std::vector<double> confidence = {0.5, 0, 0, 0.75, 0.25, 0}) {
  return test::features({{"c", rows_of(std::move(confidence), 2)},
                         {"b", rows_of({0, 0, 2, 2, 1, 0, 2, 2, 10, 0, 2, 2}, 4)}});
}

std::vector<double> kept(const coreml::Model& message, const Features& input,
                         const char* name = "c") {
  return test::numbers_of(get<format::Array>(test::predict(*test::make(message), input), name));
}
}  // namespace

TEST_CASE("non-maximum suppression: the most confident of boxes that overlap stays", "[models]") {
  const coreml::Model message = message_of(params());
  CHECK(kept(message, three_boxes()) == std::vector<double>{0, 0.75, 0.25, 0});
  CHECK(kept(message, three_boxes(), "b") == std::vector<double>{1, 0, 2, 2, 10, 0, 2, 2});
}

TEST_CASE("non-maximum suppression: an IOU at the threshold does not suppress", "[models]") {
  CHECK(kept(message_of(params(2.0 / 6)), three_boxes()).size() == 6);
  CHECK(kept(message_of(params(0.33)), three_boxes()).size() == 4);
  Features same = three_boxes();
  same.all()[1].second = rows_of({0, 0, 2, 2, 0, 0, 2, 2, 0, 0, 2, 2}, 4);
  CHECK(kept(message_of(params(1)), same).size() == 6);
  CHECK(kept(message_of(params(0.99)), same).size() == 2);
}

TEST_CASE("non-maximum suppression: per class, boxes of other classes stay", "[models]") {
  CHECK(kept(message_of(params(0.3, 0.1, true)), three_boxes()) ==
        std::vector<double>{0, 0.75, 0.5, 0, 0.25, 0});
}

TEST_CASE("non-maximum suppression: below the threshold no box counts, nor does NaN", "[models]") {
  CHECK(kept(message_of(params(0.3, 0.5)), three_boxes()) == std::vector<double>{0, 0.75});
  CHECK(kept(message_of(params(0.3, 0.9)), three_boxes()).empty());
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  CHECK(kept(message_of(params()), three_boxes({kNaN, 0, 0, kNaN, 0.25, 0})) ==
        std::vector<double>{0.25, 0});
}

TEST_CASE("non-maximum suppression: of equal boxes the earlier stays", "[models]") {
  CHECK(kept(message_of(params()), three_boxes({0.5, 0, 0, 0.5, 0, 0})) ==
        std::vector<double>{0.5, 0});
}

TEST_CASE("non-maximum suppression: thresholds may come as inputs", "[models]") {
  coreml::Model message = message_of(params().field(202, "iou").field(203, "least"));
  *message.mutable_description()->add_input() = test::optional(test::double_feature("iou"));
  *message.mutable_description()->add_input() = test::optional(test::double_feature("least"));
  Features input = three_boxes();
  CHECK(kept(message, input).size() == 4);
  input.set("iou", 0.5);
  CHECK(kept(message, input).size() == 6);
  input.set("least", 0.6);
  CHECK(kept(message, input).size() == 2);
}

TEST_CASE("non-maximum suppression: an output of fixed rows is cut or filled up", "[models]") {
  CHECK(kept(message_of(params(), {1, 2}), three_boxes()) == std::vector<double>{0, 0.75});
  CHECK(kept(message_of(params(), {3, 2}), three_boxes()) ==
        std::vector<double>{0, 0.75, 0.25, 0, 0, 0});
  coreml::Model range = message_of(params());
  range.mutable_description()
      ->mutable_output(0)
      ->mutable_type()
      ->mutable_multiarraytype()
      ->set_shaperange(Proto()
                           .message(1, Proto().field(1, 3).field(2, -1))
                           .message(1, Proto().field(1, 2).field(2, 2))
                           .bytes());
  CHECK(kept(range, three_boxes(), "b").size() == 12);
}

TEST_CASE("non-maximum suppression: labels count the classes", "[models]") {
  const coreml::Model message = message_of(params().message(100, test::strings({"cat", "dog"})));
  CHECK(test::make(message)->class_labels().size() == 2);
  Features flat = three_boxes();
  flat.all()[0].second = test::doubles({0.5, 0, 0, 0.75, 0.25, 0});
  CHECK(kept(message, flat).size() == 4);
}

TEST_CASE("non-maximum suppression: refuses arrays that do not belong together", "[models]") {
  CHECK_THROWS_MATCHES(kept(message_of(params()), three_boxes({0.5, 0, 0, 0.75})), Error,
                       has_code(ErrorCode::shape_mismatch, "the same boxes"));
  CHECK_THROWS_MATCHES(kept(message_of(params()), test::features({{"c", 1.0}})), Error,
                       has_code(ErrorCode::bad_example, "'b' is missing"));
}

TEST_CASE("non-maximum suppression: refuses names that the description lacks", "[models][rules]") {
  CHECK_REFUSED(message_of(Proto()), "no array");
  CHECK_REFUSED(message_of(params().field(200, "z")), "no array feature 'z' among its inputs");
  CHECK_REFUSED(message_of(params().field(211, "z")), "no array feature 'z' among its outputs");
  CHECK_REFUSED(message_of(params(), {std::int64_t{1} << 40, 2}), "answers at least");
  CHECK_REFUSED(message_of(params(), {-1, 2}), "answers at least");
}

}  // namespace attune::models
