// Layers that newer converters write, turned into the older kinds that Apple can train:
//
//   batchedMatmul with constant weights        -> innerProduct
//   softmaxND over the class axis              -> softmax
//   reshape, reshapeStatic, flattenTo2D to a vector -> flatten
//
// Applied only where the network computes the same bits: every layer whose kind changed, or whose
// input now has another shape, is run before and after on the same values and compared. A value may
// get another shape on the way ([1, 10] becomes [1, 10, 1, 1]); an output never does.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/network_model.h"

namespace attune::surgery {

struct RewriteRules {
  bool matmul = true, softmax = true, flatten = true;
};

/// What became of one layer that a rule is about.
struct Rewrite {
  std::size_t layer = 0;
  std::string name;
  std::string from, to;  ///< kinds, as the format spells them
  std::string bytes;     ///< the new layer; "" when refused
  std::string refused;   ///< why not; "" when applied
};

struct RewritePlan {
  std::vector<Rewrite> rewrites;  ///< in the order of the layers
  /// All layers of the new network, in order.
  std::vector<std::string> layers;
};

/// What could be rewritten, without doing it.
RewritePlan plan_rewrites(const models::NetworkModel& network, const RewriteRules& rules);

struct Rewritten {
  std::shared_ptr<const models::Model> model;  ///< the same one when nothing was applied
  std::vector<Rewrite> rewrites;
};

/// @throws Error unsupported for anything but a network, alone or last in a pipeline
Rewritten rewrite(const models::Model& model, const RewriteRules& rules);

}  // namespace attune::surgery
