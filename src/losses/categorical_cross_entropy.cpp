// Categorical cross entropy (categoricalCrossEntropyLossLayer 10), fused with the softmax before
// it:
//   loss   = ln(sum_k e^x[k]) - x[t]  =  -ln softmax(x)[t]
//   dx[c] += scale (softmax(x)[c] - (c == t))
//
//   x       the scores: N values along one axis of an example, every other extent 1
//   target  the class index t, 0 ... N - 1, as a float
//
// A target that is no such index, or a score that is NaN or infinite, makes the loss NaN (and
// leaves or spoils dx): the caller looks at the loss. Refuses (not-updatable) an x with more than
// one lane.

#include <algorithm>
#include <array>
#include <limits>
#include <span>

#include "base/error.h"
#include "kernels/vector_math.h"
#include "losses/loss.h"

namespace attune::losses {
namespace {
class CategoricalCrossEntropy final : public Loss {
 public:
  explicit CategoricalCrossEntropy(const Shape& x) : classes_(static_cast<std::size_t>(x.size())) {}

  Shape target_shape() const override { return {}; }

  void forward(const ConstTensor& x, const ConstTensor& target,
               float* loss) const noexcept override {
    for (int e = 0; e < x.examples; ++e) {
      const float* const scores = x.example(e);
      const Normalizer norm = normalizer(scores);
      const float t = target.data[e];
      // With NaN scores the maximum may hide them; the sum does not.
      loss[e] = is_class(t)
                    ? kernels::log(norm.sum) + (norm.top - scores[static_cast<std::size_t>(t)])
                    : std::numeric_limits<float>::quiet_NaN();
    }
  }

  void backward(const ConstTensor& x, const ConstTensor& target, float scale,
                const Tensor& dx) const noexcept override {
    for (int e = 0; e < x.examples; ++e) {
      const float t = target.data[e];
      if (!is_class(t)) continue;
      const float* const scores = x.example(e);
      float* const to = dx.example(e);
      const Normalizer norm = normalizer(scores);
      each_run(scores, norm.top, [&](std::size_t first, std::span<const float> powers) {
        for (std::size_t i = 0; i < powers.size(); ++i) {
          const float p = powers[i] / norm.sum;
          to[first + i] += scale * (first + i == static_cast<std::size_t>(t) ? p - 1 : p);
        }
      });
    }
  }

 private:
  struct Normalizer {
    float top;  // the largest score: keeps the exponentials from overflowing
    float sum;  // of e^(x - top); at least 1
  };

  Normalizer normalizer(const float* scores) const {
    float top = scores[0];
    for (std::size_t c = 1; c < classes_; ++c) top = scores[c] > top ? scores[c] : top;
    float sum = 0;
    each_run(scores, top, [&](std::size_t, std::span<const float> powers) {
      for (const float power : powers) sum += power;
    });
    return {top, sum};
  }

  // Calls visit(first, e^(scores - top)) for a few classes at a time.
  template <typename Visit>
  void each_run(const float* scores, float top, Visit visit) const {
    std::array<float, 64> powers;
    for (std::size_t c = 0; c < classes_; c += powers.size()) {
      const std::size_t count = std::min(powers.size(), classes_ - c);
      kernels::exp({scores + c, count}, top, {powers.data(), count});
      visit(c, std::span<const float>(powers).first(count));
    }
  }

  bool is_class(float t) const {
    return t >= 0 && t < static_cast<float>(classes_) &&
           t == static_cast<float>(static_cast<std::size_t>(t));
  }

  std::size_t classes_;
};

std::unique_ptr<Loss> make(const Shape& x, std::string_view loss_name) {
  bool one_lane = x.size() > 0;
  for (const std::int64_t extent : x.extents())
    one_lane = one_lane && (extent == 1 || extent == x.size());
  if (!one_lane) {
    fail(ErrorCode::not_updatable, "loss '", loss_name,
         "': categorical cross entropy needs the scores of all classes along one axis, got ", x);
  }
  return std::make_unique<CategoricalCrossEntropy>(x);
}
}  // namespace

LossType categorical_cross_entropy() {
  return {10, "categoricalCrossEntropyLossLayer", true, make};
}
}  // namespace attune::losses
