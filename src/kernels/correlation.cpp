#include "kernels/correlation.h"

#include <algorithm>

namespace attune::kernels {
namespace {
// Patches of a strip take about half a megabyte: what fits into a processor's second cache beside
// the operands.
constexpr std::int64_t kStripFloats = 1 << 17;
}  // namespace

Correlation::Correlation(const Windows& windows, int image_channels, int map_channels, int groups)
    : windows_(windows),
      groups_(groups),
      group_image_channels_(image_channels / groups),
      group_map_channels_(map_channels / groups),
      depth_(group_image_channels_ * windows.taps()) {
  const std::int64_t row_floats = std::max<std::int64_t>(1, std::int64_t{depth_} * windows.x.count);
  const std::int64_t rows =
      std::clamp<std::int64_t>(kStripFloats / row_floats, 1, std::max(1, windows.y.count));
  strip_rows_ = windows.is_identity() ? std::max(1, windows.y.count) : static_cast<int>(rows);
  if (!windows.is_identity())
    patches_floats_ = static_cast<std::uint64_t>(row_floats * strip_rows_);

  const auto map = static_cast<std::uint64_t>(group_map_channels_),
             depth = static_cast<std::uint64_t>(depth_);
  const std::uint64_t places =
      static_cast<std::uint64_t>(strip_rows_) * static_cast<std::uint64_t>(windows.x.count);
  product_floats_ =
      std::max({gemm_scratch_floats(map, places, depth), gemm_scratch_floats(depth, places, map),
                gemm_scratch_floats(map, depth, places)});
}

template <typename Visit>
void Correlation::each_strip(Visit visit) const {
  for (int group = 0; group < groups_; ++group) {
    for (int row = 0; row < windows_.y.count; row += strip_rows_) {
      visit(group, WindowRows{row, std::min(strip_rows_, windows_.y.count - row)});
    }
  }
}

Matrix Correlation::patches(const float* image, int group, WindowRows rows,
                            std::span<float> scratch) const {
  const std::ptrdiff_t image_size = static_cast<std::ptrdiff_t>(windows_.y.size) * windows_.x.size;
  const float* const channels = image + group * group_image_channels_ * image_size;
  const int places = rows.count * windows_.x.count;
  if (windows_.is_identity()) return row_major(channels, depth_, places);
  gather_patches(windows_, group_image_channels_, channels, rows, scratch.data());
  return row_major(scratch.data(), depth_, places);
}

Matrix Correlation::strip(const float* map, int group, WindowRows rows) const {
  return {map + map_offset(group, rows), group_map_channels_, rows.count * windows_.x.count,
          windows_.count(), 1};
}

Matrix Correlation::weights_of(const float* weights, int group) const {
  const std::ptrdiff_t group_weights = static_cast<std::ptrdiff_t>(group_map_channels_) * depth_;
  return row_major(weights + group * group_weights, group_map_channels_, depth_);
}

std::ptrdiff_t Correlation::map_offset(int group, WindowRows rows) const {
  return static_cast<std::ptrdiff_t>(group) * group_map_channels_ * windows_.count() +
         static_cast<std::ptrdiff_t>(rows.first) * windows_.x.count;
}

std::span<float> Correlation::product_scratch(std::span<float> scratch) const {
  return scratch.subspan(static_cast<std::size_t>(patches_floats_),
                         static_cast<std::size_t>(product_floats_));
}

void Correlation::add_to_map(const float* image, const float* weights, float* map,
                             std::span<float> scratch) const noexcept {
  each_strip([&](int group, WindowRows rows) {
    gemm(weights_of(weights, group), patches(image, group, rows, scratch), Into::add,
         map + map_offset(group, rows), windows_.count(), product_scratch(scratch));
  });
}

void Correlation::add_to_image(const float* map, const float* weights, float* image,
                               std::span<float> scratch) const noexcept {
  const std::ptrdiff_t image_size = static_cast<std::ptrdiff_t>(windows_.y.size) * windows_.x.size;
  each_strip([&](int group, WindowRows rows) {
    float* const channels = image + group * group_image_channels_ * image_size;
    const Matrix from = strip(map, group, rows), by = transposed(weights_of(weights, group));
    if (windows_.is_identity()) {
      gemm(by, from, Into::add, channels, image_size, product_scratch(scratch));
    } else {
      gemm(by, from, Into::overwrite, scratch.data(), from.columns, product_scratch(scratch));
      scatter_patches(windows_, group_image_channels_, scratch.data(), rows, channels);
    }
  });
}

void Correlation::add_to_weights(const float* map, const float* image, float* gradient,
                                 std::span<float> scratch) const noexcept {
  each_strip([&](int group, WindowRows rows) {
    gemm(strip(map, group, rows), transposed(patches(image, group, rows, scratch)), Into::add,
         gradient + static_cast<std::ptrdiff_t>(group) * group_map_channels_ * depth_, depth_,
         product_scratch(scratch));
  });
}

}  // namespace attune::kernels
