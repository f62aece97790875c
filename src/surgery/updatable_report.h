// What can be trained in a model, layer by layer, and why the rest cannot.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/model.h"

namespace attune::surgery {

struct LayerReport {
  std::string name, kind;
  bool is_updatable = false;        ///< marked in the file
  bool could_be_updatable = false;  ///< by Apple's rules, with the loss that there is or could be
  bool passes_gradients = false;    ///< by Apple's rules
  bool passes_gradients_here = false;  ///< by ours: what is differentiable
  std::string why;                     ///< what stands in the way of training it, or "" for nothing
  std::string fix;                     ///< what would change that, or ""
};

/// A rule that is broken, or a reason that is not about rules.
struct Reason {
  std::string message, layer, hint;
};

struct UpdatableReport {
  bool updatable = false;           ///< update() works
  bool portable = false;            ///< every rule of Apple's is kept
  std::vector<Reason> reasons;      ///< why not; empty when both hold
  std::string loss_input;           ///< the value that the loss reads, or could read; "" for none
  std::vector<LayerReport> layers;  ///< of the network, or of a pipeline's last one; else empty
};

UpdatableReport check_updatable(const std::shared_ptr<const models::Model>& model);

}  // namespace attune::surgery
