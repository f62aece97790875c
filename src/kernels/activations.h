// The activation functions of the format, over whole arrays: y = f(x) and dx += dy f'(x).
#pragma once

#include <cstddef>

namespace attune::kernels {

/// Up to two numbers that shape a function; what they mean is said beside it.
struct ActivationConstants {
  float alpha = 0, beta = 0;
};

/// A function and its gradient.
struct Activation {
  /// Needs: y is x, or does not overlap it.
  void (*forward)(ActivationConstants constants, const float* x, float* y,
                  std::size_t count) = nullptr;
  /// Needs: y = f(x).
  void (*backward)(ActivationConstants constants, const float* x, const float* y, const float* dy,
                   float* dx, std::size_t count) = nullptr;
};

extern const Activation kLinear;           ///< alpha x + beta
extern const Activation kReLU;             ///< x > 0 ? x : 0
extern const Activation kLeakyReLU;        ///< x >= 0 ? x : alpha x
extern const Activation kThresholdedReLU;  ///< x >= alpha ? x : 0
extern const Activation kTanh;             ///< tanh x
extern const Activation kScaledTanh;       ///< alpha tanh(beta x)
extern const Activation kSigmoid;          ///< 1 / (1 + e^-x)
extern const Activation kSigmoidHard;      ///< min(max(alpha x + beta, 0), 1)
extern const Activation kELU;              ///< x >= 0 ? x : alpha (e^x - 1)
extern const Activation kSoftsign;         ///< x / (1 + |x|)
extern const Activation kSoftplus;         ///< ln(1 + e^x)
extern const Activation kScaledSoftplus;   ///< alpha ln(1 + e^(beta x))

}  // namespace attune::kernels
