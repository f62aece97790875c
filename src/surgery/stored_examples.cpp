#include "surgery/stored_examples.h"

#include <algorithm>

#include "base/error.h"
#include "format/message.h"
#include "format/wire.h"
#include "models/nearest_neighbors_rules.h"
#include "models/pipeline_rules.h"
#include "surgery/anatomy.h"

namespace attune::surgery {
namespace {
const coreml::KNearestNeighborsClassifier& neighbors_in(const coreml::Model& message) {
  const coreml::Model& part = learning_part(message);
  if (!part.has_knearestneighborsclassifier()) {
    fail(ErrorCode::unsupported, "models of type ", models::type_name(part),
         " store no examples; nearest neighbours do");
  }
  return part.knearestneighborsclassifier();
}

format::Label label_at(const coreml::KNearestNeighborsClassifier& classifier, int index) {
  if (models::has_integer_labels(classifier))
    return std::int64_t{classifier.int64classlabels().vector(index)};
  return classifier.stringclasslabels().vector(index);
}

void check_index(std::size_t index, int count) {
  if (index < static_cast<std::size_t>(count)) return;
  fail(ErrorCode::invalid_parameter, "there is no example ", index, ": the model stores ", count);
}
}  // namespace

std::vector<format::Features> stored_examples(const models::Model& model) {
  const auto message = current_message(model);
  const coreml::KNearestNeighborsClassifier& classifier = neighbors_in(*message);
  const auto& samples = classifier.nearestneighborsindex().floatsamples();
  std::vector<format::Features> examples(static_cast<std::size_t>(samples.size()));
  for (int i = 0; i < samples.size(); ++i) {
    std::vector<float> vector = format::Message(samples[i]).numbers(1);
    const auto size = static_cast<std::int64_t>(vector.size());
    format::Features& example = examples[static_cast<std::size_t>(i)];
    example.set("vector", format::Array::copy_of(std::move(vector), Shape{size}));
    std::visit([&](const auto& label) { example.set("label", label); }, label_at(classifier, i));
  }
  return examples;
}

std::shared_ptr<const models::Model> with_examples(const models::Model& model,
                                                   const ExampleEdits& edits) {
  const auto message = current_message(model);
  const coreml::KNearestNeighborsClassifier& classifier = neighbors_in(*message);
  const int count = classifier.nearestneighborsindex().floatsamples_size();
  const bool integers = models::has_integer_labels(classifier);
  const int in_file = neighbors_in(model.message()).nearestneighborsindex().floatsamples_size();

  const auto delta = format::make_message<stored::Delta>();
  model.write_delta(*delta);
  stored::Delta* learning = delta.get();
  for (const coreml::Model* part = &model.message(); is_pipeline(*part);) {
    const coreml::Pipeline& pipeline = models::pipeline_of(*part);
    part = &pipeline.models(pipeline.models_size() - 1);
    learning = learning->mutable_last();
  }
  // The file's examples stay as they are up to the first that changes, or was changed before.
  auto kept = static_cast<std::size_t>(in_file) - learning->neighbors().dropped();

  std::vector<bool> removed(static_cast<std::size_t>(count));
  std::vector<format::Label> labels;
  for (int i = 0; i < count; ++i) labels.push_back(label_at(classifier, i));
  for (const auto& [index, label] : edits.relabel) {
    check_index(index, count);
    if (std::holds_alternative<std::int64_t>(label) != integers) {
      fail(ErrorCode::invalid_parameter, "the model's labels are ",
           integers ? "integers" : "strings", ", got ", format::label_text(label));
    }
    labels[index] = label;
    kept = std::min(kept, index);
  }
  for (const std::size_t index : edits.remove) {
    check_index(index, count);
    removed[index] = true;
    kept = std::min(kept, index);
  }
  const bool has_default = classifier.DefaultClassLabel_case() !=
                           coreml::KNearestNeighborsClassifier::DEFAULTCLASSLABEL_NOT_SET;
  if (!has_default && std::ranges::find(removed, false) == removed.end()) {
    fail(ErrorCode::invalid_parameter,
         "the model has no default label, so at least one example must stay");
  }

  stored::LearnedNeighbors& learned = *learning->mutable_neighbors();
  learned.Clear();
  learned.set_firstindex(static_cast<std::uint32_t>(in_file));
  learned.set_dropped(static_cast<std::uint32_t>(static_cast<std::size_t>(in_file) - kept));
  for (std::size_t i = kept; i < labels.size(); ++i) {
    if (removed[i]) continue;
    const std::vector<float> vector =
        format::Message(classifier.nearestneighborsindex().floatsamples(static_cast<int>(i)))
            .numbers(1);
    learned.mutable_samples()->append(reinterpret_cast<const char*>(vector.data()),
                                      vector.size() * sizeof(float));
    if (integers) {
      learned.add_int64labels(std::get<std::int64_t>(labels[i]));
    } else {
      learned.add_stringlabels(std::get<std::string>(labels[i]));
    }
  }
  return model.with_delta(*delta);
}

}  // namespace attune::surgery
