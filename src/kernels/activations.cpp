#include "kernels/activations.h"

#include <cmath>

#include "kernels/exponential.h"
#include "kernels/vector_math.h"

namespace attune::kernels {
namespace {
using Constants = ActivationConstants;

// Each struct: the function at one number, and its slope there (given the value, where that saves
// work). tanh and sigmoid are inlined, so that their loops become SIMD; the rarer functions call
// vector_math.h and stay small.

struct Linear {
  static float value(Constants c, float x) { return c.alpha * x + c.beta; }
  static float slope(Constants c, float, float) { return c.alpha; }
};

struct ReLU {
  static float value(Constants, float x) { return x > 0 ? x : 0; }
  static float slope(Constants, float x, float) { return x > 0 ? 1.0F : 0.0F; }
};

struct LeakyReLU {
  static float value(Constants c, float x) { return x >= 0 ? x : c.alpha * x; }
  static float slope(Constants c, float x, float) { return x >= 0 ? 1.0F : c.alpha; }
};

struct ThresholdedReLU {
  static float value(Constants c, float x) { return x >= c.alpha ? x : 0; }
  static float slope(Constants c, float x, float) { return x >= c.alpha ? 1.0F : 0.0F; }
};

struct Tanh {
  static float value(Constants, float x) {
    return static_cast<float>(internal::hyperbolic_tangent(x));
  }
  static float slope(Constants, float, float y) { return 1 - y * y; }
};

struct ScaledTanh {
  static float value(Constants c, float x) { return c.alpha * kernels::tanh(c.beta * x); }
  static float slope(Constants c, float, float y) {
    const float t = c.alpha == 0 ? 0.0F : y / c.alpha;
    return c.alpha * c.beta * (1 - t * t);
  }
};

struct Sigmoid {
  static float value(Constants, float x) { return static_cast<float>(internal::sigmoid(x)); }
  static float slope(Constants, float, float y) { return y * (1 - y); }
};

struct SigmoidHard {
  static float value(Constants c, float x) {
    const float line = c.alpha * x + c.beta;
    const float floored = line > 0 ? line : 0;
    return floored < 1 ? floored : 1;
  }
  static float slope(Constants c, float, float y) { return y > 0 && y < 1 ? c.alpha : 0; }
};

struct ELU {
  static float value(Constants c, float x) { return x >= 0 ? x : c.alpha * kernels::expm1(x); }
  static float slope(Constants c, float x, float y) { return x >= 0 ? 1.0F : y + c.alpha; }
};

struct Softsign {
  static float value(Constants, float x) { return x / (1 + std::fabs(x)); }
  static float slope(Constants, float x, float) {
    const float below = 1 + std::fabs(x);
    return 1 / (below * below);
  }
};

struct Softplus {
  static float value(Constants, float x) { return kernels::softplus(x); }
  static float slope(Constants, float x, float) { return kernels::sigmoid(x); }
};

struct ScaledSoftplus {
  static float value(Constants c, float x) { return c.alpha * kernels::softplus(c.beta * x); }
  static float slope(Constants c, float x, float) {
    return c.alpha * c.beta * kernels::sigmoid(c.beta * x);
  }
};

#ifdef __clang__
#pragma clang diagnostic ignored "-Wpass-failed"  // of the functions that are calls
#endif
template <typename F>
void forward(Constants constants, const float* x, float* y, std::size_t count) {
  // Said, because the compiler takes arrays that may meet one number at a time.
#ifdef __clang__
#pragma clang loop vectorize(assume_safety)
#else
#pragma GCC ivdep
#endif
  for (std::size_t i = 0; i < count; ++i) y[i] = F::value(constants, x[i]);
}

template <typename F>
void backward(Constants constants, const float* x, const float* y, const float* dy, float* dx,
              std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) dx[i] += dy[i] * F::slope(constants, x[i], y[i]);
}

template <typename F>
constexpr Activation activation() {
  return {forward<F>, backward<F>};
}
}  // namespace

const Activation kLinear = activation<Linear>();
const Activation kReLU = activation<ReLU>();
const Activation kLeakyReLU = activation<LeakyReLU>();
const Activation kThresholdedReLU = activation<ThresholdedReLU>();
const Activation kTanh = activation<Tanh>();
const Activation kScaledTanh = activation<ScaledTanh>();
const Activation kSigmoid = activation<Sigmoid>();
const Activation kSigmoidHard = activation<SigmoidHard>();
const Activation kELU = activation<ELU>();
const Activation kSoftsign = activation<Softsign>();
const Activation kSoftplus = activation<Softplus>();
const Activation kScaledSoftplus = activation<ScaledSoftplus>();

}  // namespace attune::kernels
