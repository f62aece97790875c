#include "layers/shared/volume.h"

#include <algorithm>

#include "layers/shared/spatial.h"

namespace attune::layers {
namespace {
constexpr std::uint64_t kMost = 1 << 24;  // keeps sums and products of a few of them from overflow

std::int64_t read_amount(const LayerSpec& spec, std::uint32_t field, std::uint64_t least,
                         std::string_view what) {
  const std::uint64_t amount = spec.params().integer(field);
  if (amount < least || amount > kMost) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()), " has a ",
         what, " of ", static_cast<std::int64_t>(amount), "; it must be between ", least, " and ",
         kMost);
  }
  return static_cast<std::int64_t>(amount);
}
}  // namespace

Triple read_triple(const LayerSpec& spec, std::uint32_t first_field, std::string_view what) {
  Triple numbers{};
  for (std::uint32_t i = 0; i < 3; ++i) numbers[i] = read_amount(spec, first_field + i, 1, what);
  return numbers;
}

VolumePadding read_volume_padding(const LayerSpec& spec, std::uint32_t type_field,
                                  std::uint32_t first_amount) {
  const std::uint64_t type = spec.params().integer(type_field);
  if (type > 2) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " has a padding of the unknown type ", type);
  }
  VolumePadding padding{static_cast<VolumePadding::Kind>(type), {}, {}};
  if (padding.kind != VolumePadding::Kind::custom) return padding;
  for (std::uint32_t i = 0; i < 3; ++i) {
    padding.before[i] = read_amount(spec, first_amount + 2 * i, 0, "padding");
    padding.after[i] = read_amount(spec, first_amount + 2 * i + 1, 0, "padding");
  }
  return padding;
}

kernels::Steps steps_over(const LayerSpec& spec, std::int64_t size, std::size_t axis,
                          const VolumeKernel& kernel, const VolumePadding& padding) {
  const std::int64_t stride = kernel.stride[axis];
  const std::int64_t width = (kernel.size[axis] - 1) * kernel.dilation[axis] + 1;
  std::int64_t count = (size + stride - 1) / stride, before = 0;
  if (padding.kind == VolumePadding::Kind::same) {
    before = std::max<std::int64_t>(0, (count - 1) * stride + width - size) / 2;
  } else {
    before = padding.before[axis];
    const std::int64_t padded = size + before + padding.after[axis];
    if (padded < width) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
           " has a kernel of ", width, " elements, an axis of its input with padding only ",
           padded);
    }
    count = (padded - width) / stride + 1;
  }
  to_int(spec, width);
  return {to_int(spec, size),       static_cast<int>(kernel.size[axis]),
          static_cast<int>(stride), static_cast<int>(kernel.dilation[axis]),
          to_int(spec, before),     to_int(spec, count)};
}

void expect_volume(const LayerSpec& spec, std::span<const Shape> x) {
  expect_inputs(spec, x, 1, 5);
}

Shape with_volume(const Shape& x, std::int64_t channels, const Triple& extents) {
  Shape y = channels < 0 ? x : x.with(-4, channels);
  for (int axis = 0; axis < 3; ++axis)
    y = y.with(axis - 3, extents[static_cast<std::size_t>(axis)]);
  return y;
}

}  // namespace attune::layers
