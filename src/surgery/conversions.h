// One layer as another kind that does the same; rewrites.cpp says where.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/shape.h"
#include "format/layer_spec.h"
#include "surgery/rewrites.h"

namespace attune::surgery {

/// The kind that a rule makes of the layer, as the format spells it; "": no rule is about it.
std::string_view rewritten_kind(const format::LayerSpec& layer, const RewriteRules& rules);

struct Conversion {
  std::string bytes;
  std::string refused;  ///< why it cannot be; "": it can
};
/// Needs: rewritten_kind() names one.
/// @param x  the shapes of its inputs; empty: do not look at them
Conversion convert(const format::LayerSpec& layer, std::string_view bytes,
                   std::span<const Shape> x);

}  // namespace attune::surgery
