// The values along an axis in order: the base of topK and argSort.
#pragma once

#include "kernels/sorting.h"
#include "layers/layer.h"

namespace attune::layers {

class Sorted : public Layer {
 public:
  /// @param axis  counted from the front
  /// Needs: one input, which has that axis.
  /// @throws Error shape_mismatch for an axis too long to be counted in floats
  Sorted(const LayerSpec& spec, std::span<const Shape> x, int axis, bool descending);

  /// The positions along one lane.
  std::uint64_t scratch_floats([[maybe_unused]] int examples) const override {
    return static_cast<std::uint64_t>(length_);
  }

 protected:
  /// Where a lane of a batch starts, in arrays that have `length` values along the axis.
  std::int64_t lane_start(std::int64_t lane, std::int64_t length) const {
    return lane / step_ * step_ * length + lane % step_;
  }
  std::int64_t lanes(const Pass& pass) const { return lanes_ * pass.examples; }
  std::int64_t length() const { return length_; }
  /// The distance from one value of a lane to the next.
  std::int64_t step() const { return step_; }
  /// Fills the scratch with the positions along one lane.
  const float* sort(const Pass& pass, std::int64_t lane) const {
    kernels::sort_positions(pass.x[0].data + lane_start(lane, length_), step_, length_, descending_,
                            pass.scratch.data());
    return pass.scratch.data();
  }

 private:
  std::int64_t lanes_, length_, step_;
  bool descending_;
};

}  // namespace attune::layers
