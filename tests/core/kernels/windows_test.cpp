#include "kernels/windows.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <vector>

#include "support/layer_harness.h"

namespace attune::kernels {
namespace {
using test::EqualsBits;

TEST_CASE("windows: a row of patches for each channel and tap", "[kernels]") {
  // Two windows of 2 x 2, the second reaches one column past an image of 2 x 2.
  const Windows windows{{.size = 2, .kernel = 2, .count = 1}, {.size = 2, .kernel = 2, .count = 2}};
  const std::vector<float> image{1, 2,  //
                                 3, 4};
  std::vector<float> patches(8, -1);
  gather_patches(windows, 1, image.data(), {0, 1}, patches.data());
  CHECK_THAT(patches, EqualsBits({1, 2, 2, 0, 3, 4, 4, 0}));

  std::vector<float> back{100, 100, 100, 100};
  scatter_patches(windows, 1, patches.data(), {0, 1}, back.data());
  CHECK_THAT(back, EqualsBits({101, 104, 103, 108}));
}

TEST_CASE("windows: rows of windows can be laid out one after the other", "[kernels]") {
  const Windows windows{{.size = 3, .count = 3}, {.size = 2, .kernel = 2, .count = 1}};
  const std::vector<float> image{1, 2, 3, 4, 5, 6};
  std::vector<float> patches(4);
  gather_patches(windows, 1, image.data(), {1, 2}, patches.data());
  CHECK_THAT(patches, EqualsBits({3, 5, 4, 6}));
}

TEST_CASE("windows: scattering is the transpose of gathering, whatever the geometry", "[kernels]") {
  const int channels = 2;
  for (const Steps y :
       {Steps{5, 3, 2, 1, 1, 3}, Steps{4, 2, 1, 3, 2, 5}, Steps{1, 4, 3, 1, 5, 4}}) {
    for (const Steps x :
         {Steps{6, 2, 1, 1, 0, 5}, Steps{3, 3, 2, 2, 2, 2}, Steps{7, 1, 3, 1, 4, 5}}) {
      const Windows windows{y, x};
      const auto image_size = static_cast<std::size_t>(channels * y.size * x.size);
      const auto size = static_cast<std::size_t>(channels * windows.taps() * windows.count());
      const std::vector<float> image = test::random_values(image_size, 1);
      const std::vector<float> weights = test::random_values(size, 2);
      std::vector<float> patches(size), back(image_size);
      gather_patches(windows, channels, image.data(), {0, y.count}, patches.data());
      scatter_patches(windows, channels, weights.data(), {0, y.count}, back.data());
      double gathered = 0, scattered = 0;
      for (std::size_t i = 0; i < size; ++i) {
        gathered += static_cast<double>(patches[i]) * static_cast<double>(weights[i]);
      }
      for (std::size_t i = 0; i < image_size; ++i) {
        scattered += static_cast<double>(image[i]) * static_cast<double>(back[i]);
      }
      INFO("y of " << y.size << ", x of " << x.size);
      CHECK(gathered != 0);
      CHECK(std::fabs(gathered - scattered) < 1e-5);
    }
  }
}

TEST_CASE("windows: the identity is known as such", "[kernels]") {
  CHECK(Windows{{.size = 2, .count = 2}, {.size = 3, .count = 3}}.is_identity());
  CHECK_FALSE(Windows{{.size = 2, .count = 2}, {.size = 3, .stride = 2, .count = 2}}.is_identity());
  CHECK_FALSE(Windows{{.size = 2, .count = 1}, {.size = 3, .count = 3}}.is_identity());
}
}  // namespace
}  // namespace attune::kernels
