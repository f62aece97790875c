// The contract of a trainer: what the update loop (task/) asks of a model that is learning.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "format/features.h"
#include "format/parameters.h"
#include "models/model.h"

namespace attune::models {

/// Works on a scratch copy: the model that it came from is never touched.
class Trainer {
 public:
  Trainer() = default;
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;
  virtual ~Trainer() = default;

  /// The parameters in force; the loop changes them between mini-batches only.
  virtual format::ParameterSet& parameters() = 0;

  /// Takes one example: inputs and targets. It is checked and copied here, once.
  /// @throws Error bad_example, shape_mismatch; then nothing was added
  virtual void add(const format::Features& example) = 0;
  virtual std::size_t count() const = 0;
  /// Forgets the examples from number `count` on.
  virtual void truncate(std::size_t count) = 0;

  /// Whether it learns in epochs, by gradients; false for nearest neighbours, which remember and
  /// are done.
  virtual bool learns_by_gradient() const = 0;

  /// The most examples of one accumulate(): depends on the model alone, so that sums have one order
  /// everywhere.
  virtual int slice_size() const { return 1; }
  struct SliceResult {
    double loss_sum = 0;
    int correct = 0;      ///< examples whose class was the most probable one
    bool labels = false;  ///< whether `correct` means anything
  };
  /// Adds the gradient of some examples, each weighted 1 / batch_size, to that of the mini-batch.
  /// @throws Error bad_example when a layer cannot work on these values
  virtual SliceResult accumulate(std::span<const std::uint32_t> examples, std::size_t batch_size);
  /// Takes the step for the mini-batch whose slices were accumulated.
  virtual void apply() {}

  /// The weights as they are now as a model of its own.
  /// @throws Error diverged when one of them is not finite
  virtual std::shared_ptr<const Model> snapshot() const = 0;
};

inline Trainer::SliceResult Trainer::accumulate(
    [[maybe_unused]] std::span<const std::uint32_t> examples,
    [[maybe_unused]] std::size_t batch_size) {
  return {};
}

}  // namespace attune::models
