#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
// Of 0 … 5 as [2, 3].
LayerRun sliced(const std::vector<std::vector<float>>& indices, const Proto& params = {}) {
  std::vector<Shape> shapes = {Shape{2, 3}};
  std::vector<std::vector<float>> values = {{0, 1, 2, 3, 4, 5}};
  for (const std::vector<float>& each : indices) {
    shapes.push_back({static_cast<std::int64_t>(each.size())});
    values.push_back(each);
  }
  return run_layer(
      layer_spec(LayerKind::slice_dynamic, params, {.inputs = static_cast<int>(shapes.size())}),
      shapes, values);
}

TEST_CASE("sliceDynamic: takes from begin to end, with strides that may be negative", "[layers]") {
  CHECK_THAT(sliced({{0, 1}, {2, 3}}).y, EqualsBits({1, 2, 4, 5}));
  CHECK_THAT(sliced({{-1, -2}, {9, -1}}).y, EqualsBits({4}));
  CHECK_THAT(sliced({{0, 2}, {1, 0}, {1, -1}}).y, EqualsBits({2, 1}));
  CHECK_THAT(sliced({{1, 0}, {2, 3}, {7, 2}}).y, EqualsBits({3, 5}));
}

TEST_CASE("sliceDynamic: masks take whole ends, and a squeezed axis goes", "[layers]") {
  CHECK_THAT(sliced({{1, 1}, {1, 2}, {1, 1}, {1, 0}, {0, 1}}).y, EqualsBits({1, 2}));
  CHECK_THAT(sliced({{0, 0}, {0, 0}, {-1, -1}, {1, 1}, {1, 1}}).y, EqualsBits({5, 4, 3, 2, 1, 0}));
  const LayerRun row = sliced({{1, 0}, {0, 3}}, Proto().packed(6, {1, 0}));
  CHECK(row.shape == Shape{3});
  CHECK_THAT(row.y, EqualsBits({3, 4, 5}));
  const LayerRun one = sliced({{-1, -1}, {0, 0}}, Proto().packed(6, {1, 1}));
  CHECK(one.shape == Shape{1});
  CHECK_THAT(one.y, EqualsBits({5}));
}

TEST_CASE("sliceDynamic: what is no input comes from the file", "[layers]") {
  const Proto params = Proto().packed(3, {2, 2, 1, 1, 1}).packed(5, {1, 1, 1, 1, 1});
  CHECK_THAT(sliced({{1, 0}}, params).y, EqualsBits({3, 4}));
}

TEST_CASE(
    "sliceDynamic: refuses other numbers of indices, a stride of 0, an index that is not there",
    "[layers]") {
  CHECK_THROWS_MATCHES(sliced({{0}, {1, 1}}), Error, has_code(ErrorCode::shape_mismatch));
  CHECK_THROWS_MATCHES(sliced({{0, 0}}), Error, has_code(ErrorCode::model_invalid, "no ends"));
  CHECK_THROWS_MATCHES(sliced({{0, 0}, {1, 1}, {1, 0}}), Error,
                       has_code(ErrorCode::model_invalid, "stride of 0"));
  CHECK_THROWS_MATCHES(sliced({{2, 0}, {3, 1}}, Proto().packed(6, {1, 0})), Error,
                       has_code(ErrorCode::shape_mismatch, "index 2 of an axis of 2"));
  CHECK_THROWS_MATCHES(sliced({{0, NAN}, {1, 1}}), Error, has_code(ErrorCode::bad_example));
  CHECK_THROWS_MATCHES(make_layer(layer_spec(LayerKind::slice_dynamic), {Shape{2}}), Error,
                       has_code(ErrorCode::shape_mismatch));
}
}  // namespace
}  // namespace attune::test
