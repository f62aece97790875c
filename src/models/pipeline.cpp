// pipeline (202), pipelineRegressor (201), pipelineClassifier (200): models in a row; each reads
// the pipeline's inputs and what the models before it have answered. Of equal names the latest
// value counts.
//
// Only the last model learns. The models before it answer each added example once, and the last one
// is given their answers with the example's targets. Its parameters are the pipeline's, under their
// own names or with its name in front
// ("model1.numberOfNeighbors"). A version shares all models but the last.
//
// Reads Pipeline; refuses what pipeline_rules.h lists.

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "models/model.h"
#include "models/pipeline_rules.h"
#include "models/portability.h"
#include "models/trainer.h"

namespace attune::models {
namespace {
using coreml::FeatureDescription;
using format::FeatureValue;
using format::ParameterOverrides;
using format::ParameterSet;

// Gives each model its own: a key with a model's name in front goes to that model, without it; any
// other to the last one. Of the same parameter under both names the one with the model's name
// counts.
std::vector<ParameterOverrides> share_out(std::span<const std::string> names,
                                          const ParameterOverrides& overrides) {
  std::vector<ParameterOverrides> shares(names.size());
  for (const auto& [key, value] : overrides) {
    const auto owner =
        std::ranges::find_if(names, [&](const auto& name) { return key.starts_with(name + "."); });
    if (owner == names.end()) {
      shares.back().try_emplace(key, value);
    } else {
      const auto at = static_cast<std::size_t>(owner - names.begin());
      shares[at].insert_or_assign(key.substr(owner->size() + 1), value);
    }
  }
  return shares;
}

void add_scope(std::string_view name, ParameterSet& parameters) {
  for (format::Parameter& parameter : parameters.all()) {
    parameter.scope =
        parameter.scope.empty() ? std::string(name) : sentence(name, ".", parameter.scope);
  }
}

// Takes the place of an earlier value of that name.
void put(Features& features, const std::string& name, FeatureValue value) {
  const auto found =
      std::ranges::find(features.all(), name, [](const auto& entry) { return entry.first; });
  if (found == features.all().end()) {
    features.set(name, std::move(value));
  } else {
    found->second = std::move(value);
  }
}

class Pipeline final : public Model {
 public:
  Pipeline(std::shared_ptr<const coreml::Model> message, const ParameterOverrides& overrides,
           const format::Limits& limits, std::shared_ptr<Host> host);
  // A version: the same models but for the last.
  Pipeline(const Pipeline& base, std::shared_ptr<const Model> last);

  std::vector<Features> predict(std::span<const Features> inputs) const override;
  std::vector<format::Label> class_labels() const override;
  ParameterSet parameters() const override;
  std::unique_ptr<Trainer> make_trainer(const ParameterOverrides& overrides) const override;
  Evaluation evaluate(std::span<const Features> examples) const override;
  void write_learned(coreml::Model& copy) const override;
  void write_delta(stored::Delta& delta) const override {
    last().write_delta(*delta.mutable_last());
  }
  std::shared_ptr<const Model> with_delta(const stored::Delta& delta) const override;

  // What the last model sees of examples: its inputs, made by the models before it, and the
  // examples' other values.
  std::vector<Features> examples_of_last(std::span<const Features> examples) const;

 private:
  const Model& last() const { return *models_.back(); }
  std::vector<Features> run(std::span<const Features> inputs, std::size_t models) const;

  std::vector<std::string> names_;
  std::vector<std::shared_ptr<const Model>> models_;
};

class PipelineTrainer final : public Trainer {
 public:
  PipelineTrainer(std::shared_ptr<const Pipeline> pipeline, std::unique_ptr<Trainer> last)
      : pipeline_(std::move(pipeline)), last_(std::move(last)) {}

  ParameterSet& parameters() override { return last_->parameters(); }
  void add(const Features& example) override {
    last_->add(pipeline_->examples_of_last({&example, 1}).front());
  }
  std::size_t count() const override { return last_->count(); }
  void truncate(std::size_t count) override { last_->truncate(count); }
  bool learns_by_gradient() const override { return last_->learns_by_gradient(); }
  std::int64_t class_of(std::uint32_t row) const override { return last_->class_of(row); }
  int slice_size() const override { return last_->slice_size(); }
  void slow_down() override { last_->slow_down(); }
  bool is_finite() const override { return last_->is_finite(); }
  void configure(const TrainingOptions& options) override { last_->configure(options); }
  void begin(Rows own, Rows replayed, double replay_ratio) override {
    last_->begin(own, replayed, replay_ratio);
  }
  void begin_batch(Rows batch) override { last_->begin_batch(batch); }
  SliceResult accumulate(Rows examples, std::size_t batch_size) override {
    return last_->accumulate(examples, batch_size);
  }
  void apply() override { last_->apply(); }
  SliceResult measure(Rows examples) override { return last_->measure(examples); }
  Progress remember() const override { return last_->remember(); }
  void recall(const Progress& progress) override { last_->recall(progress); }
  std::uint64_t model_fingerprint() const override { return last_->model_fingerprint(); }
  // Of what the models before the last made of the examples: another of those is noticed, too.
  std::uint64_t examples_fingerprint() const override { return last_->examples_fingerprint(); }
  std::shared_ptr<const Model> snapshot() const override {
    return std::make_shared<const Pipeline>(*pipeline_, last_->snapshot());
  }

 private:
  std::shared_ptr<const Pipeline> pipeline_;
  std::unique_ptr<Trainer> last_;
};

Pipeline::Pipeline(std::shared_ptr<const coreml::Model> shared, const ParameterOverrides& overrides,
                   const format::Limits& limits, std::shared_ptr<Host> with)
    : Model(std::move(shared), std::move(with)), names_(model_names(pipeline_of(message()))) {
  check_pipeline(message());
  const std::vector<ParameterOverrides> shares = share_out(names_, overrides);
  format::Limits left = limits;
  for (const coreml::Model& model : pipeline_of(message()).models()) {
    // A part of the pipeline's message, which it keeps alive.
    std::shared_ptr<const coreml::Model> part(shared_message(), &model);
    models_.push_back(make_model(std::move(part), shares[models_.size()], left, host()));
    left.memory_bytes -= std::min(left.memory_bytes, models_.back()->planned_bytes());
  }
}

Pipeline::Pipeline(const Pipeline& base, std::shared_ptr<const Model> last)
    : Model(base.shared_message(), base.host()), names_(base.names_), models_(base.models_) {
  models_.back() = std::move(last);
}

// All values that are known once the first models have answered.
std::vector<Features> Pipeline::run(std::span<const Features> inputs, std::size_t models) const {
  std::vector<Features> known(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    for (const FeatureDescription& input : message().description().input()) {
      if (const FeatureValue* value = inputs[i].find(input.name()))
        known[i].set(input.name(), *value);
    }
  }
  for (const auto& model : std::span(models_).first(models)) {
    std::vector<Features> answers = model->predict(known);
    for (std::size_t i = 0; i < known.size(); ++i) {
      for (auto& [name, value] : answers[i].all()) put(known[i], name, std::move(value));
    }
  }
  return known;
}

std::vector<Features> Pipeline::predict(std::span<const Features> inputs) const {
  std::vector<Features> outputs(inputs.size());
  const std::vector<Features> known = run(inputs, models_.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    for (const FeatureDescription& output : message().description().output()) {
      const FeatureValue* const value = known[i].find(output.name());
      if (value == nullptr) fail(ErrorCode::bad_example, InFeature{output.name()}, " is missing");
      outputs[i].set(output.name(), *value);
    }
  }
  return outputs;
}

std::vector<Features> Pipeline::examples_of_last(std::span<const Features> examples) const {
  std::vector<Features> known = run(examples, models_.size() - 1);
  std::vector<Features> seen(examples.size());
  for (std::size_t i = 0; i < examples.size(); ++i) {
    for (const FeatureDescription& input : last().message().description().input()) {
      if (const FeatureValue* value = known[i].find(input.name()))
        seen[i].set(input.name(), *value);
    }
    for (const auto& [name, value] : examples[i].all()) {
      if (seen[i].find(name) == nullptr) seen[i].set(name, value);
    }
  }
  return seen;
}

// Those of the last model that answers the predicted feature; if there is none, of the only model
// that has any.
std::vector<format::Label> Pipeline::class_labels() const {
  const std::string& label = message().description().predictedfeaturename();
  std::vector<format::Label> only;
  int with_labels = 0;
  for (auto model = models_.rbegin(); model != models_.rend(); ++model) {
    std::vector<format::Label> labels = (*model)->class_labels();
    if (!label.empty() && (*model)->message().description().predictedfeaturename() == label)
      return labels;
    if (labels.empty()) continue;
    ++with_labels;
    only = std::move(labels);
  }
  return with_labels == 1 ? only : std::vector<format::Label>();
}

ParameterSet Pipeline::parameters() const {
  ParameterSet parameters = last().parameters();
  add_scope(names_.back(), parameters);
  return parameters;
}

std::unique_ptr<Trainer> Pipeline::make_trainer(const ParameterOverrides& overrides) const {
  if (learning_of(message()) == Learning::none)
    fail(ErrorCode::not_updatable, "the pipeline's file does not mark it as updatable");
  std::vector<ParameterOverrides> shares = share_out(names_, overrides);
  for (std::size_t i = 0; i + 1 < shares.size(); ++i) {
    if (shares[i].empty()) continue;
    fail(ErrorCode::invalid_parameter, "parameter '", names_[i], ".", shares[i].begin()->first,
         "' belongs to a model that does not learn; '", names_.back(), "' does");
  }
  std::unique_ptr<Trainer> trainer = last().make_trainer(shares.back());
  add_scope(names_.back(), trainer->parameters());
  return std::make_unique<PipelineTrainer>(
      std::static_pointer_cast<const Pipeline>(shared_from_this()), std::move(trainer));
}

// An updatable model knows its own loss.
Evaluation Pipeline::evaluate(std::span<const Features> examples) const {
  if (learning_of(message()) == Learning::none) return Model::evaluate(examples);
  return last().evaluate(examples_of_last(examples));
}

void Pipeline::write_learned(coreml::Model& copy) const {
  auto& models = *mutable_pipeline_of(copy).mutable_models();
  last().write_learned(models[models.size() - 1]);
}

std::shared_ptr<const Model> Pipeline::with_delta(const stored::Delta& delta) const {
  return std::make_shared<const Pipeline>(*this, last().with_delta(delta.last()));
}
}  // namespace

ModelType pipeline() {
  static constexpr std::array kFields = {int{coreml::Model::kPipelineClassifier},
                                         int{coreml::Model::kPipelineRegressor},
                                         int{coreml::Model::kPipeline}};
  return {kFields,
          [](std::shared_ptr<const coreml::Model> message, const ParameterOverrides& overrides,
             const format::Limits& limits, std::shared_ptr<Host> host) {
            return std::shared_ptr<const Model>(std::make_shared<const Pipeline>(
                std::move(message), overrides, limits, std::move(host)));
          }};
}

}  // namespace attune::models
