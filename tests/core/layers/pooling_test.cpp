#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

enum Type { kMax = 0, kAverage = 1, kL2 = 2 };

Proto edge_sizes(int start, int end) { return Proto().field(1, start).field(2, end); }

Proto valid(int top = 0, int bottom = 0, int left = 0, int right = 0) {
  return Proto().message(
      1, Proto().message(10, edge_sizes(top, bottom)).message(10, edge_sizes(left, right)));
}

Proto pooling(Type type, const std::vector<std::int64_t>& kernel,
              const std::vector<std::int64_t>& stride = {}) {
  Proto params;
  params.field(1, type).packed(10, kernel);
  if (!stride.empty()) params.packed(20, stride);
  return params;
}

TestSpec spec_of(const Proto& params) { return layer_spec(LayerKind::pooling, params); }

TestSpec same(Proto params, bool top_left_heavy = false) {
  return spec_of(params.message(31, top_left_heavy ? Proto().field(1, 1) : Proto()));
}

TestSpec last_pixel(Proto params, const std::vector<std::int64_t>& amounts = {}) {
  return spec_of(params.message(32, amounts.empty() ? Proto() : Proto().packed(10, amounts)));
}

TEST_CASE("pooling: the largest, the mean and the root of the squares of each window", "[layers]") {
  const Shape x{1, 2, 4};
  const std::vector<float> values{1, 2, 5, 0,  //
                                  3, 4, 0, 12};
  const auto run = [&](Type type) {
    return run_layer(spec_of(pooling(type, {2, 2}, {2, 2}).message(30, valid())), x, values);
  };
  CHECK(run(kMax).shape == Shape{1, 1, 2});
  CHECK_THAT(run(kMax).y, EqualsNear({4, 12}));
  CHECK_THAT(run(kAverage).y, EqualsNear({2.5F, 4.25F}));
  CHECK_THAT(run(kL2).y, EqualsNear({5.4772256F, 13}));
}

TEST_CASE("pooling: kernel 3 x 3 and stride 1 unless the file says otherwise", "[layers]") {
  const TestSpec spec = spec_of(Proto().message(30, valid()));
  const LayerRun run =
      run_layer(spec, Shape{2, 3, 4}, {1,  2,  3,  4,  5,  6,  7,  8,  9,  10,  11,  12,  //
                                       -1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12});
  CHECK(run.shape == Shape{2, 1, 2});
  CHECK_THAT(run.y, EqualsNear({11, 12, -1, -2}));
}

TEST_CASE("pooling: padding never wins a maximum", "[layers]") {
  const TestSpec spec = spec_of(pooling(kMax, {1, 2}).message(30, valid(0, 0, 1, 1)));
  CHECK_THAT(run_layer(spec, Shape{1, 1, 2}, {-3, -5}).y, EqualsNear({-3, -3, -5}));
}

TEST_CASE("pooling: an average divides by padding too, unless the file excludes it", "[layers]") {
  const Proto params = pooling(kAverage, {1, 2}).message(30, valid(0, 0, 1, 1));
  CHECK_THAT(run_layer(spec_of(params), Shape{1, 1, 2}, {4, 8}).y, EqualsNear({2, 6, 4}));
  CHECK_THAT(run_layer(spec_of(Proto(params).field(50, true)), Shape{1, 1, 2}, {4, 8}).y,
             EqualsNear({4, 6, 8}));
}

TEST_CASE("pooling: a window that sees padding only is 0", "[layers]") {
  for (const Type type : {kMax, kAverage, kL2}) {
    const TestSpec spec =
        spec_of(pooling(type, {1, 1}).message(30, valid(0, 0, 1, 0)).field(50, true));
    CHECK_THAT(run_layer(spec, Shape{1, 1, 1}, {7}).y, EqualsNear({0, 7}));
  }
}

TEST_CASE("pooling: same makes ceil(H / stride) windows, the odd padding behind or in front",
          "[layers]") {
  const Shape x{1, 1, 3};
  CHECK_THAT(run_layer(same(pooling(kMax, {1, 2}, {1, 2})), x, {1, 2, 3}).y, EqualsNear({2, 3}));
  CHECK_THAT(run_layer(same(pooling(kMax, {1, 2}, {1, 2}), true), x, {1, 2, 3}).y,
             EqualsNear({1, 3}));
  CHECK_THAT(run_layer(same(pooling(kAverage, {1, 2}, {1, 2})), x, {1, 2, 3}).y,
             EqualsNear({1.5F, 1.5F}));
}

TEST_CASE("pooling: includeLastPixel rounds up and drops a window that starts behind the padding",
          "[layers]") {
  // H' = ceil((5 - 2) / 2) + 1 = 3
  CHECK_THAT(
      run_layer(last_pixel(pooling(kMax, {1, 2}, {1, 2})), Shape{1, 1, 5}, {1, 2, 3, 4, 5}).y,
      EqualsNear({2, 4, 5}));
  // ceil((3 + 2 - 2) / 2) + 1 = 3; the third would start at 4 >= 3 + 1
  CHECK_THAT(
      run_layer(last_pixel(pooling(kMax, {1, 2}, {1, 2}), {0, 1}), Shape{1, 1, 3}, {1, 2, 3}).y,
      EqualsNear({1, 3}));
}

TEST_CASE("pooling: with includeLastPixel an average ends where the padding ends", "[layers]") {
  // Windows of 3 over 1 + 4 + 1 with stride 2: the third starts at 4 and holds one value and one
  // padding.
  const Proto params = pooling(kAverage, {1, 3}, {1, 2});
  CHECK_THAT(run_layer(last_pixel(params, {0, 1}), Shape{1, 1, 4}, {3, 6, 9, 12}).y,
             EqualsNear({3, 9, 6}));
  CHECK_THAT(
      run_layer(last_pixel(Proto(params).field(50, true), {0, 1}), Shape{1, 1, 4}, {3, 6, 9, 12}).y,
      EqualsNear({4.5F, 9, 12}));
}

TEST_CASE("pooling: global pooling makes one value of each channel", "[layers]") {
  const Proto params = Proto().field(1, kAverage).message(30).field(60, true);
  const LayerRun run =
      run_layer(spec_of(params), Shape{1, 1, 2, 2, 2}, {1, 2, 3, 4, 10, 20, 30, 40});
  CHECK(run.shape == Shape{1, 1, 2, 1, 1});
  CHECK_THAT(run.y, EqualsNear({2.5F, 25}));
}

TEST_CASE("pooling: gradients agree with finite differences", "[layers]") {
  for (const Type type : {kMax, kAverage, kL2}) {
    INFO("type " << type);
    check_gradients(spec_of(pooling(type, {2, 2}, {2, 2}).message(30, valid())), Shape{2, 4, 6});
    check_gradients(spec_of(pooling(type, {3, 2}).message(30, valid(1, 2, 0, 1))),
                    Shape{2, 1, 4, 3});
    check_gradients(spec_of(pooling(type, {3, 2}).message(30, valid(2, 0, 1, 1)).field(50, true)),
                    Shape{1, 3, 3});
    check_gradients(same(pooling(type, {3, 3}, {2, 2})), Shape{1, 4, 5});
    check_gradients(last_pixel(pooling(type, {3, 3}, {2, 2}), {1, 0}), Shape{1, 4, 6});
    check_gradients(spec_of(Proto().field(1, type).message(30).field(60, true)), Shape{3, 4, 3});
  }
}

TEST_CASE("pooling: of equal largest values the first gets the gradient", "[layers]") {
  const TestSpec spec = spec_of(pooling(kMax, {1, 2}).message(30, valid()));
  CHECK_THAT(input_gradient(spec, Shape{1, 1, 3}, {5, 5, 5}, {1, 10}), EqualsBits({1, 10, 0}));
}

TEST_CASE("pooling: an L2 of 0 gives no gradient", "[layers]") {
  const TestSpec spec = spec_of(pooling(kL2, {1, 2}).message(30, valid()));
  CHECK_THAT(input_gradient(spec, Shape{1, 1, 2}, {0, 0}, {1}), EqualsBits({0, 0}));
}

TEST_CASE("pooling: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const std::vector<Shape>& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, x), Error, has_code(code, part));
  };
  const TestSpec good = spec_of(pooling(kMax, {2, 2}).message(30, valid()));
  refuses(good, {Shape{4, 4}}, ErrorCode::shape_mismatch,
          "pooling reads 1 input of rank >= 3, got [4, 4]");
  refuses(good, {Shape{1, 1, 4}}, ErrorCode::shape_mismatch,
          "a kernel of 2 rows, its input with padding only 1");
  refuses(last_pixel(pooling(kMax, {2, 2})), {Shape{1, 1, 4}}, ErrorCode::shape_mismatch,
          "a kernel of 2");
  refuses(spec_of(pooling(kMax, {2, 2})), {Shape{1, 4, 4}}, ErrorCode::model_invalid,
          "padding type");
  refuses(spec_of(Proto().field(1, 3).message(30)), {Shape{1, 4, 4}}, ErrorCode::model_invalid,
          "unknown type 3");
  refuses(spec_of(pooling(kMax, {2, 2}, {1, 0}).message(30)), {Shape{1, 4, 4}},
          ErrorCode::model_invalid, "a stride of 0");
  refuses(spec_of(pooling(kMax, {2, 2}).message(30, Proto().message(1, Proto().message(10)))),
          {Shape{1, 4, 4}}, ErrorCode::model_invalid, "border amounts for 1 axes");
}
}  // namespace
}  // namespace attune::test
