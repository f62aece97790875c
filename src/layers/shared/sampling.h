// How the points at which a resized image is read are spread along an axis: the format's
// SamplingMode, and what upsample has besides.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/bilinear.h"
#include "layers/shared/spatial.h"

namespace attune::layers {

/// The i-th of m points over an interval of length d (that is, from an element to the d-th after
/// it; n = d + 1), counted from its start:
enum class Sampling : std::uint8_t {
  strict_align_endpoints,  ///< i d / (m - 1), a single one at 0
  align_endpoints,         ///< the same, a single one at d / 2
  upsample,                ///< min(d, i (n - n / m) / (m - 1)), a single one at 0
  roi_align,               ///< min(d, (i + 1/2) max(1, d) / m)
  half_pixel,              ///< (i + 1/2) n / m - 1/2, between 0 and d
  nearest,                 ///< floor(i n / m)
};

/// A part of an axis, in elements; the end may stand before the start.
struct Interval {
  double start = 0, end = 0;
};

/// A point, and how it moves with the interval.
struct Point {
  kernels::Place place;
  float by_start = 0, by_end = 0;
};

/// The `index`-th of `count` points over the interval, held within the axis.
/// @param size  of the axis: 1 to 2^30
Point sampled(Sampling sampling, const Interval& interval, std::int64_t size, std::int64_t index,
              std::int64_t count);

/// All points over a whole axis.
std::vector<kernels::Place> sampled_axis(Sampling sampling, std::int64_t size, std::int64_t count);

/// The targetSize of resizeBilinear and cropResize, field 1 of both; without one 1 x 1.
/// @throws Error model_invalid
Pair read_target_size(const LayerSpec& spec);

/// The field of a SamplingMode message. @throws Error model_invalid for an unknown mode
Sampling read_sampling(const LayerSpec& spec, std::uint32_t field);

/// Resizes each image by places for rows and columns: upsample and resizeBilinear.
class Resized : public Layer {
 public:
  /// The places at which y's rows (axis 0) or columns (axis 1) read an axis of `size` elements.
  using Places = std::vector<kernels::Place>(const LayerSpec& spec, int axis, std::int64_t size);

  /// @throws Error shape_mismatch for anything but one input of rank 3 or more; what `places` does
  Resized(const LayerSpec& spec, std::span<const Shape> x, Places places);

  std::vector<Shape> output_shapes() const override { return {y_}; }
  Status forward(const Pass& pass) noexcept override;
  void backward(const Pass& pass) noexcept override;

 private:
  std::vector<kernels::Place> rows_, columns_;
  Shape x_, y_;
};

/// The registry's entry for a layer that is nothing but a way to place what it reads.
template <Resized::Places places>
LayerType resized(LayerKind kind) {
  return {kind, true,
          [](const LayerSpec& spec, std::span<const Shape> x) -> std::unique_ptr<Layer> {
            return std::make_unique<Resized>(spec, x, places);
          }};
}

}  // namespace attune::layers
