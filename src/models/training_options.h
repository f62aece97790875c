// What an update by gradient may be told beyond the parameters of the file. All of it is off by
// default, and then changes no bit.
#pragma once

#include <utility>
#include <vector>

#include "format/features.h"

namespace attune::models {

/// The order in which these act on a mini-batch:
///   g = gradient of  sum_e w[class of e] loss(e) / sum_e w[class of e]     class weights
///   g = g + anchor (w - w0)                                                anchor
///   g = g min(1, gradient_clip_norm / (|g| + 1e-6))                        clipping
/// then the optimizer takes its step. |g| is over all trained arrays together.
struct TrainingOptions {
  /// Strength of the pull towards w0, the gradient of anchor / 2 |w - w0|^2; 0: none.
  double anchor = 0;
  /// w0: the weights that the update starts from; else those of the model's file.
  bool anchor_to_start = false;
  /// 0: no clipping. As PyTorch's clip_grad_norm_ with the 2-norm.
  double gradient_clip_norm = 0;
  /// Classes by weight, as PyTorch's CrossEntropyLoss(weight); a class that is not named weighs 1.
  std::vector<std::pair<format::Label, double>> class_weights = {};
  /// Each class weighs  total / (classes * count of it), as scikit-learn's 'balanced': over the
  /// classes that occur, in the examples of one epoch, replayed ones among them.
  bool balanced = false;

  bool any() const {
    return anchor != 0 || gradient_clip_norm != 0 || !class_weights.empty() || balanced;
  }
};

}  // namespace attune::models
