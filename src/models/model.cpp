#include "models/model.h"

#include <algorithm>
#include <array>
#include <limits>

#include "format/message.h"
#include "models/catalogue.h"
#include "models/obstacles.h"
#include "models/simple_model.h"
#include "models/trainer.h"

namespace attune::models {

#define PART(name) ModelType name();
#include "models.inc"
#undef PART

namespace {
constexpr std::uint32_t kDeltaFormat = 1;
constexpr int kNewestSpecification = 10;

// Closed or different formats that people try to load, known by their first bytes.
void refuse_other_formats(std::string_view bytes) {
  if (bytes.empty()) fail(ErrorCode::model_invalid, "the model file is empty");
  if (bytes.starts_with("PK\x03\x04")) {
    // Packages are unpacked before the core sees them: this is a zip in a zip, or a caller of the
    // core itself.
    fail(ErrorCode::unsupported, "this is a zip file, not a .mlmodel",
         Hint{"Unpack it, and pass the .mlmodel or the .mlpackage inside."});
  }
  if (bytes.front() == '{' || bytes.front() == '<') {
    fail(ErrorCode::model_invalid, "this is text, not a Core ML model",
         Hint{"A server may have answered with an error page instead of the file."});
  }
}

[[noreturn]] void refuse_to_run(const coreml::Model& message, std::string_view what,
                                ErrorCode code) {
  const std::string_view type = type_name(message);
  const Obstacle obstacle = obstacle_of(message);
  fail(code, "models of type ", type.empty() ? "unknown" : type, " cannot ", what, obstacle.why,
       Hint{obstacle.advice});
}
}  // namespace

const ModelType* find_model_type(int field) {
  static const std::array kTypes = {
#define PART(name) name(),
#include "models.inc"
#undef PART
  };
  const auto* const found = std::ranges::find_if(
      kTypes, [&](const ModelType& type) { return std::ranges::count(type.fields, field) > 0; });
  return found == kTypes.end() ? nullptr : found;
}

std::string_view type_name(const coreml::Model& message) {
  switch (message.Type_case()) {
#define TYPE(case_name, name)    \
  case coreml::Model::case_name: \
    return name;
    TYPE(kPipelineClassifier, "pipelineClassifier")
    TYPE(kPipelineRegressor, "pipelineRegressor")
    TYPE(kPipeline, "pipeline")
    TYPE(kGlmRegressor, "glmRegressor")
    TYPE(kSupportVectorRegressor, "supportVectorRegressor")
    TYPE(kTreeEnsembleRegressor, "treeEnsembleRegressor")
    TYPE(kNeuralNetworkRegressor, "neuralNetworkRegressor")
    TYPE(kBayesianProbitRegressor, "bayesianProbitRegressor")
    TYPE(kGlmClassifier, "glmClassifier")
    TYPE(kSupportVectorClassifier, "supportVectorClassifier")
    TYPE(kTreeEnsembleClassifier, "treeEnsembleClassifier")
    TYPE(kNeuralNetworkClassifier, "neuralNetworkClassifier")
    TYPE(kKNearestNeighborsClassifier, "kNearestNeighborsClassifier")
    TYPE(kNeuralNetwork, "neuralNetwork")
    TYPE(kItemSimilarityRecommender, "itemSimilarityRecommender")
    TYPE(kMlProgram, "mlProgram")
    TYPE(kCustomModel, "customModel")
    TYPE(kLinkedModel, "linkedModel")
    TYPE(kClassConfidenceThresholding, "classConfidenceThresholding")
    TYPE(kOneHotEncoder, "oneHotEncoder")
    TYPE(kImputer, "imputer")
    TYPE(kFeatureVectorizer, "featureVectorizer")
    TYPE(kDictVectorizer, "dictVectorizer")
    TYPE(kScaler, "scaler")
    TYPE(kCategoricalMapping, "categoricalMapping")
    TYPE(kNormalizer, "normalizer")
    TYPE(kArrayFeatureExtractor, "arrayFeatureExtractor")
    TYPE(kNonMaximumSuppression, "nonMaximumSuppression")
    TYPE(kIdentity, "identity")
    TYPE(kTextClassifier, "textClassifier")
    TYPE(kWordTagger, "wordTagger")
    TYPE(kVisionFeaturePrint, "visionFeaturePrint")
    TYPE(kSoundAnalysisPreprocessing, "soundAnalysisPreprocessing")
    TYPE(kGazetteer, "gazetteer")
    TYPE(kWordEmbedding, "wordEmbedding")
    TYPE(kAudioFeaturePrint, "audioFeaturePrint")
    TYPE(kSerializedModel, "serializedModel")
#undef TYPE
    case coreml::Model::TYPE_NOT_SET:
      break;
  }
  return "";
}

std::vector<Features> Model::predict([[maybe_unused]] std::span<const Features> inputs) const {
  refuse_to_run(message(), "predict here", ErrorCode::unsupported);
}

std::unique_ptr<Trainer> Model::make_trainer(
    [[maybe_unused]] const format::ParameterOverrides& overrides) const {
  refuse_to_run(message(), "be updated", ErrorCode::not_updatable);
}

namespace {
// What a regressor's feature holds: one number or an array of them.
std::vector<double> numbers_of(const format::FeatureValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return {*number};
  if (const auto* integer = std::get_if<std::int64_t>(&value))
    return {static_cast<double>(*integer)};
  std::vector<double> numbers;
  if (const auto* array = std::get_if<format::Array>(&value)) {
    for (std::int64_t i = 0; i < array->shape.size(); ++i)
      numbers.push_back(array->at(static_cast<std::size_t>(i)));
  }
  return numbers;
}
}  // namespace

// Compares what is predicted: all that a model without a loss can say.
Evaluation Model::evaluate(std::span<const Features> examples) const {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const std::string& name = message().description().predictedfeaturename();
  const auto& outputs = message().description().output();
  const auto output =
      std::ranges::find_if(outputs, [&](const auto& o) { return o.name() == name; });
  // A regressor names its number there, which is no label.
  const bool has_label = output != outputs.end() &&
                         (output->type().has_stringtype() || output->type().has_int64type());
  Evaluation evaluation{.count = static_cast<std::int64_t>(examples.size()),
                        .loss_sum = kNaN,
                        .correct = has_label ? 0 : kNaN,
                        .labels = class_labels()};
  if (output == outputs.end()) return evaluation;
  const std::vector<Features> answers = predict(examples);
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const format::FeatureValue* const wanted = examples[i].find(name);
    if (wanted == nullptr) {
      fail(ErrorCode::bad_example, InFeature{name},
           " is missing: an example to evaluate holds the ", has_label ? "label" : "number",
           " it should get");
    }
    const format::FeatureValue& got = *answers[i].find(name);
    if (!has_label) {
      const std::vector<double> numbers = numbers_of(*wanted), answered = numbers_of(got);
      if (numbers.size() != answered.size()) {
        fail(ErrorCode::shape_mismatch, InFeature{name}, " holds ", numbers.size(),
             " numbers; the model answers ", answered.size());
      }
      evaluation.add_numbers(numbers, answered, static_cast<std::int64_t>(i) + 1);
      continue;
    }
    const std::optional<format::Label> label = format::as_label(*wanted);
    if (!label) {
      fail(ErrorCode::bad_example, InFeature{name}, " must be a label, got ",
           format::kind_of(*wanted));
    }
    evaluation.add_labels(*label, *format::as_label(got));
  }
  return evaluation;
}

std::shared_ptr<const Model> Model::with_delta([[maybe_unused]] const stored::Delta& delta) const {
  refuse_to_run(message(), "take what another one learned", ErrorCode::model_invalid);
}

std::shared_ptr<const Model> make_model(std::shared_ptr<const coreml::Model> message,
                                        const format::ParameterOverrides& overrides,
                                        const format::Limits& limits, std::shared_ptr<Host> host) {
  if (const ModelType* type = find_model_type(message->Type_case()))
    return type->make(std::move(message), overrides, limits, std::move(host));
  refuse_parameters(overrides);
  return std::make_shared<const Model>(std::move(message), std::move(host));
}

std::shared_ptr<const coreml::Model> read_message(std::string_view bytes,
                                                  const format::Limits& limits) {
  refuse_other_formats(bytes);
  format::check_model_file(bytes, limits);
  std::shared_ptr<const coreml::Model> message = format::parse_message<coreml::Model>(bytes);
  if (message == nullptr) {
    fail(ErrorCode::model_invalid, "not a Core ML model, or a damaged one: its bytes do not parse");
  }
  const int version = message->specificationversion();
  if (version < 1)
    fail(ErrorCode::model_invalid, "not a Core ML model: it names no specification version");
  if (version > kNewestSpecification) {
    fail(ErrorCode::unsupported, "the model has specification version ", version,
         "; the newest known is ", kNewestSpecification);
  }
  if (message->Type_case() == coreml::Model::TYPE_NOT_SET) {
    fail(ErrorCode::unsupported, "the file holds no model, or one of a type that is not known");
  }
  return message;
}

std::shared_ptr<const Model> read_model(std::string_view bytes,
                                        const format::ParameterOverrides& overrides,
                                        const format::Limits& limits, std::shared_ptr<Host> host) {
  return make_model(read_message(bytes, limits), overrides, limits, std::move(host));
}

std::shared_ptr<coreml::Model> current_message(const Model& model) {
  std::shared_ptr<coreml::Model> copy = format::copy_message(model.message());
  model.write_learned(*copy);
  return copy;
}

std::string write_model(const Model& model) { return current_message(model)->SerializeAsString(); }

std::string write_delta(const Model& model) {
  const auto delta = format::make_message<stored::Delta>();
  delta->set_formatversion(kDeltaFormat);
  model.write_delta(*delta);
  return delta->SerializeAsString();
}

std::shared_ptr<const Model> apply_delta(const Model& base, std::string_view bytes) {
  format::check_delta(bytes);
  const auto delta = format::parse_message<stored::Delta>(bytes);
  if (delta == nullptr) {
    fail(ErrorCode::model_invalid, "a stored version is damaged: its bytes do not parse");
  }
  if (delta->formatversion() > kDeltaFormat) {
    fail(ErrorCode::format_too_new, "a stored version has format ", delta->formatversion(),
         "; this release reads up to ", kDeltaFormat);
  }
  return base.with_delta(*delta);
}

}  // namespace attune::models
