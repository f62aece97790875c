#include "losses/loss.h"

#include <algorithm>
#include <array>

namespace attune::losses {

#define PART(name) LossType name();
#include "losses.inc"
#undef PART

const LossType* find_loss_type(std::uint32_t field) {
  static const std::array kTypes = {
#define PART(name) name(),
#include "losses.inc"
#undef PART
  };
  const auto* const found = std::ranges::find(kTypes, field, &LossType::field);
  return found == kTypes.end() ? nullptr : found;
}

}  // namespace attune::losses
