// The contract of a trainer: what the update loop (task/) asks of a model that is learning.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "format/features.h"
#include "format/parameters.h"
#include "models/model.h"
#include "models/training_options.h"

namespace attune::models {

/// Numbers of examples, in the order in which they were added.
using Rows = std::span<const std::uint32_t>;

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

  // --- by gradient ---

  /// The class of an added example; -1 of models that learn numbers.
  virtual std::int64_t class_of([[maybe_unused]] std::uint32_t row) const { return -1; }

  /// Before anything is learned.
  /// @throws Error invalid_parameter for an option that makes no sense for this model
  virtual void configure(const TrainingOptions& options);
  /// Before the first mini-batch: the examples that will be learned from. Of the replayed ones
  /// `replay_ratio` come with each of the update's own.
  virtual void begin([[maybe_unused]] Rows own, [[maybe_unused]] Rows replayed,
                     [[maybe_unused]] double replay_ratio) {}

  /// The most examples of one accumulate(): depends on the model alone, so that sums have one order
  /// everywhere.
  virtual int slice_size() const { return 1; }
  struct SliceResult {
    double loss_sum = 0;  ///< of the examples' losses, each times its weight
    double weight = 0;    ///< sum of the examples' weights; without class weights their number
    int correct = 0;      ///< examples whose class was the most probable one
    bool labels = false;  ///< whether `correct` means anything
  };
  /// Before the slices of a mini-batch: all its examples.
  virtual void begin_batch([[maybe_unused]] Rows batch) {}
  /// Adds the gradient of some examples to that of the mini-batch: the mean over its `batch_size`
  /// examples, by class weights where there are any.
  /// @throws Error bad_example when a layer cannot work on these values
  virtual SliceResult accumulate(Rows examples, std::size_t batch_size);
  /// Takes the step for the mini-batch whose slices were accumulated.
  /// @throws Error diverged when the gradient's norm is wanted and not finite
  virtual void apply() {}
  /// From now on steps are half as large, whatever the parameters say.
  virtual void slow_down() {}
  /// Whether every weight is a finite number.
  virtual bool is_finite() const { return true; }
  /// How well the weights of now do on some examples; class weights do not count here.
  virtual SliceResult measure(Rows examples);

  /// What steps change: the arrays in a fixed order, then what the optimizer keeps for them.
  struct Progress {
    std::vector<float> weights, moments;
    std::vector<double> scalars;
  };
  virtual Progress remember() const { return {}; }
  /// Needs: progress of a trainer of the same model. Where `moments` and `scalars` are empty the
  /// optimizer keeps its own.
  virtual void recall([[maybe_unused]] const Progress& progress) {}
  /// The same for the same model and options; the same for the same examples.
  virtual std::uint64_t model_fingerprint() const { return 0; }
  virtual std::uint64_t examples_fingerprint() const { return 0; }

  /// The weights as they are now as a model of its own.
  /// @throws Error diverged when one of them is not finite
  virtual std::shared_ptr<const Model> snapshot() const = 0;
};

}  // namespace attune::models
