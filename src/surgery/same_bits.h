// Whether two layers compute the same: found out by running both.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "layers/layer.h"

namespace attune::surgery {

/// A layer made for certain inputs.
struct Runnable {
  bool known = false;                    ///< its shapes are
  std::unique_ptr<layers::Layer> layer;  ///< null: known by its definition only
  std::vector<Shape> x, y;
  std::string why;  ///< not known, because
};

/// A batchedMatmul with constant weights is known by its definition even where nothing runs it.
Runnable runnable(const format::LayerSpec& spec, std::span<const Shape> x);

/// Runs both on the same values, made from a fixed seed, and compares all they answer in order, bit
/// by bit; shapes may differ, numbers of elements may not. A layer that cannot be run is taken at
/// its definition's word.
/// @return "" when they are the same, else what differs
std::string differences(const Runnable& before, const Runnable& after);

}  // namespace attune::surgery
