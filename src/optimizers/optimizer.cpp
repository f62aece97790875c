#include "optimizers/optimizer.h"

#include <algorithm>
#include <array>

namespace attune::optimizers {

#define PART(name) OptimizerType name();
#include "optimizers.inc"
#undef PART

const OptimizerType* find_optimizer_type(std::uint32_t field) {
  static const std::array kTypes = {
#define PART(name) name(),
#include "optimizers.inc"
#undef PART
  };
  const auto* const found = std::ranges::find(kTypes, field, &OptimizerType::field);
  return found == kTypes.end() ? nullptr : found;
}

}  // namespace attune::optimizers
