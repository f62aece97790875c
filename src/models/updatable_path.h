// How the gradient walks from the loss back through a network, by Apple's rules (format §7, rule
// 9).
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "format/layer_spec.h"

namespace attune::models {

/// The layer that makes a value: the last one of that output. Null: it is an input, or nothing.
const format::LayerSpec* maker_of(std::span<const format::LayerSpec> layers,
                                  std::string_view value);

/// Whether Apple's tools let a gradient through. Fewer kinds than we can train through.
bool passes_gradients(const format::LayerSpec& layer);

/// A layer on the way.
struct PathStep {
  const format::LayerSpec* layer = nullptr;
  /// What stopped the gradient before it got here, on whatever branch (Apple's walk remembers one
  /// flag for all); the layer itself where it is the first that blocks. Null: it is reached.
  const format::LayerSpec* blocking = nullptr;
};

/// Breadth first from the value that the loss reads.
/// @param skip_softmax  of cross entropy: a softmax right before the loss is part of it
std::vector<PathStep> gradient_path(std::span<const format::LayerSpec> layers,
                                    std::string_view loss_input, bool skip_softmax);

}  // namespace attune::models
