#include "models/loss_network.h"

#include <algorithm>
#include <cmath>

#include "base/bytes.h"
#include "base/error.h"
#include "models/network_trainer.h"

namespace attune::models {
namespace {
constexpr int kSlice =
    32;  // product: gradients are computed in fixed slices of at most 32 examples

void check_finite(std::string_view feature, std::span<const float> values) {
  if (std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) return;
  fail(ErrorCode::bad_example, InFeature{feature},
       " holds a value that is not finite: training on it would ruin the model");
}
}  // namespace

ExampleRows::ExampleRows(const NetworkModel& model, const plan::Network& plan,
                         const TargetReader& targets)
    : model_(model), plan_(plan), targets_(targets) {
  for (const NetworkInput& input : model.inputs())
    row_size_ += static_cast<std::size_t>(input.shape().size());
}

void ExampleRows::add(const Features& example) {
  const std::size_t target_size = target_count();
  inputs_.resize((count_ + 1) * row_size_);
  target_values_.resize((count_ + 1) * target_size);
  float* out = inputs_.data() + count_ * row_size_;
  for (std::size_t i = 0; i < model_.inputs().size(); ++i) {
    const NetworkInput& input = model_.inputs()[i];
    const auto size = static_cast<std::size_t>(input.shape().size());
    if (plan_.needs_input(i)) {
      read_input(input, example, input.shape(), out);
      check_finite(input.name(), {out, size});
    } else {
      std::fill_n(out, size, 0.0F);
    }
    out += size;
  }
  float* const target = target_values_.data() + count_ * target_size;
  targets_.read(example, target);
  check_finite(targets_.name(), {target, target_size});
  ++count_;
}

void ExampleRows::truncate(std::size_t count) { count_ = std::min(count, count_); }

void ExampleRows::load_inputs(Rows examples, plan::Network& plan) const {
  std::size_t offset = 0;
  for (std::size_t i = 0; i < model_.inputs().size(); ++i) {
    const Tensor tensor = plan.input(i, static_cast<int>(examples.size()));
    const auto size = static_cast<std::size_t>(tensor.shape.size());
    for (std::size_t row = 0; row < examples.size(); ++row) {
      std::copy_n(inputs_.data() + examples[row] * row_size_ + offset, size,
                  tensor.example(static_cast<int>(row)));
    }
    offset += size;
  }
}

void ExampleRows::load_targets(Rows examples, std::vector<float>& targets) const {
  const std::size_t target_size = target_count();
  for (std::size_t row = 0; row < examples.size(); ++row)
    std::copy_n(target(examples[row]), target_size, targets.data() + row * target_size);
}

std::uint64_t ExampleRows::fingerprint() const {
  Fingerprint all;
  all.add(std::uint64_t{count_});
  all.add(inputs_.data(), count_ * row_size_ * sizeof(float));
  all.add(target_values_.data(), count_ * target_count() * sizeof(float));
  return all.value();
}

void FrozenPart::make_room(const ExampleRows& rows, const plan::Network& plan) {
  const std::size_t floats = plan.frontier_floats();
  const std::size_t most = budget_bytes_ / sizeof(float) / floats;
  const std::size_t kept = std::min(rows.count(), most);
  if (known_.size() < kept) {
    kept_.resize(kept * floats);
    known_.resize(kept);
  }
  const auto capacity = static_cast<std::size_t>(plan.capacity());
  slice_.resize(rows.count() > known_.size() ? capacity * floats : 0);
  missing_.reserve(capacity);
}

void FrozenPart::truncate(std::size_t count) {
  if (count < known_.size()) known_.resize(count);
}

void FrozenPart::forward(const ExampleRows& rows, Rows examples, plan::Network& plan) {
  const std::size_t floats = plan.frontier_floats();
  const int count = static_cast<int>(examples.size());
  if (floats == 0) {
    rows.load_inputs(examples, plan);
    return plan.forward(count);
  }
  make_room(rows, plan);
  missing_.clear();
  for (const std::uint32_t row : examples) {
    if (!keeps(row) || !known_[row]) missing_.push_back(row);
  }
  const auto kept_at = [&](std::uint32_t row) { return kept_.data() + row * floats; };
  if (!missing_.empty()) {
    rows.load_inputs(missing_, plan);
    plan.forward_frozen(static_cast<int>(missing_.size()));
    for (std::size_t i = 0; i < missing_.size(); ++i) {
      const std::uint32_t row = missing_[i];
      plan.copy_frontier(static_cast<int>(i),
                         keeps(row) ? kept_at(row) : slice_.data() + i * floats);
      if (keeps(row)) known_[row] = true;
    }
  }
  std::size_t recomputed = 0;  // place in missing_
  for (int i = 0; i < count; ++i) {
    const std::uint32_t row = examples[static_cast<std::size_t>(i)];
    const bool was_missing = recomputed < missing_.size() && missing_[recomputed] == row;
    plan.put_frontier(i, keeps(row) ? kept_at(row) : slice_.data() + recomputed * floats);
    if (was_missing) ++recomputed;
  }
  plan.forward_learning(count);
}

void LossNetwork::truncate(std::size_t count) {
  rows_.truncate(count);
  frozen_.truncate(count);
}

LossNetwork::LossNetwork(std::shared_ptr<const NetworkModel> model, const LossSpec& loss,
                         int state_per_weight, bool gradients, std::size_t kept_bytes)
    : model_(std::move(model)),
      plan_(model_->plan(
          model_->declared_shapes(), {}, kSlice,
          plan::Training{loss.type, loss.name, loss.input, state_per_weight, gradients})),
      targets_(model_->message(), loss, plan_->loss().target_shape(),
               plan_->loss_input(1).shape.size()),
      rows_(*model_, *plan_, targets_),
      frozen_(kept_bytes),
      counts_labels_(loss.type->fused_with_softmax) {
  const auto capacity = static_cast<std::size_t>(plan_->capacity());
  target_values_.resize(capacity * static_cast<std::size_t>(targets_.size()));
  losses_.resize(capacity);
  predicted_.resize(capacity);
}

Trainer::SliceResult LossNetwork::forward(Rows examples, std::span<const double> weights) {
  const int count = static_cast<int>(examples.size());
  rows_.load_targets(examples, target_values_);
  frozen_.forward(rows_, examples, *plan_);
  const ConstTensor x = plan_->loss_input(count);
  plan_->loss().forward(x, target(count), losses_.data());
  Trainer::SliceResult result{.labels = counts_labels_};
  for (std::size_t place = 0; place < examples.size(); ++place) {
    const double weight = weights.empty() ? 1 : weights[class_of(examples[place])];
    result.weight += weight;
    result.loss_sum += weight * static_cast<double>(losses_[place]);
    if (!counts_labels_) continue;
    const std::span<const float> scores(x.example(static_cast<int>(place)),
                                        static_cast<std::size_t>(x.shape.size()));
    predicted_[place] =
        static_cast<std::uint32_t>(std::ranges::max_element(scores) - scores.begin());
    result.correct += target_values_[place] == static_cast<float>(predicted_[place]) ? 1 : 0;
  }
  return result;
}

}  // namespace attune::models
