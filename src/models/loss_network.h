// A network with its loss over examples that it keeps: what training, validation and evaluation
// share.
#pragma once

#include <memory>
#include <vector>

#include "models/network_model.h"
#include "models/network_target.h"
#include "models/trainer.h"

namespace attune::models {

/// Examples as rows of floats: all inputs of one example in a row, targets apart.
class ExampleRows {
 public:
  /// Needs: all three outlive it.
  ExampleRows(const NetworkModel& model, const plan::Network& plan, const TargetReader& targets);

  std::size_t count() const { return count_; }
  /// @throws Error bad_example, shape_mismatch; then nothing was added
  void add(const Features& example);
  void truncate(std::size_t count);
  /// One example's target: size() floats of the target reader.
  const float* target(std::uint32_t row) const {
    return target_values_.data() + row * target_count();
  }
  /// Copy some examples to where the plan and the loss read them.
  void load_inputs(Rows examples, plan::Network& plan) const;
  void load_targets(Rows examples, std::vector<float>& targets) const;
  std::uint64_t fingerprint() const;

 private:
  std::size_t target_count() const { return static_cast<std::size_t>(targets_.size()); }

  const NetworkModel& model_;
  const plan::Network& plan_;
  const TargetReader& targets_;
  std::size_t row_size_ = 0, count_ = 0;
  std::vector<float> inputs_, target_values_;
};

/// What the frozen layers of a network make of each example, reckoned once and kept; for the
/// examples beyond a budget of memory, whenever it is asked for. The bits are the same either way.
class FrozenPart {
 public:
  /// What is kept of all examples together.
  static constexpr std::size_t kBudgetBytes = std::size_t{64} << 20;
  explicit FrozenPart(std::size_t budget_bytes) : budget_bytes_(budget_bytes) {}

  /// Runs the plan forward for some examples.
  void forward(const ExampleRows& rows, Rows examples, plan::Network& plan);
  /// Forgets the examples from number `count` on.
  void truncate(std::size_t count);

 private:
  void make_room(const ExampleRows& rows, const plan::Network& plan);
  bool keeps(std::uint32_t row) const { return row < known_.size(); }

  std::size_t budget_bytes_;
  std::vector<bool> known_;   // of the rows that are kept
  std::vector<float> kept_;   // frontiers of those rows
  std::vector<float> slice_;  // frontiers of a slice's other examples
  std::vector<std::uint32_t> missing_;
};

class LossNetwork {
 public:
  /// @throws Error not_updatable when the loss does not fit the network
  LossNetwork(std::shared_ptr<const NetworkModel> model, const LossSpec& loss, int state_per_weight,
              bool gradients, std::size_t kept_bytes = FrozenPart::kBudgetBytes);

  const NetworkModel& model() const { return *model_; }
  plan::Network& plan() { return *plan_; }
  const plan::Network& plan() const { return *plan_; }
  const TargetReader& targets() const { return targets_; }
  const ExampleRows& rows() const { return rows_; }
  void add(const Features& example) { rows_.add(example); }
  void truncate(std::size_t count);
  /// Whether targets are classes.
  bool counts_labels() const { return counts_labels_; }
  /// How many classes, or numbers, the loss compares.
  std::int64_t width() const { return plan_->loss_input(1).shape.size(); }
  /// The class of a row. Needs: counts_labels()
  std::size_t class_of(std::uint32_t row) const {
    return static_cast<std::size_t>(*rows_.target(row));
  }

  /// Runs some examples forward, as many as the plan's capacity at most.
  /// @param weights  of the classes; empty: each weighs 1
  /// @throws Error bad_example when a layer cannot work on these values
  Trainer::SliceResult forward(Rows examples, std::span<const double> weights = {});

  // After forward():
  ConstTensor target(int count) const {
    return {target_values_.data(), plan_->loss().target_shape(), count};
  }
  /// The most probable class of the example at that place of the slice.
  std::uint32_t predicted(std::size_t place) const { return predicted_[place]; }

 private:
  std::shared_ptr<const NetworkModel> model_;
  std::unique_ptr<plan::Network> plan_;
  TargetReader targets_;
  ExampleRows rows_;
  FrozenPart frozen_;
  bool counts_labels_;
  std::vector<float> target_values_, losses_;
  std::vector<std::uint32_t> predicted_;
};

}  // namespace attune::models
