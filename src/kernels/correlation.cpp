#include "kernels/correlation.h"

#include <algorithm>

namespace attune::kernels {
namespace {
using namespace internal;

// Patches of a strip take about half a megabyte: what fits into a processor's second cache beside
// the operands.
constexpr std::int64_t kStripFloats = 1 << 17;
// Tiles of 4 windows (or taps) by 8 channels of the map; so many channels at a time, whose panels
// stay in the second cache.
constexpr int kTileColumns = 8, kMapChannels = 256;

// How far windows reach, counted from the start of the padding in front.
int reach(const Steps& s) { return (s.count - 1) * s.stride + (s.kernel - 1) * s.dilation + 1; }

// The extent of an axis with the zeros that windows see.
int with_zeros(const Steps& s) { return std::max(s.before + s.size, reach(s)); }

// Panels of eight channels.
void pack_channels(const float* from, std::ptrdiff_t channel_step, int channels, int depth,
                   float* to) {
  for (int m = 0; m < channels; m += kTileColumns) {
    pack_panel(from + m * channel_step, channel_step, 1, kTileColumns,
               std::min(kTileColumns, channels - m), depth, to);
    to += static_cast<std::ptrdiff_t>(kTileColumns) * depth;
  }
}

// to[m * to_step + r] += the sum over k of what stands at starts[r] + offsets[k], times channel m.
void multiply_channels(const std::int32_t* starts, int rows, const float* data,
                       const std::int32_t* offsets, int depth, const float* panels, int channels,
                       float* to, std::ptrdiff_t to_step) {
  for (int m = 0; m < channels; m += kTileColumns) {
    add_rows_transposed(
        {data, starts, offsets}, panels, depth,
        {to + m * to_step, to_step, rows, std::min(kTileColumns, channels - m), Into::add});
    panels += static_cast<std::ptrdiff_t>(kTileColumns) * depth;
  }
}

// Calls visit(first, count) for stretches of at most `most`.
template <typename Visit>
void each_stretch(int all, int most, Visit visit) {
  for (int first = 0; first < all; first += most) visit(first, std::min(most, all - first));
}
}  // namespace

Correlation::Correlation(const Windows& windows, int image_channels, int map_channels, int groups)
    : windows_(windows),
      groups_(groups),
      group_image_channels_(image_channels / groups),
      group_map_channels_(map_channels / groups),
      depth_(group_image_channels_ * windows.taps()) {
  const auto map = static_cast<std::uint64_t>(group_map_channels_),
             depth = static_cast<std::uint64_t>(depth_);
  if (windows.y.before > 0 || windows.x.before > 0 || reach(windows.y) > windows.y.size ||
      reach(windows.x) > windows.x.size) {
    frame_rows_ = with_zeros(windows.y), frame_columns_ = with_zeros(windows.x);
    frame_floats_ = static_cast<std::uint64_t>(group_image_channels_) *
                    static_cast<std::uint64_t>(frame_rows_) *
                    static_cast<std::uint64_t>(frame_columns_);
  }
  const std::uint64_t panels =
      std::uint64_t{kDepth} *
      static_cast<std::uint64_t>(round_up(std::min(group_map_channels_, kMapChannels), 8));

  const std::int64_t row_floats = std::max<std::int64_t>(1, std::int64_t{depth_} * windows.x.count);
  const std::int64_t rows =
      std::clamp<std::int64_t>(kStripFloats / row_floats, 1, std::max(1, windows.y.count));
  strip_rows_ = windows.is_identity() ? std::max(1, windows.y.count) : static_cast<int>(rows);
  if (!windows.is_identity())
    patches_floats_ = static_cast<std::uint64_t>(row_floats * strip_rows_);
  const std::uint64_t places =
      static_cast<std::uint64_t>(strip_rows_) * static_cast<std::uint64_t>(windows.x.count);
  scratch_floats_ =
      std::max(frame_floats_ + panels, patches_floats_ + gemm_scratch_floats(depth, places, map));
}

Correlation::Frame Correlation::frame(const float* image, std::span<float> scratch) const {
  const int rows = windows_.y.size, columns = windows_.x.size;
  if (frame_floats_ == 0) return {image, columns, plane()};
  float* to = scratch.data();
  for (int c = 0; c < group_image_channels_; ++c) {
    to = std::fill_n(to, windows_.y.before * frame_columns_, 0.0F);
    for (int row = 0; row < rows; ++row, image += columns) {
      to = std::fill_n(to, windows_.x.before, 0.0F);
      to = std::copy_n(image, columns, to);
      to = std::fill_n(to, frame_columns_ - windows_.x.before - columns, 0.0F);
    }
    to = std::fill_n(to, (frame_rows_ - windows_.y.before - rows) * frame_columns_, 0.0F);
  }
  return {scratch.data(), frame_columns_,
          static_cast<std::ptrdiff_t>(frame_rows_) * frame_columns_};
}

void Correlation::find_windows(const Frame& frame, int first, int count, Offsets& at) const {
  const Steps &y = windows_.y, &x = windows_.x;
  int row = first / x.count, column = first % x.count;
  for (int i = 0; i < count; ++i) {
    at[i] = to_bytes(row * y.stride * frame.row + std::ptrdiff_t{column} * x.stride);
    if (++column == x.count) column = 0, ++row;
  }
}

void Correlation::find_taps(const Frame& frame, int first, int count, Offsets& at) const {
  const Steps &y = windows_.y, &x = windows_.x;
  for (int i = 0; i < count; ++i) {
    const int channel = (first + i) / windows_.taps(), tap = (first + i) % windows_.taps();
    at[i] = to_bytes(channel * frame.channel + tap / x.kernel * y.dilation * frame.row +
                     std::ptrdiff_t{tap % x.kernel} * x.dilation);
  }
}

template <typename Visit>
void Correlation::each_group(Visit visit, Share share) const {
  const auto [first, count] = share.of(groups_);
  for (std::ptrdiff_t group = first; group < first + count; ++group) {
    visit(group * group_image_channels_ * plane(), group * group_map_channels_ * windows_.count(),
          group * group_map_channels_ * depth_);
  }
}

void Correlation::add_to_map(const float* images, const float* weights, float* maps,
                             std::span<float> scratch, int count) const noexcept {
  if (is_depthwise()) return add_planes(images, weights, maps, scratch, count);
  float* const panels = scratch.data() + frame_floats_;
  Offsets window_at, tap_at;
  each_group([&](std::ptrdiff_t image_at, std::ptrdiff_t map_at, std::ptrdiff_t weights_at) {
    each_stretch(group_map_channels_, kMapChannels, [&](int m, int channels) {
      each_stretch(depth_, kDepth, [&](int k, int taps) {
        pack_channels(weights + weights_at + m * std::ptrdiff_t{depth_} + k, depth_, channels, taps,
                      panels);
        for (int i = 0; i < count; ++i) {
          const Frame from = frame(images + i * image_floats() + image_at, scratch);
          if (i == 0) find_taps(from, k, taps, tap_at);
          float* const map =
              maps + i * map_floats() + map_at + m * std::ptrdiff_t{windows_.count()};
          each_stretch(windows_.count(), kDepth, [&](int w, int windows) {
            find_windows(from, w, windows, window_at);
            multiply_channels(window_at, windows, from.data, tap_at, taps, panels, channels,
                              map + w, windows_.count());
          });
        }
      });
    });
  });
}

// One channel to one channel: each window row is a few image rows, shifted and added up.
void Correlation::add_planes(const float* images, const float* weights, float* maps,
                             std::span<float> scratch, int count) const {
  const Steps &y = windows_.y, &x = windows_.x;
  for (std::ptrdiff_t plane_number = 0; plane_number < std::ptrdiff_t{groups_} * count;
       ++plane_number) {
    const Frame from = frame(images + plane_number * plane(), scratch);
    const float* const kernel = weights + plane_number % groups_ * depth_;
    float* to = maps + plane_number * windows_.count();
    for (int row = 0; row < y.count; ++row, to += x.count) {
      for (int column = 0; column < x.count; column += kLanes) {
        const int here = std::min(kLanes, x.count - column);
        const float* const corner =
            from.data + row * y.stride * from.row + std::ptrdiff_t{column} * x.stride;
        Lanes sum = {};
        for (int tap = 0; tap < depth_; ++tap) {
          const float* const at =
              corner + tap / x.kernel * y.dilation * from.row + tap % x.kernel * x.dilation;
          Lanes values = {};
          if (x.stride == 1) {
            values = here == kLanes ? load(at) : load_some(at, here);
          } else {
            for (int lane = 0; lane < here; ++lane) values[lane] = at[lane * x.stride];
          }
          sum = multiply_add(splat(kernel[tap]), values, sum);
        }
        put(to + column, sum, here, Into::add);
      }
    }
  }
}

void Correlation::add_to_weights(const float* maps, const float* images, float* gradient,
                                 std::span<float> scratch, int count, Share share) const noexcept {
  float* const panels = scratch.data() + frame_floats_;
  Offsets window_at, tap_at;
  // A share is of the groups, or of the channels where there is one group.
  const bool by_groups = groups_ > 1;
  const auto [first, all] = (by_groups ? Share{} : share).of(group_map_channels_, kTileColumns);
  const auto add_group = [&](std::ptrdiff_t image_at, std::ptrdiff_t map_at,
                             std::ptrdiff_t weights_at) {
    for (int i = 0; i < count; ++i) {
      const Frame from = frame(images + i * image_floats() + image_at, scratch);
      each_stretch(windows_.count(), kDepth, [&](int w, int windows) {
        find_windows(from, w, windows, window_at);
        each_stretch(all, kMapChannels, [&](int from_first, int channels) {
          const std::ptrdiff_t m = first + from_first;
          pack_channels(maps + i * map_floats() + map_at + m * windows_.count() + w,
                        windows_.count(), channels, windows, panels);
          each_stretch(depth_, kDepth, [&](int k, int taps) {
            find_taps(from, k, taps, tap_at);
            multiply_channels(tap_at, taps, from.data, window_at, windows, panels, channels,
                              gradient + weights_at + m * depth_ + k, depth_);
          });
        });
      });
    }
  };
  each_group(add_group, by_groups ? share : Share{});
}

void Correlation::add_to_image(const float* map, const float* weights, float* image,
                               std::span<float> scratch) const noexcept {
  const std::span<float> products = scratch.subspan(static_cast<std::size_t>(patches_floats_));
  each_group([&](std::ptrdiff_t image_at, std::ptrdiff_t map_at, std::ptrdiff_t weights_at) {
    const Matrix by = transposed(row_major(weights + weights_at, group_map_channels_, depth_));
    each_stretch(windows_.y.count, strip_rows_, [&](int row, int rows) {
      const std::ptrdiff_t first = static_cast<std::ptrdiff_t>(row) * windows_.x.count;
      const Matrix from{map + map_at + first, group_map_channels_, rows * windows_.x.count,
                        windows_.count(), 1};
      if (windows_.is_identity()) {
        gemm(by, from, Into::add, image + image_at, plane(), products);
        return;
      }
      gemm(by, from, Into::overwrite, scratch.data(), from.columns, products);
      scatter_patches(windows_, group_image_channels_, scratch.data(), {row, rows},
                      image + image_at);
    });
  });
}

}  // namespace attune::kernels
