#include "models/nearest_neighbors_model.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "format/wire_edit.h"
#include "models/nearest_neighbors_rules.h"
#include "models/nearest_neighbors_trainer.h"

namespace attune::models {
namespace {
using coreml::FeatureDescription;
using format::FeatureValue;
using format::Label;
using neighbors::Samples;

constexpr std::string_view kNumberOfNeighbors = "numberOfNeighbors";
constexpr std::size_t kBatch = 32;  // examples that predict() looks up at a time
constexpr int kFirstUpdatableSpecification = 4;
}  // namespace

void Memory::add(const float* sample, const Label& label) {
  const auto [found, is_new] =
      numbers.try_emplace(label, static_cast<std::uint32_t>(labels.size()));
  if (is_new) labels.push_back(label);
  samples.add(sample);
  label_of.push_back(found->second);
}

void Memory::add(std::shared_ptr<const std::vector<float>> values, std::span<const Label> added) {
  const std::size_t dimensions = samples.dimensions();
  for (std::size_t i = 0; i < added.size(); ++i) add(values->data() + i * dimensions, added[i]);
  samples.keep(std::move(values));
}

void read_point(std::string_view name, const Features& features, std::span<float> out) {
  const FeatureValue* const value = features.find(name);
  if (value == nullptr) fail(ErrorCode::bad_example, InFeature{name}, " is missing");
  if (const auto* array = std::get_if<format::Array>(value)) {
    if (static_cast<std::size_t>(array->shape.size()) != out.size()) {
      fail(ErrorCode::shape_mismatch, InFeature{name}, " must hold ", out.size(), " numbers, got ",
           format::kind_of(*value));
    }
    array->copy_to(out.data());
  } else if (const auto* number = std::get_if<double>(value);
             number != nullptr && out.size() == 1) {
    out[0] = static_cast<float>(*number);
  } else if (const auto* integer = std::get_if<std::int64_t>(value);
             integer != nullptr && out.size() == 1) {
    out[0] = static_cast<float>(*integer);
  } else {
    fail(ErrorCode::bad_example, InFeature{name}, " must be an array of ", out.size(),
         " numbers, got ", format::kind_of(*value));
  }
  if (!std::ranges::all_of(out, [](float each) { return std::isfinite(each); })) {
    fail(ErrorCode::bad_example, InFeature{name},
         " holds a value that is not finite: it is near to nothing");
  }
}

NearestNeighborsModel::NearestNeighborsModel(std::shared_ptr<const coreml::Model> shared,
                                             const format::ParameterOverrides& overrides,
                                             const format::Limits& limits)
    : Model(std::move(shared)), integer_labels_(models::has_integer_labels(classifier())) {
  check_nearest_neighbors(message());
  // Dimensions are only declared where no example is stored.
  const auto numbers =
      static_cast<std::uint64_t>(classifier().nearestneighborsindex().numberofdimensions());
  if (numbers * kBatch * sizeof(float) > limits.memory_bytes) {
    fail(ErrorCode::memory, "the nearest-neighbours classifier compares ", numbers,
         " numbers: a batch of them needs more than ", limits.memory_bytes >> 20, " MiB of memory");
  }
  const auto& inputs = message().description().input();
  if (inputs.empty())
    fail(ErrorCode::model_invalid, "the nearest-neighbours classifier has no input");
  const auto array = std::ranges::find_if(
      inputs, [](const auto& each) { return each.type().has_multiarraytype(); });
  input_ = (array == inputs.end() ? inputs.begin() : array)->name();
  parameters_.add(std::string(kNumberOfNeighbors), classifier().numberofneighbors());
  parameters_.set(overrides);
  in_file_ = read_samples();
  kept_ = count_in_file();
  memory_ = read_memory(kept_);
  make_index();
}

NearestNeighborsModel::NearestNeighborsModel(const NearestNeighborsModel& base,
                                             format::ParameterSet parameters,
                                             std::shared_ptr<const Memory> memory, std::size_t kept)
    : Model(base.shared_message()),
      parameters_(std::move(parameters)),
      integer_labels_(base.integer_labels_),
      input_(base.input_),
      in_file_(base.in_file_),
      memory_(std::move(memory)),
      kept_(kept) {
  make_index();
}

// The file's own examples, one after the other: where the bytes stand they are not aligned.
std::shared_ptr<const std::vector<float>> NearestNeighborsModel::read_samples() const {
  auto all = std::make_shared<std::vector<float>>();
  for (const std::string& bytes : classifier().nearestneighborsindex().floatsamples()) {
    const std::vector<float> sample = format::Message(bytes).numbers(1);
    all->insert(all->end(), sample.begin(), sample.end());
  }
  return all;
}

// The first ones of the file.
std::shared_ptr<const Memory> NearestNeighborsModel::read_memory(std::size_t count) const {
  const coreml::NearestNeighborsIndex& index = classifier().nearestneighborsindex();
  auto memory = std::make_shared<Memory>(static_cast<std::size_t>(index.numberofdimensions()));
  memory->samples.keep(in_file_);
  for (int i = 0; i < static_cast<int>(count); ++i) {
    const float* const sample =
        in_file_->data() + static_cast<std::size_t>(i) * memory->samples.dimensions();
    if (integer_labels_) {
      memory->add(sample, std::int64_t{classifier().int64classlabels().vector(i)});
    } else {
      memory->add(sample, classifier().stringclasslabels().vector(i));
    }
  }
  return memory;
}

void NearestNeighborsModel::make_index() {
  const coreml::NearestNeighborsIndex& index = classifier().nearestneighborsindex();
  const neighbors::IndexType* const type = neighbors::find_index_type(index.IndexType_case());
  const format::Message params(index.has_singlekdtreeindex() ? index.singlekdtreeindex()
                                                             : index.linearindex());
  index_ = type->make(std::shared_ptr<const Samples>(memory_, &memory_->samples), params);
}

std::vector<Features> NearestNeighborsModel::predict(std::span<const Features> inputs) const {
  std::vector<Features> answers;
  answers.reserve(inputs.size());
  const auto count = static_cast<std::size_t>(parameters_.integer(kNumberOfNeighbors));
  std::vector<float> points(std::min(kBatch, inputs.size()) * dimensions());
  for (std::size_t start = 0; start < inputs.size(); start += kBatch) {
    const std::span<const Features> batch =
        inputs.subspan(start, std::min(kBatch, inputs.size() - start));
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (dimensions() > 0)
        read_point(input_, batch[i], std::span(points).subspan(i * dimensions(), dimensions()));
    }
    if (memory_->label_of.empty()) {
      const Label label = integer_labels_ ? Label(std::int64_t{classifier().defaultint64label()})
                                          : Label(classifier().defaultstringlabel());
      answers.insert(answers.end(), batch.size(), output(label, {{label, 1.0}}));
      continue;
    }
    const auto asked = std::span<const float>(points).first(batch.size() * dimensions());
    for (const auto& nearest : index_->nearest(asked, count)) answers.push_back(answer(nearest));
  }
  return answers;
}

double NearestNeighborsModel::weight(const neighbors::Neighbor& neighbor,
                                     const neighbors::Neighbor& nearest) const {
  if (!classifier().has_inversedistanceweighting() || std::isinf(nearest.squared_distance))
    return 1;
  if (nearest.squared_distance == 0) return neighbor.squared_distance == 0 ? 1 : 0;
  return 1 / std::sqrt(static_cast<double>(neighbor.squared_distance));
}

Features NearestNeighborsModel::answer(std::span<const neighbors::Neighbor> nearest) const {
  std::vector<double> votes(memory_->labels.size());
  for (const neighbors::Neighbor& neighbor : nearest) {
    votes[memory_->label_of[neighbor.number]] += weight(neighbor, nearest.front());
  }
  double all = 0;
  std::size_t best = 0;
  for (std::size_t label = 0; label < votes.size(); ++label) {
    all += votes[label];
    if (votes[label] > votes[best]) best = label;
  }
  format::Dictionary probabilities;
  for (std::size_t label = 0; label < votes.size(); ++label) {
    probabilities.emplace_back(memory_->labels[label], votes[label] / all);
  }
  return output(memory_->labels[best], std::move(probabilities));
}

Features NearestNeighborsModel::output(const Label& label, format::Dictionary probabilities) const {
  const coreml::ModelDescription& description = message().description();
  Features features;
  for (const FeatureDescription& each : description.output()) {
    if (each.name() == description.predictedfeaturename()) {
      features.set(each.name(),
                   std::visit([](const auto& value) { return FeatureValue(value); }, label));
    } else if (each.name() == description.predictedprobabilitiesname()) {
      features.set(each.name(), probabilities);
    }
  }
  return features;
}

void NearestNeighborsModel::write_learned(coreml::Model& copy) const {
  coreml::KNearestNeighborsClassifier& target = *copy.mutable_knearestneighborsclassifier();
  if (kept_ < count_in_file()) {
    const int kept = static_cast<int>(kept_), dropped = static_cast<int>(count_in_file()) - kept;
    target.mutable_nearestneighborsindex()->mutable_floatsamples()->DeleteSubrange(kept, dropped);
    if (integer_labels_) {
      target.mutable_int64classlabels()->mutable_vector()->Truncate(kept);
    } else {
      target.mutable_stringclasslabels()->mutable_vector()->DeleteSubrange(kept, dropped);
    }
  }
  for (std::size_t i = kept_; i < memory_->label_of.size(); ++i) {
    const float* const sample = memory_->samples[i];
    format::WireEdit vector;
    vector.set_floats(1, {sample, dimensions()});
    target.mutable_nearestneighborsindex()->add_floatsamples(vector.bytes());
    const Label& label = memory_->labels[memory_->label_of[i]];
    if (integer_labels_) {
      target.mutable_int64classlabels()->add_vector(std::get<std::int64_t>(label));
    } else {
      target.mutable_stringclasslabels()->add_vector(std::get<std::string>(label));
    }
  }
}

void NearestNeighborsModel::write_delta(stored::Delta& delta) const {
  delta.set_numberofneighbors(static_cast<std::uint64_t>(parameters_.integer(kNumberOfNeighbors)));
  if (memory_->label_of.size() == kept_ && kept_ == count_in_file()) return;
  stored::LearnedNeighbors& learned = *delta.mutable_neighbors();
  learned.set_firstindex(static_cast<std::uint32_t>(count_in_file()));
  learned.set_dropped(static_cast<std::uint32_t>(count_in_file() - kept_));
  for (std::size_t i = kept_; i < memory_->label_of.size(); ++i) {
    learned.mutable_samples()->append(reinterpret_cast<const char*>(memory_->samples[i]),
                                      dimensions() * sizeof(float));
    const Label& label = memory_->labels[memory_->label_of[i]];
    if (integer_labels_) {
      learned.add_int64labels(std::get<std::int64_t>(label));
    } else {
      learned.add_stringlabels(std::get<std::string>(label));
    }
  }
}

std::shared_ptr<const Model> NearestNeighborsModel::with_delta(const stored::Delta& delta) const {
  const stored::LearnedNeighbors& learned = delta.neighbors();
  const int count = integer_labels_ ? learned.int64labels_size() : learned.stringlabels_size();
  // Cannot overflow: a batch of so many dimensions has fitted the limits, and a count has 31 bits.
  const std::uint64_t bytes =
      static_cast<std::uint64_t>(count) * dimensions() * std::uint64_t{sizeof(float)};
  // Versions that say nothing of it (0) leave it as it is.
  const std::int64_t number = delta.numberofneighbors() == 0
                                  ? parameters_.integer(kNumberOfNeighbors)
                                  : static_cast<std::int64_t>(delta.numberofneighbors());
  if ((delta.has_neighbors() && learned.firstindex() != count_in_file()) ||
      learned.dropped() > count_in_file() || learned.samples().size() != bytes ||
      !format::allows(classifier().numberofneighbors(), number) || number < 1) {
    fail(ErrorCode::model_invalid,
         "a stored version belongs to another nearest-neighbours model than this");
  }
  std::vector<Label> labels(learned.stringlabels().begin(), learned.stringlabels().end());
  if (integer_labels_) labels.assign(learned.int64labels().begin(), learned.int64labels().end());
  auto values =
      std::make_shared<std::vector<float>>(static_cast<std::size_t>(count) * dimensions());
  if (bytes > 0) std::memcpy(values->data(), learned.samples().data(), bytes);

  const std::size_t kept = count_in_file() - learned.dropped();
  auto memory = std::make_shared<Memory>(*read_memory(kept));
  memory->add(std::move(values), labels);
  format::ParameterSet parameters = parameters_;
  parameters.set({{std::string(kNumberOfNeighbors), number}});
  return std::make_shared<const NearestNeighborsModel>(*this, std::move(parameters),
                                                       std::move(memory), kept);
}

std::unique_ptr<Trainer> NearestNeighborsModel::make_trainer(
    const format::ParameterOverrides& overrides) const {
  if (!message().isupdatable())
    fail(ErrorCode::not_updatable, "the model's file does not mark it as updatable");
  if (message().specificationversion() < kFirstUpdatableSpecification) {
    fail(ErrorCode::not_updatable, "the model has specification version ",
         std::int64_t{message().specificationversion()}, "; updatable models need ",
         kFirstUpdatableSpecification);
  }
  if (dimensions() == 0)
    fail(ErrorCode::not_updatable, "the nearest-neighbours classifier has no dimensions");
  format::ParameterSet parameters = parameters_;
  parameters.set(overrides);
  return make_nearest_neighbors_trainer(
      std::static_pointer_cast<const NearestNeighborsModel>(shared_from_this()),
      std::move(parameters));
}

}  // namespace attune::models
