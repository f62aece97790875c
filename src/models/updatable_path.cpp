#include "models/updatable_path.h"

#include <algorithm>
#include <deque>
#include <set>

namespace attune::models {

using format::LayerKind;
using format::LayerSpec;

const LayerSpec* maker_of(std::span<const LayerSpec> layers, std::string_view value) {
  const auto found = std::find_if(layers.rbegin(), layers.rend(), [&](const LayerSpec& layer) {
    return std::ranges::count(layer.outputs(), value) > 0;
  });
  return found == layers.rend() ? nullptr : &*found;
}

bool passes_gradients(const LayerSpec& layer) {
  switch (layer.kind()) {
    case LayerKind::convolution:
    case LayerKind::inner_product:
    case LayerKind::uni_directional_lstm:
    case LayerKind::flatten:
    case LayerKind::pooling:
    case LayerKind::batchnorm:
      return true;
    case LayerKind::activation:
      return layer.params().has(10) || layer.params().has(40) ||
             layer.params().has(30);  // ReLU, sigmoid, tanh
    default:
      return false;
  }
}

std::vector<PathStep> gradient_path(std::span<const LayerSpec> layers, std::string_view loss_input,
                                    bool skip_softmax) {
  std::vector<PathStep> path;
  std::deque<const LayerSpec*> queue;
  std::set<const LayerSpec*> seen;
  const LayerSpec* blocking = nullptr;
  const auto visit_makers = [&](const LayerSpec& layer) {
    for (const std::string_view input : layer.inputs()) {
      const LayerSpec* const maker = maker_of(layers, input);
      if (maker != nullptr && seen.insert(maker).second) queue.push_back(maker);
    }
  };
  const LayerSpec* const first = maker_of(layers, loss_input);
  if (first == nullptr) return path;
  seen.insert(first);
  if (skip_softmax && first->kind() == LayerKind::softmax) {
    visit_makers(*first);
  } else {
    queue.push_back(first);
  }
  while (!queue.empty()) {
    const LayerSpec& layer = *queue.front();
    queue.pop_front();
    if (blocking == nullptr && !passes_gradients(layer)) blocking = &layer;
    path.push_back({&layer, blocking});
    visit_makers(layer);
  }
  return path;
}

}  // namespace attune::models
