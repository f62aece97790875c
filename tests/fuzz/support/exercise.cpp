#include "support/exercise.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>

#include "base/error.h"
#include "format/feature_block.h"
#include "models/flexible_shape.h"
#include "task/update_task.h"

namespace attune::fuzz {
namespace {
using coreml::FeatureDescription;
using coreml::FeatureType;
using format::Features;
using format::FeatureValue;

constexpr std::int64_t kMostNumbers = 1 << 16;
constexpr int kMostSteps = 6;

std::vector<float> numbers(std::int64_t count, int variant) {
  std::vector<float> values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>((i * 7 + static_cast<std::size_t>(variant) * 3) % 11) / 4 - 1;
  return values;
}

FeatureValue image(const Shape& size, int variant) {
  std::string pixels(static_cast<std::size_t>(size.size()) * 4,
                     static_cast<char>(40 * variant + 9));
  auto owner = std::make_shared<const std::string>(std::move(pixels));
  return format::Image{.width = size[1], .height = size[0], .rgba = *owner, .owner = owner};
}

// Nothing: too large.
std::optional<FeatureValue> value_of(const FeatureDescription& feature, int variant) {
  const FeatureType& type = feature.type();
  switch (type.Type_case()) {
    case FeatureType::kInt64Type:
      return std::int64_t{variant};
    case FeatureType::kDoubleType:
      return 0.5 * variant;
    case FeatureType::kStringType:
      return std::string(1, static_cast<char>('a' + variant));
    case FeatureType::kImageType: {
      const Shape size = models::FlexibleShape(type.imagetype()).usual();
      if (size.size() > kMostNumbers) return std::nullopt;
      return image(size, variant);
    }
    case FeatureType::kMultiArrayType: {
      const Shape shape = models::FlexibleShape(type.multiarraytype()).usual();
      if (shape.size() > kMostNumbers) return std::nullopt;
      return format::Array::copy_of(numbers(shape.size(), variant), shape);
    }
    case FeatureType::kDictionaryType:
      if (type.dictionarytype().has_int64keytype())
        return format::Dictionary{{std::int64_t{0}, 1.0}, {std::int64_t{variant}, 2.5}};
      return format::Dictionary{{std::string("a"), 1.0}, {std::string("b"), 0.5 * variant}};
    case FeatureType::kSequenceType:
      if (type.sequencetype().has_int64type())
        return format::Sequence{std::int64_t{0}, std::int64_t{variant}};
      return format::Sequence{std::string("a"), std::string("b")};
    default:
      return std::int64_t{1};
  }
}

// A label that the model knows, where the feature is its label.
std::optional<FeatureValue> target_of(const models::Model& model, const FeatureDescription& feature,
                                      int variant) {
  const bool is_label = feature.type().has_stringtype() || feature.type().has_int64type();
  const std::vector<format::Label> labels = model.class_labels();
  if (!is_label || labels.empty()) return value_of(feature, variant);
  return std::visit([](const auto& label) { return FeatureValue(label); },
                    labels[static_cast<std::size_t>(variant) % labels.size()]);
}

std::shared_ptr<const models::Model> read_again(const std::string& bytes) {
  std::shared_ptr<const models::Model> again;
  if (!accepted([&] { again = models::read_model(bytes, {}, kLimits); }))
    broken("a model that was opened and written opens again");
  if (models::write_model(*again) != bytes) broken("what was written is written the same again");
  return again;
}

void check_finite(const models::Model& model) {
  stored::Delta delta;
  model.write_delta(delta);
  for (const stored::Delta* part = &delta;; part = &part->last()) {
    for (const stored::LearnedWeights& weights : part->weights()) {
      std::vector<float> values(weights.values().size() / sizeof(float));
      std::copy_n(weights.values().data(), weights.values().size(),
                  reinterpret_cast<char*>(values.data()));
      if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); }))
        broken("no weight that is not finite is ever given out");
    }
    if (!part->has_last()) return;
  }
}

void learn(const models::Model& model, const std::vector<Features>& examples) {
  std::shared_ptr<const models::Model> learned;
  const bool done = accepted([&] {
    task::UpdateTask task(model, {});
    task.add(examples);
    for (int step = 0; step < kMostSteps && !task.step().finished; ++step) {
      if (step != 1) continue;
      std::string saved;
      if (!accepted([&] { saved = task.save(); })) continue;
      task::UpdateTask other(model, {});
      other.add(examples);
      other.restore(saved);
    }
    task.finish();
    learned = task.snapshot();
  });
  if (!done) return;
  check_finite(*learned);
  const std::string bytes = models::write_model(*learned);
  const auto put_back = models::apply_delta(model, models::write_delta(*learned));
  if (models::write_model(*put_back) != bytes) broken("a stored version is the version");
  read_again(bytes);
}
}  // namespace

void broken(std::string_view promise) {
  std::fprintf(stderr, "BROKEN PROMISE: %.*s\n", static_cast<int>(promise.size()), promise.data());
  std::abort();
}

std::vector<Features> example_of(const models::Model& model, bool training, int variant) {
  Features features;
  const auto& description = model.message().description();
  bool small = accepted([&] {
    for (const FeatureDescription& input : description.input()) {
      std::optional<FeatureValue> value = value_of(input, variant);
      if (!value) fail(ErrorCode::memory, "too large");
      features.set(input.name(), std::move(*value));
    }
    if (!training) return;
    for (const FeatureDescription& input : description.traininginput()) {
      if (features.find(input.name()) != nullptr) continue;
      std::optional<FeatureValue> value = target_of(model, input, variant);
      if (!value) fail(ErrorCode::memory, "too large");
      features.set(input.name(), std::move(*value));
    }
  });
  if (!small) return {};
  return {std::move(features)};
}

std::string answers_of(const models::Model& model, const std::vector<Features>& examples) {
  try {
    return format::write_feature_block(model.predict(examples));
  } catch (const Error& error) {
    return sentence(code_name(error.code()), ": ", error.what());
  }
}

void exercise(const models::Model& model) {
  std::vector<Features> questions, lessons;
  for (const int variant : {0, 1, 2}) {
    for (Features& each : example_of(model, false, variant)) questions.push_back(std::move(each));
    for (Features& each : example_of(model, true, variant)) lessons.push_back(std::move(each));
  }
  const std::string before = answers_of(model, questions);
  const std::string written = models::write_model(model);
  if (answers_of(*read_again(written), questions) != before)
    broken("a model that was written and read again answers the same");
  accepted([&] { model.evaluate(lessons); });
  learn(model, lessons);
  if (answers_of(model, questions) != before)
    broken("whatever became of an update, the model answers as before");
}

}  // namespace attune::fuzz
