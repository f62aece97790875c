// Windows over three axes: how convolution3d and pooling3d spell kernels and paddings.
#pragma once

#include <array>
#include <string_view>

#include "kernels/windows.h"
#include "layers/layer.h"

namespace attune::layers {

/// A number each for depth, height and width.
using Triple = std::array<std::int64_t, 3>;

/// Three fields in a row. @throws Error model_invalid for one below 1 or above 2^24
Triple read_triple(const LayerSpec& spec, std::uint32_t first_field, std::string_view what);

/// Where windows stand in front of and behind a volume.
struct VolumePadding {
  enum class Kind : std::uint8_t { custom, valid, same };
  Kind kind = Kind::custom;
  Triple before{}, after{};  ///< of custom padding
};
/// @param first_amount  the field of the padding in front, followed by back, top, bottom, left,
/// right
/// @throws Error model_invalid for an unknown type or an impossible amount
VolumePadding read_volume_padding(const LayerSpec& spec, std::uint32_t type_field,
                                  std::uint32_t first_amount);

struct VolumeKernel {
  Triple size{1, 1, 1}, stride{1, 1, 1}, dilation{1, 1, 1};
};

/// The walk along one axis (0 depth, 1 height, 2 width) of that size. "same" gives as many windows
/// as elements divided by the stride, rounded up; an odd amount of padding has its larger half
/// behind.
/// @throws Error shape_mismatch when the padded input is smaller than the kernel
kernels::Steps steps_over(const LayerSpec& spec, std::int64_t size, std::size_t axis,
                          const VolumeKernel& kernel, const VolumePadding& padding);

/// @throws Error shape_mismatch unless there is one input of rank 5 or more
void expect_volume(const LayerSpec& spec, std::span<const Shape> x);

/// x with other extents of its last four axes; channels stay if that is negative.
Shape with_volume(const Shape& x, std::int64_t channels, const Triple& extents);

}  // namespace attune::layers
