#include "models/network_trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "models/network_target.h"
#include "models/updatable_rules.h"
#include "optimizers/optimizer.h"

namespace attune::models {
namespace {
constexpr int kSlice =
    32;  // product: gradients are computed in fixed slices of at most 32 examples

// Examples as rows of floats: all inputs of one example in a row, targets apart.
class Rows {
 public:
  Rows(const NetworkModel& model, const plan::Network& plan, const TargetReader& targets)
      : model_(model), plan_(plan), targets_(targets) {
    for (const NetworkInput& input : model.inputs())
      row_size_ += static_cast<std::size_t>(input.shape().size());
  }

  std::size_t count() const { return count_; }

  void add(const Features& example) {
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
  void truncate(std::size_t count) { count_ = std::min(count, count_); }

  // Copies some examples to where the plan and the loss read them.
  void load(std::span<const std::uint32_t> examples, plan::Network& plan,
            std::vector<float>& targets) const {
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
    const std::size_t target_size = target_count();
    for (std::size_t row = 0; row < examples.size(); ++row) {
      std::copy_n(target_values_.data() + examples[row] * target_size, target_size,
                  targets.data() + row * target_size);
    }
  }

 private:
  std::size_t target_count() const { return static_cast<std::size_t>(targets_.size()); }

  static void check_finite(std::string_view feature, std::span<const float> values) {
    if (std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) return;
    fail(ErrorCode::bad_example, InFeature{feature},
         " holds a value that is not finite: training on it would ruin the model");
  }

  const NetworkModel& model_;
  const plan::Network& plan_;
  const TargetReader& targets_;
  std::size_t row_size_ = 0, count_ = 0;
  std::vector<float> inputs_, target_values_;
};

// A network with its loss: what training and evaluation share.
class LossNetwork {
 public:
  LossNetwork(std::shared_ptr<const NetworkModel> model, const LossSpec& loss, int state_per_weight,
              bool gradients)
      : model_(std::move(model)),
        plan_(model_->plan(
            model_->declared_shapes(), {}, kSlice,
            plan::Training{loss.type, loss.name, loss.input, state_per_weight, gradients})),
        targets_(model_->message(), loss, plan_->loss().target_shape(),
                 plan_->loss_input(1).shape.size()),
        rows_(*model_, *plan_, targets_),
        counts_labels_(loss.type->fused_with_softmax) {
    const auto capacity = static_cast<std::size_t>(plan_->capacity());
    target_values_.resize(capacity * static_cast<std::size_t>(targets_.size()));
    losses_.resize(capacity);
  }

  const NetworkModel& model() const { return *model_; }
  plan::Network& plan() { return *plan_; }
  const plan::Network& plan() const { return *plan_; }
  Rows& rows() { return rows_; }
  const Rows& rows() const { return rows_; }

  // Runs some examples forward; their targets are in target() after it.
  Trainer::SliceResult forward(std::span<const std::uint32_t> examples) {
    const int count = static_cast<int>(examples.size());
    rows_.load(examples, *plan_, target_values_);
    plan_->forward(count);
    const ConstTensor x = plan_->loss_input(count);
    plan_->loss().forward(x, target(count), losses_.data());
    Trainer::SliceResult result{.labels = counts_labels_};
    for (int example = 0; example < count; ++example) {
      result.loss_sum += static_cast<double>(losses_[static_cast<std::size_t>(example)]);
      const std::span<const float> scores(x.example(example),
                                          static_cast<std::size_t>(x.shape.size()));
      const auto best = std::ranges::max_element(scores) - scores.begin();
      const bool correct = counts_labels_ && target_values_[static_cast<std::size_t>(example)] ==
                                                 static_cast<float>(best);
      result.correct += correct ? 1 : 0;
    }
    return result;
  }

  ConstTensor target(int count) const {
    return {target_values_.data(), plan_->loss().target_shape(), count};
  }

 private:
  std::shared_ptr<const NetworkModel> model_;
  std::unique_ptr<plan::Network> plan_;
  TargetReader targets_;
  Rows rows_;
  bool counts_labels_;
  std::vector<float> target_values_, losses_;
};

class NetworkTrainer final : public Trainer {
 public:
  NetworkTrainer(std::shared_ptr<const NetworkModel> model, const LossSpec& loss,
                 std::unique_ptr<optimizers::Optimizer> optimizer, format::ParameterSet parameters)
      : optimizer_(std::move(optimizer)),
        parameters_(std::move(parameters)),
        network_(std::move(model), loss, optimizer_->state_per_weight(), true) {}

  format::ParameterSet& parameters() override { return parameters_; }
  void add(const Features& example) override { network_.rows().add(example); }
  std::size_t count() const override { return network_.rows().count(); }
  void truncate(std::size_t count) override { network_.rows().truncate(count); }
  bool learns_by_gradient() const override { return true; }
  int slice_size() const override { return network_.plan().capacity(); }

  SliceResult accumulate(std::span<const std::uint32_t> examples, std::size_t batch_size) override {
    const SliceResult result = network_.forward(examples);
    const int count = static_cast<int>(examples.size());
    network_.plan().backward(count, network_.target(count), 1.0F / static_cast<float>(batch_size));
    return result;
  }

  void apply() override {
    optimizer_->begin_step(rates());
    for (const plan::TrainedArray& array : network_.plan().trained()) {
      optimizer_->step(array.value, array.gradient, array.state);
      std::ranges::fill(array.gradient, 0.0F);
    }
  }

  std::shared_ptr<const Model> snapshot() const override {
    const NetworkModel& base = network_.model();
    NetworkModel::Learned learned = base.learned();
    for (const plan::TrainedArray& array : network_.plan().trained()) {
      const layers::LayerSpec& spec = base.specs()[array.layer];
      std::vector<float> values(array.value.begin(), array.value.end());
      // What the file holds in half precision is kept so: a version has the bits that its file
      // gives back.
      if (spec.weight_params(array.parameter->path).is_float16()) {
        for (float& value : values) value = format::half_to_float(format::float_to_half(value));
      }
      if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) {
        fail(ErrorCode::diverged, InLayer{spec.name()}, ": its ", array.parameter->role,
             " are no longer finite", Hint{"Use a smaller learningRate."});
      }
      learned[{array.layer, spec.full_path(array.parameter->path)}] =
          std::make_shared<const std::vector<float>>(std::move(values));
    }
    return std::make_shared<const NetworkModel>(base, std::move(learned));
  }

 private:
  optimizers::Rates rates() const {
    optimizers::Rates rates;
    for (const format::Parameter& parameter : parameters_.all()) {
      const auto* const value = std::get_if<double>(&parameter.value);
      if (value == nullptr) continue;
      if (parameter.key == "learningRate") rates.learning_rate = *value;
      if (parameter.key == "momentum") rates.momentum = *value;
      if (parameter.key == "beta1") rates.beta1 = *value;
      if (parameter.key == "beta2") rates.beta2 = *value;
      if (parameter.key == "eps") rates.eps = *value;
    }
    return rates;
  }

  std::unique_ptr<optimizers::Optimizer> optimizer_;
  format::ParameterSet parameters_;
  LossNetwork network_;
};
}  // namespace

std::unique_ptr<Trainer> make_network_trainer(std::shared_ptr<const NetworkModel> model,
                                              const format::ParameterOverrides& overrides) {
  check_updatable(model->message(), model->network(), model->specs());
  format::ParameterSet parameters = model->parameters();
  parameters.set(overrides);
  const std::optional<LossSpec> loss = read_loss(model->network());
  const auto field =
      static_cast<std::uint32_t>(model->network().updateparams().optimizer().OptimizerType_case());
  const optimizers::OptimizerType* const optimizer = optimizers::find_optimizer_type(field);
  if (!loss || optimizer == nullptr)
    fail(ErrorCode::not_updatable, "the model's loss or optimizer is of an unknown kind");
  return std::make_unique<NetworkTrainer>(std::move(model), *loss, optimizer->make(),
                                          std::move(parameters));
}

Evaluation evaluate_network(const NetworkModel& model, std::span<const Features> examples) {
  const std::optional<LossSpec> loss = read_loss(model.network());
  if (!loss) fail(ErrorCode::unsupported, "the model's loss is of an unknown kind");
  LossNetwork network(std::static_pointer_cast<const NetworkModel>(model.shared_from_this()), *loss,
                      0, false);
  Evaluation evaluation{static_cast<std::int64_t>(examples.size()), 0, 0};
  bool labels = false;
  const auto capacity = static_cast<std::size_t>(network.plan().capacity());
  std::vector<std::uint32_t> rows;
  for (std::size_t start = 0; start < examples.size(); start += capacity) {
    network.rows().truncate(0);
    rows.clear();
    for (const Features& example :
         examples.subspan(start, std::min(capacity, examples.size() - start))) {
      rows.push_back(static_cast<std::uint32_t>(rows.size()));
      network.rows().add(example);
    }
    const Trainer::SliceResult result = network.forward(rows);
    evaluation.loss_sum += result.loss_sum;
    evaluation.correct += result.correct;
    labels = result.labels;
  }
  if (!labels) evaluation.correct = std::numeric_limits<double>::quiet_NaN();
  return evaluation;
}

std::size_t count_weights(const layers::LayerSpec& spec, const format::FieldPath& path) {
  const format::FieldPath below(path.begin() + 1, path.end());
  if (path.front() != static_cast<std::uint32_t>(spec.kind())) return 0;
  return spec.weight_params(below).count();
}

}  // namespace attune::models
