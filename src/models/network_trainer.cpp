#include "models/network_trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/bytes.h"
#include "base/error.h"
#include "kernels/updates.h"
#include "models/loss_network.h"
#include "models/network_target.h"
#include "models/updatable_rules.h"
#include "optimizers/optimizer.h"

namespace attune::models {
namespace {
// Behind a layer's name: the learning rate of its arrays alone.
constexpr std::string_view kLayerRate = ".learningRate";

class NetworkTrainer final : public Trainer {
 public:
  NetworkTrainer(std::shared_ptr<const NetworkModel> model, const LossSpec& loss,
                 std::unique_ptr<optimizers::Optimizer> optimizer, format::ParameterSet parameters)
      : optimizer_(std::move(optimizer)),
        parameters_(std::move(parameters)),
        network_(std::move(model), loss, optimizer_->state_per_weight(), true) {
    layer_rates_ = std::ranges::any_of(parameters_.all(), [](const format::Parameter& parameter) {
      return parameter.key.ends_with(kLayerRate);
    });
  }

  format::ParameterSet& parameters() override { return parameters_; }
  void add(const Features& example) override { network_.add(example); }
  std::size_t count() const override { return network_.rows().count(); }
  void truncate(std::size_t count) override { network_.truncate(count); }
  bool learns_by_gradient() const override { return true; }
  std::int64_t class_of(std::uint32_t row) const override {
    return network_.counts_labels() ? static_cast<std::int64_t>(network_.class_of(row)) : -1;
  }
  int slice_size() const override { return network_.plan().capacity(); }

  void configure(const TrainingOptions& options) override;
  void begin(Rows own, Rows replayed, double replay_ratio) override;
  void begin_batch(Rows batch) override;
  SliceResult accumulate(Rows examples, std::size_t batch_size) override;
  void apply() override;
  void slow_down() override { rate_factor_ *= 0.5; }
  bool is_finite() const override;
  SliceResult measure(Rows examples) override { return network_.forward(examples); }

  Progress remember() const override;
  void recall(const Progress& progress) override;
  std::uint64_t model_fingerprint() const override;
  std::uint64_t examples_fingerprint() const override { return network_.rows().fingerprint(); }
  std::shared_ptr<const Model> snapshot() const override;

 private:
  optimizers::Rates rates() const;
  double rate_of(const plan::TrainedArray& array, double usual) const;
  void set_anchor();
  void clip_gradient();

  std::unique_ptr<optimizers::Optimizer> optimizer_;
  format::ParameterSet parameters_;
  LossNetwork network_;
  bool layer_rates_ = false;  // some layers have a rate of their own
  TrainingOptions options_;
  std::vector<format::Floats> anchors_;  // one a trained array, or none
  std::vector<double> class_weights_;    // one a class, or none
  double rate_factor_ = 1;
  double batch_weight_ = 0;    // of the mini-batch's examples
  std::vector<float> scales_;  // one an example of the slice
};

void NetworkTrainer::configure(const TrainingOptions& options) {
  const bool weighted = options.balanced || !options.class_weights.empty();
  if (weighted && !network_.counts_labels()) {
    fail(ErrorCode::invalid_parameter,
         "classWeights need a model that learns classes; this one learns numbers");
  }
  options_ = options;
  if (options.anchor != 0) set_anchor();
  if (!weighted) return;
  class_weights_.assign(static_cast<std::size_t>(network_.width()), 1);
  for (const auto& [label, weight] : options.class_weights) {
    const std::optional<std::size_t> place = network_.targets().class_of(label);
    if (!place) {
      fail(ErrorCode::invalid_parameter, "classWeights: ", format::label_text(label),
           " is not one of the model's ", class_weights_.size(), " classes");
    }
    if (!std::isfinite(weight) || weight <= 0) {
      fail(ErrorCode::invalid_parameter, "classWeights: the weight of ", format::label_text(label),
           " is ", weight, "; it must be a finite number above 0");
    }
    class_weights_[*place] = weight;
  }
  scales_.resize(static_cast<std::size_t>(slice_size()));
}

// w0 of each trained array: shared with the model, or read from the file.
void NetworkTrainer::set_anchor() {
  for (const plan::TrainedArray& array : network_.plan().trained()) {
    const layers::Parameter& parameter = *array.parameter;
    if (options_.anchor_to_start) {
      anchors_.push_back(parameter.stored);
      continue;
    }
    const layers::LayerSpec& spec = network_.model().specs()[array.layer];
    const auto& extents = parameter.shape.extents();
    anchors_.push_back(std::make_shared<const std::vector<float>>(
        spec.weight_params(parameter.path)
            .floats(array.value.size(),
                    extents.empty() ? 1 : static_cast<std::uint64_t>(extents.front()), spec.name(),
                    parameter.role)));
  }
}

// 'balanced': how often each class is to be expected in an epoch. A replayed example comes
// replay_ratio * own / replayed times.
void NetworkTrainer::begin(Rows own, Rows replayed, double replay_ratio) {
  if (!options_.balanced) return;
  std::vector<double> counts(class_weights_.size(), 0);
  for (const std::uint32_t row : own) counts[network_.class_of(row)] += 1;
  const double times = replayed.empty() ? 0
                                        : replay_ratio * static_cast<double>(own.size()) /
                                              static_cast<double>(replayed.size());
  for (const std::uint32_t row : replayed) counts[network_.class_of(row)] += times;
  double total = 0, classes = 0;
  for (const double count : counts) {
    total += count;
    classes += count > 0 ? 1 : 0;
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) class_weights_[i] = total / (classes * counts[i]);
  }
}

void NetworkTrainer::begin_batch(Rows batch) {
  batch_weight_ = 0;
  if (class_weights_.empty()) return;
  for (const std::uint32_t row : batch) batch_weight_ += class_weights_[network_.class_of(row)];
}

Trainer::SliceResult NetworkTrainer::accumulate(Rows examples, std::size_t batch_size) {
  const SliceResult result = network_.forward(examples, class_weights_);
  const int count = static_cast<int>(examples.size());
  std::span<const float> scales;
  if (!class_weights_.empty()) {
    for (std::size_t i = 0; i < examples.size(); ++i) {
      scales_[i] =
          static_cast<float>(class_weights_[network_.class_of(examples[i])] / batch_weight_);
    }
    scales = std::span(scales_).first(examples.size());
  }
  network_.plan().backward(count, network_.target(count), 1.0F / static_cast<float>(batch_size),
                           scales);
  return result;
}

void NetworkTrainer::apply() {
  const std::span<const plan::TrainedArray> arrays = network_.plan().trained();
  for (std::size_t i = 0; i < anchors_.size(); ++i) {
    kernels::anchor_gradient(static_cast<float>(options_.anchor), arrays[i].value.data(),
                             anchors_[i]->data(), arrays[i].gradient.data(),
                             arrays[i].value.size());
  }
  if (options_.gradient_clip_norm > 0) clip_gradient();
  const optimizers::Rates rates = this->rates();
  optimizer_->begin_step(rates);
  for (const plan::TrainedArray& array : arrays) {
    if (layer_rates_) optimizer_->use_rate(rate_of(array, rates.learning_rate));
    optimizer_->step(array.value, array.gradient, array.state);
  }
}

bool NetworkTrainer::is_finite() const {
  return std::ranges::all_of(network_.plan().trained(), [](const plan::TrainedArray& array) {
    return std::ranges::all_of(array.value, [](float value) { return std::isfinite(value); });
  });
}

// As PyTorch's clip_grad_norm_: one factor for all arrays, never above 1.
void NetworkTrainer::clip_gradient() {
  double sum = 0;
  for (const plan::TrainedArray& array : network_.plan().trained())
    sum += kernels::sum_of_squares(array.gradient.data(), array.gradient.size());
  const double norm = std::sqrt(sum);
  if (!std::isfinite(norm)) {
    fail(ErrorCode::diverged, "the gradient of a mini-batch is not finite",
         Hint{"Use a smaller learningRate."});
  }
  const double factor = options_.gradient_clip_norm / (norm + 1e-6);
  if (factor >= 1) return;
  for (const plan::TrainedArray& array : network_.plan().trained())
    kernels::scale(static_cast<float>(factor), array.gradient.data(), array.gradient.size());
}

Trainer::Progress NetworkTrainer::remember() const {
  Progress progress;
  for (const plan::TrainedArray& array : network_.plan().trained()) {
    progress.weights.insert(progress.weights.end(), array.value.begin(), array.value.end());
    progress.moments.insert(progress.moments.end(), array.state.begin(), array.state.end());
  }
  const std::span<const double> scalars = optimizer_->scalars();
  progress.scalars.assign(scalars.begin(), scalars.end());
  return progress;
}

void NetworkTrainer::recall(const Progress& progress) {
  const float* weights = progress.weights.data();
  const float* state = progress.moments.data();
  for (const plan::TrainedArray& array : network_.plan().trained()) {
    std::copy_n(weights, array.value.size(), array.value.begin());
    weights += array.value.size();
    std::ranges::fill(array.gradient, 0.0F);
    if (progress.moments.empty()) continue;
    std::copy_n(state, array.state.size(), array.state.begin());
    state += array.state.size();
  }
  if (!progress.scalars.empty()) std::ranges::copy(progress.scalars, optimizer_->scalars().begin());
}

std::uint64_t NetworkTrainer::model_fingerprint() const {
  const NetworkModel& model = network_.model();
  Fingerprint all;
  for (const std::string& layer : model.network().layers()) all.add(layer);
  for (const auto& [key, values] : model.learned()) {
    all.add(std::uint64_t{key.first});
    all.add(key.second);
    all.add(*values);
  }
  all.add(options_.anchor);
  all.add(options_.anchor_to_start ? 1 : 0);
  all.add(options_.gradient_clip_norm);
  all.add(options_.balanced ? 1 : 0);
  for (const auto& [label, weight] : options_.class_weights) {
    all.add(format::label_text(label));
    all.add(weight);
  }
  return all.value();
}

std::shared_ptr<const Model> NetworkTrainer::snapshot() const {
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

optimizers::Rates NetworkTrainer::rates() const {
  optimizers::Rates rates;
  for (const format::Parameter& parameter : parameters_.all()) {
    const auto* const value = std::get_if<double>(&parameter.value);
    if (value == nullptr) continue;
    if (parameter.key == "learningRate") rates.learning_rate = *value * rate_factor_;
    if (parameter.key == "momentum") rates.momentum = *value;
    if (parameter.key == "beta1") rates.beta1 = *value;
    if (parameter.key == "beta2") rates.beta2 = *value;
    if (parameter.key == "eps") rates.eps = *value;
  }
  return rates;
}

double NetworkTrainer::rate_of(const plan::TrainedArray& array, double usual) const {
  const std::string key = sentence(network_.model().specs()[array.layer].name(), kLayerRate);
  const auto all = parameters_.all();
  const auto found = std::ranges::find(all, key, &format::Parameter::key);
  return found == all.end() ? usual : std::get<double>(found->value) * rate_factor_;
}

// "dense.learningRate" is a parameter where it is asked for and that layer learns; with the bounds
// of the model's own.
void add_layer_rates(const NetworkModel& model, const format::ParameterOverrides& overrides,
                     format::ParameterSet& parameters) {
  for (const auto& [key, value] : overrides) {
    if (!key.ends_with(kLayerRate)) continue;
    const std::string_view name = std::string_view(key).substr(0, key.size() - kLayerRate.size());
    const bool learns = std::ranges::any_of(model.specs(), [&](const layers::LayerSpec& spec) {
      return spec.is_updatable() && spec.name() == name;
    });
    const auto all = parameters.all();
    const auto usual = std::ranges::find(all, "learningRate", &format::Parameter::key);
    if (!learns || usual == all.end()) continue;
    format::Parameter own = *usual;
    own.key = key;
    parameters.add(std::move(own));
  }
}
}  // namespace

std::unique_ptr<Trainer> make_network_trainer(std::shared_ptr<const NetworkModel> model,
                                              const format::ParameterOverrides& overrides) {
  check_updatable(model->message(), model->network(), model->specs());
  format::ParameterSet parameters = model->parameters();
  add_layer_rates(*model, overrides, parameters);
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

namespace {
// What one row should have been, and what it was.
void note_answer(const LossNetwork& network, std::uint32_t row, std::int64_t number,
                 Evaluation& evaluation) {
  if (network.counts_labels()) {
    evaluation.actual.push_back(static_cast<std::uint32_t>(network.class_of(row)));
    evaluation.predicted.push_back(network.predicted(row));
    return;
  }
  const ConstTensor got = network.plan().loss_input(static_cast<int>(row) + 1);
  const auto width = static_cast<std::size_t>(network.width());
  evaluation.residuals.resize(width);
  for (std::size_t i = 0; i < width; ++i) {
    evaluation.residuals[i].add(static_cast<double>(got.example(static_cast<int>(row))[i]),
                                static_cast<double>(network.rows().target(row)[i]), number);
  }
}
}  // namespace

Evaluation evaluate_network(const NetworkModel& model, std::span<const Features> examples) {
  const std::optional<LossSpec> loss = read_loss(model.network());
  if (!loss) fail(ErrorCode::unsupported, "the model's loss is of an unknown kind");
  LossNetwork network(std::static_pointer_cast<const NetworkModel>(model.shared_from_this()), *loss,
                      0, false);
  Evaluation evaluation{.count = static_cast<std::int64_t>(examples.size())};
  for (std::int64_t i = 0; network.counts_labels() && i < network.width(); ++i)
    evaluation.labels.push_back(network.targets().label(i));
  const auto capacity = static_cast<std::size_t>(network.plan().capacity());
  std::vector<std::uint32_t> rows;
  for (std::size_t start = 0; start < examples.size(); start += capacity) {
    network.truncate(0);
    rows.clear();
    for (const Features& example :
         examples.subspan(start, std::min(capacity, examples.size() - start))) {
      rows.push_back(static_cast<std::uint32_t>(rows.size()));
      network.add(example);
    }
    const Trainer::SliceResult result = network.forward(rows);
    evaluation.loss_sum += result.loss_sum;
    evaluation.correct += result.correct;
    for (const std::uint32_t row : rows)
      note_answer(network, row, static_cast<std::int64_t>(start + row) + 1, evaluation);
  }
  if (!network.counts_labels()) evaluation.correct = std::numeric_limits<double>::quiet_NaN();
  return evaluation;
}

std::size_t count_weights(const layers::LayerSpec& spec, const format::FieldPath& path) {
  const format::FieldPath below(path.begin() + 1, path.end());
  if (path.front() != static_cast<std::uint32_t>(spec.kind())) return 0;
  return spec.weight_params(below).count();
}

}  // namespace attune::models
