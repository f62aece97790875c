// Mean squared error (meanSquaredErrorLossLayer 11):
//   loss   = sum_i (x[i] - t[i])^2 / n
//   dx[i] += scale 2 (x[i] - t[i]) / n
//
//   x       the output, n values an example
//   target  the same shape
//
// The mean over an example's elements; the mean over a mini-batch of those is PyTorch's MSELoss.
// Sums in double, one after the other: a large array loses nothing. Refuses (not-updatable) an x
// without elements.

#include "base/error.h"
#include "losses/loss.h"

namespace attune::losses {
namespace {
class MeanSquaredError final : public Loss {
 public:
  explicit MeanSquaredError(const Shape& x) : shape_(x) {}

  Shape target_shape() const override { return shape_; }

  void forward(const ConstTensor& x, const ConstTensor& target,
               float* loss) const noexcept override {
    for (int e = 0; e < x.examples; ++e) {
      const float *got = x.example(e), *wanted = target.example(e);
      double sum = 0;
      for (std::int64_t i = 0; i < shape_.size(); ++i) {
        const double error = static_cast<double>(got[i]) - static_cast<double>(wanted[i]);
        sum += error * error;
      }
      loss[e] = static_cast<float>(sum / static_cast<double>(shape_.size()));
    }
  }

  void backward(const ConstTensor& x, const ConstTensor& target, float scale,
                const Tensor& dx) const noexcept override {
    const float factor = scale * 2 / static_cast<float>(shape_.size());
    for (int e = 0; e < x.examples; ++e) {
      const float *got = x.example(e), *wanted = target.example(e);
      float* const to = dx.example(e);
      for (std::int64_t i = 0; i < shape_.size(); ++i) to[i] += factor * (got[i] - wanted[i]);
    }
  }

 private:
  Shape shape_;
};

std::unique_ptr<Loss> make(const Shape& x, std::string_view loss_name) {
  if (x.size() == 0) {
    fail(ErrorCode::not_updatable, "loss '", loss_name,
         "': mean squared error needs an output that has elements, got ", x);
  }
  return std::make_unique<MeanSquaredError>(x);
}
}  // namespace

LossType mean_squared_error() { return {11, "meanSquaredErrorLossLayer", false, make}; }
}  // namespace attune::losses
