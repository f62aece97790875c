#include "layers/shared/divided.h"

#include <algorithm>

#include "kernels/elementwise.h"
#include "layers/shared/axes.h"

namespace attune::layers {
namespace {
[[noreturn]] void fail_parts(const LayerSpec& spec, std::uint64_t parts) {
  fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()), " makes ",
       parts, " outputs, but names ", spec.outputs().size());
}
}  // namespace

Divided::Divided(const LayerSpec& spec, std::span<const Shape> x, std::int64_t axis,
                 std::uint64_t parts, std::vector<std::int64_t> sizes) {
  expect_inputs(spec, x, 1);
  const int along = resolve_axis(spec, axis, x[0].rank());
  const std::size_t outputs = spec.outputs().size();
  if (sizes.empty()) {
    if (parts != outputs) fail_parts(spec, parts);
    sizes.assign(outputs,
                 x[0][along] / std::max<std::int64_t>(static_cast<std::int64_t>(outputs), 1));
  }
  if (sizes.size() != outputs) fail_parts(spec, sizes.size());
  std::int64_t left = x[0][along];
  for (const std::int64_t size : sizes) {
    if (size < 1 || size > left) {
      left = -1;
      break;
    }
    left -= size;
    shapes_.push_back(x[0].with(along, size));
    blocks_.push_back(shapes_.back().size_of(along, x[0].rank()));
  }
  if (left != 0) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " cannot cut axis ", along, " of ", x[0], " into the ", outputs, " parts that it names");
  }
  rounds_ = x[0].size_of(0, along);
}

Status Divided::forward(const Pass& pass) noexcept {
  for (int e = 0; e < pass.examples; ++e) {
    const float* x = pass.x[0].example(e);
    for (std::int64_t round = 0; round < rounds_; ++round) {
      for (std::size_t i = 0; i < blocks_.size(); ++i) {
        std::copy_n(x, blocks_[i], pass.y[i].example(e) + round * blocks_[i]);
        x += blocks_[i];
      }
    }
  }
  return Status::ok;
}

void Divided::backward(const Pass& pass) noexcept {
  if (!pass.dx[0]) return;
  for (int e = 0; e < pass.examples; ++e) {
    float* dx = pass.dx[0].example(e);
    for (std::int64_t round = 0; round < rounds_; ++round) {
      for (std::size_t i = 0; i < blocks_.size(); ++i) {
        if (pass.dy[i]) {
          kernels::add(pass.dy[i].example(e) + round * blocks_[i], dx,
                       static_cast<std::size_t>(blocks_[i]));
        }
        dx += blocks_[i];
      }
    }
  }
}

}  // namespace attune::layers
