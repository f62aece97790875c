#include "layers/shared/spatial.h"

#include <algorithm>

namespace attune::layers {
namespace {
constexpr std::int64_t kMost =
    1 << 24;  // keeps sums and products of a few of them far from overflow

std::int64_t checked_amount(const LayerSpec& spec, std::uint64_t amount, std::int64_t least,
                            std::string_view what) {
  if (amount < static_cast<std::uint64_t>(least) || amount > static_cast<std::uint64_t>(kMost)) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()), " has a ",
         what, " of ", amount, "; it must be between ", least, " and ", kMost);
  }
  return static_cast<std::int64_t>(amount);
}

kernels::Steps steps_along(const LayerSpec& spec, std::int64_t size, const Kernel& kernel,
                           const Padding& padding, std::int64_t Pair::* axis) {
  const std::int64_t stride = kernel.stride.*axis;
  const std::int64_t width = (kernel.size.*axis - 1) * kernel.dilation.*axis + 1;
  std::int64_t count = 0, before = 0;
  if (padding.same) {
    count = (size + stride - 1) / stride;
    before = padding.before(std::max<std::int64_t>(0, (count - 1) * stride + width - size));
  } else {
    before = padding.borders.before.*axis;
    const std::int64_t padded = size + before + padding.borders.after.*axis;
    if (padded < width) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
           " has a kernel of ", width, axis == &Pair::y ? " rows" : " columns",
           ", its input with padding only ", padded);
    }
    count = (padded - width) / stride + 1;
  }
  to_int(spec, width);
  return {to_int(spec, size),       static_cast<int>(kernel.size.*axis),
          static_cast<int>(stride), static_cast<int>(kernel.dilation.*axis),
          to_int(spec, before),     to_int(spec, count)};
}
}  // namespace

Pair read_pair(const LayerSpec& spec, const format::Message& message, std::uint32_t field,
               std::int64_t otherwise, std::string_view what, std::int64_t least) {
  const std::vector<std::uint64_t> values = message.integers(field);
  if (values.size() > 2) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()), " has ",
         values.size(), " numbers as its ", what, " where height and width are meant");
  }
  const auto at = [&](std::size_t i) {
    return i < values.size() ? checked_amount(spec, values[i], least, what) : otherwise;
  };
  return {at(0), at(1)};
}

Borders read_borders(const LayerSpec& spec, const format::Message& border_amounts) {
  const std::vector<format::Message> edges = border_amounts.messages(10);
  if (edges.empty()) return {};
  if (edges.size() != 2) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " has border amounts for ", edges.size(), " axes where height and width are meant");
  }
  const auto amount = [&](std::size_t axis, std::uint32_t field) {
    return checked_amount(spec, edges[axis].integer(field), 0, "border amount");
  };
  return {{amount(0, 1), amount(1, 1)}, {amount(0, 2), amount(1, 2)}};
}

Padding read_padding(const LayerSpec& spec, std::uint32_t valid_field, std::uint32_t same_field) {
  const format::Message::Choice choice = spec.params().choice({valid_field, same_field});
  if (choice.field == 0) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " does not say its padding type");
  }
  if (choice.field == valid_field)
    return {false, false, read_borders(spec, choice.message.message(1))};
  return {true, choice.message.integer(1) == 1, {}};
}

kernels::Windows windows_over(const LayerSpec& spec, const Shape& x, const Kernel& kernel,
                              const Padding& padding) {
  return {steps_along(spec, x[-2], kernel, padding, &Pair::y),
          steps_along(spec, x[-1], kernel, padding, &Pair::x)};
}

int to_int(const LayerSpec& spec, std::int64_t size) {
  if (size > Shape::kMaxSize) {
    fail(ErrorCode::model_too_large, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " needs an extent of ", size);
  }
  return static_cast<int>(size);
}

Shape with_image(const Shape& x, std::int64_t channels, std::int64_t height, std::int64_t width) {
  std::array<std::int64_t, Shape::kMaxRank> extents{};
  std::ranges::copy(x.extents(), extents.begin());
  const auto rank = static_cast<std::size_t>(x.rank());
  if (channels >= 0) extents[rank - 3] = channels;
  extents[rank - 2] = height;
  extents[rank - 1] = width;
  return Shape(std::span<const std::int64_t>(extents).first(rank));
}

}  // namespace attune::layers
