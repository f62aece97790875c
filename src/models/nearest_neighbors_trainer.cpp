#include "models/nearest_neighbors_trainer.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/error.h"

namespace attune::models {
namespace {
using coreml::FeatureDescription;
using coreml::FeatureType;
using format::FeatureValue;
using format::Label;

class NearestNeighborsTrainer final : public Trainer {
 public:
  NearestNeighborsTrainer(std::shared_ptr<const NearestNeighborsModel> model,
                          format::ParameterSet parameters);

  format::ParameterSet& parameters() override { return parameters_; }
  void add(const Features& example) override;
  std::size_t count() const override { return labels_.size(); }
  void truncate(std::size_t count) override;
  bool learns_by_gradient() const override { return false; }
  std::shared_ptr<const Model> snapshot() const override;

 private:
  Label read_label(const Features& example) const;

  std::shared_ptr<const NearestNeighborsModel> model_;
  format::ParameterSet parameters_;
  std::string input_, label_;  // training inputs by name
  std::vector<float> values_;
  std::vector<Label> labels_;
};

NearestNeighborsTrainer::NearestNeighborsTrainer(std::shared_ptr<const NearestNeighborsModel> model,
                                                 format::ParameterSet parameters)
    : model_(std::move(model)), parameters_(std::move(parameters)) {
  const coreml::ModelDescription& description = model_->message().description();
  const auto& inputs = description.traininginput();
  const auto is_listed = [&](const std::string& name) {
    return std::ranges::any_of(inputs,
                               [&](const FeatureDescription& each) { return each.name() == name; });
  };
  // The model's own names, unless the file lists others in their place.
  input_ = model_->input_name();
  label_ = description.predictedfeaturename();
  const auto array = std::ranges::find_if(
      inputs, [](const auto& each) { return each.type().has_multiarraytype(); });
  if (!is_listed(input_) && array != inputs.end()) input_ = array->name();
  const auto type =
      model_->has_integer_labels() ? FeatureType::kInt64Type : FeatureType::kStringType;
  const auto other = std::ranges::find_if(
      inputs, [&](const auto& each) { return each.type().Type_case() == type; });
  if (!is_listed(label_) && other != inputs.end()) label_ = other->name();
}

Label NearestNeighborsTrainer::read_label(const Features& example) const {
  const FeatureValue* const value = example.find(label_);
  if (value == nullptr)
    fail(ErrorCode::bad_example, InFeature{label_},
         " is missing: an example to learn from has a label");
  const std::optional<Label> label = format::as_label(*value);
  if (!label || std::holds_alternative<std::int64_t>(*label) != model_->has_integer_labels()) {
    fail(ErrorCode::bad_example, InFeature{label_}, " must be ",
         model_->has_integer_labels() ? "an integer" : "a string",
         ", as the model's labels are, got ", format::kind_of(*value));
  }
  return *label;
}

void NearestNeighborsTrainer::add(const Features& example) {
  std::vector<float> point(model_->dimensions());
  read_point(input_, example, point);
  Label label = read_label(example);
  values_.insert(values_.end(), point.begin(), point.end());
  labels_.push_back(std::move(label));
}

void NearestNeighborsTrainer::truncate(std::size_t count) {
  if (count >= labels_.size()) return;
  labels_.resize(count);
  values_.resize(count * model_->dimensions());
}

std::shared_ptr<const Model> NearestNeighborsTrainer::snapshot() const {
  auto memory = std::make_shared<Memory>(model_->memory());
  memory->add(std::make_shared<const std::vector<float>>(values_), labels_);
  return std::make_shared<const NearestNeighborsModel>(*model_, parameters_, std::move(memory),
                                                       model_->kept());
}

}  // namespace

std::unique_ptr<Trainer> make_nearest_neighbors_trainer(
    std::shared_ptr<const NearestNeighborsModel> model, format::ParameterSet parameters) {
  return std::make_unique<NearestNeighborsTrainer>(std::move(model), std::move(parameters));
}

}  // namespace attune::models
