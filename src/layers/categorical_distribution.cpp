// Categorical distribution: draws class numbers from each lane along the last axis.
//   P(k) = e^(l[k] / temperature) / sum_j e^(l[j] / temperature)
//   l[k] = x[k] (isLogits), or ln(x[k] + eps)
//
//   x  (..., C)            scores or probabilities
//   y  (..., numSamples)   class numbers 0 ... C - 1
//
// A sample is the first k whose P(0) + ... + P(k) lies above a uniform number in [0, 1). The
// generator is that of shared/random_fill.h, started anew for each example. Fails while running on
// scores that are no numbers, such as those of a negative probability.
//
// Reads CategoricalDistributionLayerParams: seed 1, numSamples 2, isLogits 3, eps 4 (0 means
// 1e-10), temperature 5 (0 means 1). Passes no gradient: it is a choice. Refuses (shape-mismatch)
// anything but one input of rank 1 or more, (model-invalid) fewer than one sample.

#include <algorithm>
#include <cmath>

#include "kernels/vector_math.h"
#include "layers/shared/dense.h"
#include "layers/shared/random_fill.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kSamples = 2, kIsLogits = 3, kEps = 4, kTemperature = 5;

class CategoricalDistribution final : public Layer {
 public:
  CategoricalDistribution(const LayerSpec& spec, std::span<const Shape> x)
      : random_(random_of(spec)),
        is_logits_(spec.params().flag(kIsLogits)),
        eps_(spec.params().number(kEps)),
        temperature_(spec.params().number(kTemperature)) {
    expect_inputs(spec, x, 1, 1);
    if (eps_ == 0) eps_ = 1e-10F;
    if (temperature_ == 0) temperature_ = 1;
    samples_ = output_count(spec, spec.params().integer(kSamples));
    classes_ = x[0][-1];
    lanes_ = x[0].size_of(0, x[0].rank() - 1);
    y_ = x[0].with(-1, samples_);
    if (classes_ < 1) fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": has no classes");
  }

  std::vector<Shape> output_shapes() const override { return {y_}; }
  std::uint64_t scratch_floats([[maybe_unused]] int examples) const override {
    return static_cast<std::uint64_t>(classes_);
  }

  Status forward(const Pass& pass) noexcept override {
    const std::span<float> sums = pass.scratch.first(static_cast<std::size_t>(classes_));
    for (int e = 0; e < pass.examples; ++e) {
      Random random = random_;
      const float* x = pass.x[0].example(e);
      float* y = pass.y[0].example(e);
      for (std::int64_t lane = 0; lane < lanes_; ++lane, x += classes_) {
        add_up(x, sums);
        if (!(sums.back() > 0 && std::isfinite(sums.back()))) return Status::failed;
        for (int i = 0; i < samples_; ++i) {
          const float at = random.uniform() * sums.back();
          const auto above = std::ranges::upper_bound(sums, at) - sums.begin();
          *y++ = static_cast<float>(std::min<std::int64_t>(above, classes_ - 1));
        }
      }
    }
    return Status::ok;
  }

 private:
  // sums[k] = the sum up to k of numbers that are in proportion to the probabilities
  void add_up(const float* x, std::span<float> sums) const {
    std::copy_n(x, sums.size(), sums.begin());
    if (!is_logits_) {
      for (float& value : sums) value = kernels::log(value + eps_);
    }
    const float top = *std::ranges::max_element(sums);
    float sum = 0;
    for (float& value : sums) value = sum += kernels::exp((value - top) / temperature_);
  }

  Random random_;
  bool is_logits_;
  float eps_, temperature_;
  int samples_ = 1;
  std::int64_t classes_ = 1, lanes_ = 1;  // lanes of one example
  Shape y_;
};
}  // namespace

LayerType categorical_distribution() {
  return layer_type<CategoricalDistribution>(LayerKind::categorical_distribution);
}
}  // namespace attune::layers
