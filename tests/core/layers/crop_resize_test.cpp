#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/forward_status.h"
#include "support/layer_harness.h"

namespace attune::test {
namespace {
enum Mode { kStrict = 0, kAlign = 1, kUpsample = 2, kRoiAlign = 3 };
enum Box { kCornersHeightFirst, kCornersWidthFirst, kCenterHeightFirst, kCenterWidthFirst };

struct Settings {
  std::int64_t height = 2, width = 2;
  int mode = kAlign;
  int box = kCornersHeightFirst;
  bool normalized = false;
  float scale = 1;
};
TestSpec crop(const Settings& s = {}) {
  Proto params;
  params.packed(1, {s.height, s.width}).field(2, s.normalized);
  params.message(3, Proto().field(1, s.mode)).message(4, Proto().field(1, s.box));
  return layer_spec(LayerKind::crop_resize, params.field(5, s.scale), {.inputs = 2});
}

const std::vector<float> kImage = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
// One box out of it.
std::vector<float> cropped(const Settings& s, const std::vector<float>& box) {
  const auto numbers = static_cast<std::int64_t>(box.size());
  return run_layer(crop(s), {{1, 1, 1, 4, 4}, {1, 1, numbers, 1, 1}}, {kImage, box}).y;
}

TEST_CASE("cropResize: a box of whole elements", "[layers]") {
  CHECK_THAT(cropped({}, {1, 1, 2, 2}), EqualsNear({6, 7, 10, 11}));
}
TEST_CASE("cropResize: reads between the elements", "[layers]") {
  const float third = 1.0F / 3;
  CHECK_THAT(cropped({.height = 1, .width = 4, .mode = kStrict}, {1, 1, 2, 2}),
             EqualsNear({6, 6 + third, 7 - third, 7}));
  CHECK_THAT(cropped({.height = 1, .width = 1}, {1, 1, 2, 2}), EqualsNear({8.5F}));
  CHECK_THAT(cropped({.height = 1, .width = 1, .mode = kStrict}, {1, 1, 2, 2}), EqualsNear({6}));
}
TEST_CASE("cropResize: the modes spread points over the box as over an axis", "[layers]") {
  // Columns 1 to 2 of the first row: an axis of two elements that begins at 2.
  const std::vector<float> box = {0, 1, 0, 2};
  CHECK_THAT(cropped({.height = 1, .width = 5, .mode = kStrict}, box),
             EqualsNear({2, 2.25F, 2.5F, 2.75F, 3}));
  CHECK_THAT(cropped({.height = 1, .width = 5, .mode = kUpsample}, box),
             EqualsNear({2, 2.4F, 2.8F, 3, 3}));
  CHECK_THAT(cropped({.height = 1, .width = 5, .mode = kRoiAlign}, box),
             EqualsNear({2.1F, 2.3F, 2.5F, 2.7F, 2.9F}));
}
TEST_CASE("cropResize: a box whose end stands before its start is read backwards", "[layers]") {
  CHECK_THAT(cropped({}, {2, 2, 1, 1}), EqualsNear({11, 10, 7, 6}));
}
TEST_CASE("cropResize: normalised coordinates count in the image's length", "[layers]") {
  const float third = 1.0F / 3;
  CHECK_THAT(cropped({.normalized = true}, {0, 0, 0, third, third}), EqualsNear({1, 2, 5, 6}));
  CHECK_THAT(cropped({.normalized = true}, {0, 0, 1, 1}), EqualsNear({1, 4, 13, 16}));
}
TEST_CASE("cropResize: all ways to name a box", "[layers]") {
  // Rows 1 to 2, columns 0 to 3.
  const std::vector<float> wanted = {5, 8, 9, 12};
  CHECK_THAT(cropped({.box = kCornersHeightFirst}, {1, 0, 2, 3}), EqualsNear(wanted));
  CHECK_THAT(cropped({.box = kCornersWidthFirst}, {0, 1, 3, 2}), EqualsNear(wanted));
  CHECK_THAT(cropped({.box = kCenterHeightFirst}, {1.5F, 1.5F, 1, 3}), EqualsNear(wanted));
  CHECK_THAT(cropped({.box = kCenterWidthFirst}, {1.5F, 1.5F, 3, 1}), EqualsNear(wanted));
}
TEST_CASE("cropResize: the spatial scale multiplies coordinates; 0 is none", "[layers]") {
  CHECK_THAT(cropped({.scale = 0.5F}, {2, 2, 4, 4}), EqualsNear({6, 7, 10, 11}));
  CHECK_THAT(cropped({.scale = 0}, {1, 1, 2, 2}), EqualsNear({6, 7, 10, 11}));
}
TEST_CASE("cropResize: what lies outside reads the border, whatever the numbers", "[layers]") {
  CHECK_THAT(cropped({}, {-5, -5, 9, 9}), EqualsNear({1, 4, 13, 16}));
  const float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK_THAT(cropped({}, {-1e30F, -1e30F, 1e30F, 1e30F}), EqualsNear({1, 4, 13, 16}));
  for (const Box box : {kCornersHeightFirst, kCenterWidthFirst}) {
    for (const Mode mode : {kStrict, kAlign, kUpsample, kRoiAlign}) {
      for (const float number : {infinity, -infinity, nan})
        CHECK(cropped({.mode = mode, .box = box}, {number, 0, 1, number}).size() == 4);
    }
  }
}
TEST_CASE("cropResize: every box out of every image, or out of the one that it names", "[layers]") {
  // Two images of two channels of 1 x 2.
  const std::vector<float> x = {1, 2, 3, 4, 5, 6, 7, 8};
  const Settings one{.height = 1, .width = 1, .mode = kStrict};
  const LayerRun all =
      run_layer(crop(one), {{1, 2, 2, 1, 2}, {2, 1, 4, 1, 1}}, {x, {0, 0, 0, 1, 0, 1, 0, 1}});
  CHECK(all.shape == Shape{2, 2, 2, 1, 1});
  CHECK_THAT(all.y, EqualsBits({1, 3, 5, 7, 2, 4, 6, 8}));
  const LayerRun named =
      run_layer(crop(one), {{1, 2, 2, 1, 2}, {2, 1, 5, 1, 1}}, {x, {1, 0, 0, 0, 1, 0, 0, 1, 0, 1}});
  CHECK(named.shape == Shape{2, 1, 2, 1, 1});
  CHECK_THAT(named.y, EqualsBits({5, 7, 2, 4}));
}
TEST_CASE("cropResize: fails on an image that is not there", "[layers]") {
  for (const float image : {1.0F, -1.0F, 1e30F, std::numeric_limits<float>::quiet_NaN()}) {
    CHECK(forward_status(crop(), {{1, 1, 1, 4, 4}, {1, 1, 5, 1, 1}},
                         {kImage, {image, 1, 1, 2, 2}}) == layers::Status::failed);
  }
}
TEST_CASE("cropResize: gradients by image and boxes agree with finite differences", "[layers]") {
  // No place stands within a step of an element, where the slope changes.
  const std::vector<float> image = distinct_values(2 * 2 * 4 * 4);
  for (const Mode mode : {kStrict, kAlign, kUpsample, kRoiAlign}) {
    INFO("mode " << mode);
    check_gradients(
        crop({.height = 3, .mode = mode}), {{1, 2, 2, 4, 4}, {2, 1, 4, 1, 1}},
        {.examples = 1, .values = {image, {0.3F, 1.2F, 2.6F, 1.9F, 2.8F, 0.4F, 1.45F, 2.45F}}});
    check_gradients(crop({.height = 1, .width = 2, .mode = mode, .box = kCenterWidthFirst}),
                    {{1, 2, 2, 4, 4}, {2, 1, 5, 1, 1}},
                    {.examples = 1,
                     .values = {image,
                                {1.5F, 1.4F, 1.7F, 1.8F, 0.9F,  //
                                 0.5F, 2.3F, 1.2F, 0.8F, 1.2F}}});
  }
  check_gradients(crop({.box = kCornersWidthFirst, .normalized = true, .scale = 0.5F}),
                  {{1, 2, 2, 4, 4}, {1, 1, 4, 1, 1}},
                  {.examples = 1, .values = {image, {0.25F, 0.5F, 1.25F, 1.5F}}, .step = 0x1p-9F});
}
TEST_CASE("cropResize: a box outside of the image gets no gradient", "[layers]") {
  check_gradients(crop(), {{1, 1, 1, 4, 4}, {1, 1, 4, 1, 1}},
                  {.examples = 1, .values = {kImage, {-2, 0.5F, -1, 7}}});
}
TEST_CASE("cropResize: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const std::vector<Shape>& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, x), Error, has_code(code, part));
  };
  const Shape image{1, 1, 1, 4, 4}, boxes{2, 1, 4, 1, 1};
  refuses(crop({.mode = 4}), {image, boxes}, ErrorCode::model_invalid, "unknown sampling mode 4");
  refuses(crop({.box = 4}), {image, boxes}, ErrorCode::model_invalid, "the unknown mode 4");
  refuses(crop({.height = 0}), {image, boxes}, ErrorCode::model_invalid, "a target size of 0");
  refuses(crop(), {image}, ErrorCode::shape_mismatch, "reads 2 inputs");
  refuses(crop(), {image, {2, 1, 3, 1, 1}}, ErrorCode::shape_mismatch, "[N, 1, 4 or 5, 1, 1]");
  refuses(crop(), {image, {2, 2, 4, 1, 1}}, ErrorCode::shape_mismatch, "got [1, 1, 1, 4, 4] and");
  refuses(crop(), {{2, 1, 1, 4, 4}, boxes}, ErrorCode::shape_mismatch, "reads [1, B, C, H, W]");
}
}  // namespace
}  // namespace attune::test
