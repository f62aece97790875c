#include "layers/shared/scattered.h"

#include <algorithm>

#include "kernels/elementwise.h"

namespace attune::layers {
namespace {
using Mode = Scattered::Mode;

float combined(Mode mode, float y, float u) {
  switch (mode) {
    case Mode::update:
      return u;
    case Mode::add:
      return y + u;
    case Mode::subtract:
      return y - u;
    case Mode::multiply:
      return y * u;
    case Mode::divide:
      return y / u;
    case Mode::maximum:
      return u > y ? u : y;
    case Mode::minimum:
      return u < y ? u : y;
  }
  return y;
}

// How much of the gradient by combined(y, u) belongs to y and to u.
struct Shares {
  float y, u;
};

Shares shares(Mode mode, float y, float u) {
  switch (mode) {
    case Mode::update:
      return {0, 1};
    case Mode::add:
      return {1, 1};
    case Mode::subtract:
      return {1, -1};
    case Mode::multiply:
      return {u, y};
    case Mode::divide:
      return {1 / u, -y / u / u};
    case Mode::maximum:
      return u > y ? Shares{0, 1} : Shares{1, 0};
    case Mode::minimum:
      return u < y ? Shares{0, 1} : Shares{1, 0};
  }
  return {1, 0};
}
}  // namespace

Scattered::Scattered(const LayerSpec& spec, std::span<const Shape> x, const Addresses& to,
                     std::uint64_t mode)
    : shape_(x[0]), to_(to), mode_(static_cast<Mode>(mode)) {
  if (mode > static_cast<std::uint64_t>(Mode::minimum)) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " in the unknown mode ", mode);
  }
  if (x[2] != to.shape()) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " needs updates of shape ", to.shape(), ", got ", x[2]);
  }
}

Status Scattered::forward(const Pass& pass) noexcept {
  for (int e = 0; e < pass.examples; ++e) {
    float* const y = pass.y[0].example(e);
    std::copy_n(pass.x[0].example(e), shape_.size(), y);
    const float* u = pass.x[2].example(e);
    for (std::int64_t k = 0; k < to_.count(); ++k, u += to_.block()) {
      const std::int64_t at = to_.at(pass.x[1].example(e), k);
      if (at < 0) return Status::failed;
      for (std::int64_t i = 0; i < to_.block(); ++i) y[at + i] = combined(mode_, y[at + i], u[i]);
    }
  }
  return Status::ok;
}

// A gradient for each element of y, and the values that the updates met.
std::uint64_t Scattered::scratch_floats([[maybe_unused]] int examples) const {
  const std::int64_t met = needs_values() ? to_.count() * to_.block() : 0;
  return static_cast<std::uint64_t>(shape_.size() + met);
}

// The steps of forward() taken back, the last one first: each hands its share of the element's
// gradient to its update and leaves the rest to what stood there before.
void Scattered::backward(const Pass& pass) noexcept {
  const auto size = static_cast<std::size_t>(shape_.size());
  float* const rest = pass.scratch.data();
  float* const met = rest + size;
  const std::int64_t block = to_.block();
  for (int e = 0; e < pass.examples; ++e) {
    const float* const indices = pass.x[1].example(e);
    const float* const updates = pass.x[2].example(e);
    if (needs_values()) {
      std::copy_n(pass.x[0].example(e), size, rest);
      for (std::int64_t k = 0; k < to_.count(); ++k) {
        float* const y = rest + to_.at(indices, k);
        for (std::int64_t i = 0; i < block; ++i) {
          met[k * block + i] = y[i];
          y[i] = combined(mode_, y[i], updates[k * block + i]);
        }
      }
    }
    std::copy_n(pass.dy[0].example(e), size, rest);
    for (std::int64_t k = to_.count(); k-- > 0;) {
      float* const dy = rest + to_.at(indices, k);
      for (std::int64_t i = 0; i < block; ++i) {
        const std::int64_t at = k * block + i;
        const Shares share = shares(mode_, needs_values() ? met[at] : 0, updates[at]);
        if (pass.dx[2]) pass.dx[2].example(e)[at] += share.u * dy[i];
        dy[i] = share.y == 0 ? 0 : share.y * dy[i];  // 0 times infinity is still nothing
      }
    }
    if (pass.dx[0]) kernels::add(rest, pass.dx[0].example(e), size);
  }
}

}  // namespace attune::layers
