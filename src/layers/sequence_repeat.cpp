// SequenceRepeat: a sequence several times, one after the other.
//   y[s, ...] = x[s mod Seq, ...]
//
//   x  (..., Seq, B, C, H, W)
//   y  (..., Seq nRepetitions, B, C, H, W)
//
// Reads SequenceRepeatLayerParams: nRepetitions 1, where 0 means 1. Refuses (shape-mismatch)
// anything but one input of rank 5 or more.

#include <algorithm>
#include <vector>

#include "layers/shared/tiled.h"

namespace attune::layers {
namespace {
Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
  expect_inputs(spec, x, 1, 5);
  const auto rank = static_cast<std::size_t>(x[0].rank());
  std::vector<std::uint64_t> repetitions(rank, 1);
  repetitions[rank - 5] = std::max<std::uint64_t>(spec.params().integer(1), 1);
  return tiled(spec, x[0], repetitions);
}
}  // namespace

LayerType sequence_repeat() { return rearranged<arrange>(LayerKind::sequence_repeat); }
}  // namespace attune::layers
