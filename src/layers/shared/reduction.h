// One number out of the values along some axes: the base of reduce, of the N-D layers from reduceL1
// to reduceLogSumExp, of argMax and argMin.
#pragma once

#include <vector>

#include "kernels/view.h"
#include "layers/layer.h"

namespace attune::layers {

/// What is made of the values x; n of them. The first ten in the order of ReduceLayerParams.mode.
enum class Reducing : std::uint8_t {
  sum,
  mean,         ///< sum x / n
  product,      ///< gradient at 0: the product of the others
  sum_of_logs,  ///< sum ln(x + epsilon)
  sum_square,   ///< sum x^2
  l1,           ///< sum |x|; no gradient at 0
  l2,           ///< sqrt(sum x^2); no gradient where it is 0
  max,          ///< of equal ones the first gets the gradient
  min,          ///< the same
  arg_max,      ///< the position of the first largest; passes no gradient
  arg_min,      ///< the position of the first smallest; passes no gradient
  log_sum,      ///< ln(sum x)
  log_sum_exp,  ///< ln(sum e^x), kept from overflowing by the largest x
};

/// Sums and products run one after the other, in the order of memory.
class Reduction : public Layer {
 public:
  struct Plan {
    Reducing what;
    std::vector<int> axes;  ///< what is reduced, counted from the front
    Shape y;                ///< as x without those axes, or with 1 in their place
    float epsilon = 0;
  };
  /// Needs: one input that has the plan's axes.
  /// @throws Error shape_mismatch when there are no values to reduce
  Reduction(const LayerSpec& spec, std::span<const Shape> x, Plan plan);

  std::vector<Shape> output_shapes() const override { return {plan_.y}; }
  std::uint64_t scratch_floats(int examples) const override;
  Status forward(const Pass& pass) noexcept override;
  void backward(const Pass& pass) noexcept override;

 private:
  const float* rows(const float* x, float* scratch) const;

  Plan plan_;
  kernels::View view_;      // x with the reduced axes last
  bool in_order_ = false;   // they are last already
  std::int64_t count_ = 1;  // values for each number
};

/// A layer that reads axes 1, keepDims 2, reduceAll 3, as ReduceSumLayerParams and its kin.
/// Without keepDims the axes are left out, but never the last one: of a vector, and of all axes,
/// comes a vector of one number.
/// @throws Error model_invalid for no axis without reduceAll, or one that is named twice;
/// shape_mismatch for an axis that x lacks or an empty one, anything but one input of rank >= 1
std::unique_ptr<Layer> make_reduction(const LayerSpec& spec, std::span<const Shape> x,
                                      Reducing what);
/// A layer that reads axis 1, removeDim 2, as ArgMaxLayerParams; else the same.
std::unique_ptr<Layer> make_position(const LayerSpec& spec, std::span<const Shape> x,
                                     Reducing what);

/// The registry's entries for them.
template <Reducing what>
LayerType reduction_type(LayerKind kind) {
  return {kind, true, [](const LayerSpec& spec, std::span<const Shape> x) {
            return make_reduction(spec, x, what);
          }};
}
template <Reducing what>
LayerType position_type(LayerKind kind) {
  return {kind, true, [](const LayerSpec& spec, std::span<const Shape> x) {
            return make_position(spec, x, what);
          }};
}

}  // namespace attune::layers
