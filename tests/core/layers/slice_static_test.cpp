#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cstdint>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
struct Slice {
  std::vector<std::int64_t> begin = {}, end = {}, strides = {}, begin_masks = {}, end_masks = {},
                            squeeze = {};
};

TestSpec slice(Slice s) {
  const std::size_t rank = s.begin.size();
  if (s.strides.empty()) s.strides.assign(rank, 1);
  if (s.begin_masks.empty()) s.begin_masks.assign(rank, 0);
  if (s.end_masks.empty()) s.end_masks.assign(rank, 0);
  Proto params;
  params.packed(1, s.begin).packed(2, s.begin_masks).packed(3, s.end).packed(4, s.end_masks);
  params.packed(5, s.strides);
  if (!s.squeeze.empty()) params.packed(6, s.squeeze);
  return layer_spec(LayerKind::slice_static, params);
}

// What a slice takes of 0, 1, 2, 3, 4.
std::vector<float> of_five(const Slice& s) {
  return run_layer(slice(s), Shape{5}, {0, 1, 2, 3, 4}).y;
}

TEST_CASE("sliceStatic: from, up to, and how far apart", "[layers]") {
  CHECK_THAT(of_five({.begin = {1}, .end = {4}}), EqualsBits({1, 2, 3}));
  CHECK_THAT(of_five({.begin = {0}, .end = {5}, .strides = {2}}), EqualsBits({0, 2, 4}));
  CHECK_THAT(of_five({.begin = {1}, .end = {5}, .strides = {9}}), EqualsBits({1}));
  CHECK_THAT(of_five({.begin = {-3}, .end = {-1}}), EqualsBits({2, 3}));
}
TEST_CASE("sliceStatic: a negative stride goes backwards", "[layers]") {
  CHECK_THAT(of_five({.begin = {3}, .end = {0}, .strides = {-1}}), EqualsBits({3, 2, 1}));
  CHECK_THAT(of_five({.begin = {-1}, .end = {-6}, .strides = {-2}}), EqualsBits({4, 2, 0}));
  CHECK_THAT(of_five({.begin = {4}, .end = {0}, .strides = {-1}, .end_masks = {1}}),
             EqualsBits({4, 3, 2, 1, 0}));
  CHECK_THAT(of_five({.begin = {0}, .end = {1}, .strides = {-3}, .begin_masks = {1}}),
             EqualsBits({4}));
  CHECK_THAT(of_five({.begin = {4}, .end = {0}, .strides = {INT64_MIN}}), EqualsBits({4}));
}
TEST_CASE("sliceStatic: what lies beyond the axis is cut off", "[layers]") {
  CHECK_THAT(of_five({.begin = {-99}, .end = {99}}), EqualsBits({0, 1, 2, 3, 4}));
  CHECK_THAT(of_five({.begin = {99}, .end = {-99}, .strides = {-1}}), EqualsBits({4, 3, 2, 1, 0}));
  CHECK_THAT(of_five({.begin = {INT64_MIN}, .end = {INT64_MAX}, .strides = {INT64_MAX}}),
             EqualsBits({0}));
}
TEST_CASE("sliceStatic: a mask stands for the whole way", "[layers]") {
  CHECK_THAT(of_five({.begin = {3}, .end = {4}, .begin_masks = {1}}), EqualsBits({0, 1, 2, 3}));
  CHECK_THAT(of_five({.begin = {3}, .end = {4}, .end_masks = {1}}), EqualsBits({3, 4}));
}
TEST_CASE("sliceStatic: a squeezed axis is left out", "[layers]") {
  const Slice one{.begin = {1, -1}, .end = {2, 0}, .squeeze = {0, 1}};
  const LayerRun run = run_layer(slice(one), Shape{2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(run.shape == Shape{1});
  CHECK_THAT(run.y, EqualsBits({6}));
  // The end and the stride are not read there, nor is the mask.
  const Slice all{
      .begin = {1, 2}, .end = {0, 0}, .strides = {0, 0}, .begin_masks = {1, 1}, .squeeze = {1, 1}};
  CHECK(run_layer(slice(all), Shape{2, 3}, {1, 2, 3, 4, 5, 6}).shape == Shape{1});
  CHECK_THAT(run_layer(slice(all), Shape{2, 3}, {1, 2, 3, 4, 5, 6}).y, EqualsBits({6}));
}
TEST_CASE("sliceStatic: the format's example", "[layers]") {
  const Slice example{.begin = {1, 2, 3},
                      .end = {3, -3, 2},
                      .strides = {2, 2, 2},
                      .begin_masks = {1, 0, 1},
                      .end_masks = {0, 1, 1}};
  CHECK(run_layer(slice(example), Shape{5, 5, 5}, std::vector<float>(125)).shape == Shape{2, 2, 3});
}
TEST_CASE("sliceStatic: gradients agree with finite differences", "[layers]") {
  check_gradients(slice({.begin = {1, -1, 0}, .end = {3, -4, 4}, .strides = {1, -2, 3}}),
                  Shape{3, 4, 5});
  check_gradients(slice({.begin = {1, 0}, .end = {0, 2}, .squeeze = {1, 0}}), Shape{2, 3});
}
TEST_CASE("sliceStatic: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const Slice& s, const Shape& x, ErrorCode code, std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(slice(s), {x}), Error, has_code(code, part));
  };
  refuses({.begin = {2}, .end = {2}}, {5}, ErrorCode::shape_mismatch, "nothing of axis 0 of [5]");
  refuses({.begin = {3}, .end = {1}}, {5}, ErrorCode::shape_mismatch, "nothing");
  refuses({.begin = {1}, .end = {3}, .strides = {-1}}, {5}, ErrorCode::shape_mismatch, "nothing");
  refuses({.begin = {5}, .end = {9}}, {5}, ErrorCode::shape_mismatch, "nothing");
  refuses({.begin = {5}, .end = {9}, .squeeze = {1}}, {5}, ErrorCode::shape_mismatch, "nothing");
  refuses({.begin = {-6}, .end = {9}, .squeeze = {1}}, {5}, ErrorCode::shape_mismatch, "nothing");
  refuses({.begin = {0}, .end = {1}, .strides = {0}}, {5}, ErrorCode::model_invalid,
          "a stride of 0");
  refuses({.begin = {0}, .end = {1}}, {5, 5}, ErrorCode::model_invalid,
          "1 values in a list (field 1)");
  refuses({.begin = {0, 0}, .end = {1}}, {5, 5}, ErrorCode::model_invalid, "(field 3)");
}
}  // namespace
}  // namespace attune::test
