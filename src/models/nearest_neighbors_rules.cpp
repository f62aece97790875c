#include "models/nearest_neighbors_rules.h"

#include <algorithm>
#include <string_view>

#include "base/error.h"
#include "format/parameters.h"
#include "format/wire.h"

namespace attune::models {
namespace {
using coreml::FeatureDescription;
using coreml::FeatureType;
using coreml::Int64Parameter;
using coreml::KNearestNeighborsClassifier;
using coreml::NearestNeighborsIndex;

template <typename... Parts>
[[noreturn]] void refuse(const Parts&... parts) {
  fail(ErrorCode::model_invalid, "the nearest-neighbours classifier ", parts...);
}

// A value in the set that stands behind the default is never looked at: so do Apple's tools.
bool has_positive_limits(const Int64Parameter& parameter) {
  if (parameter.has_range())
    return parameter.range().minvalue() > 0 && parameter.range().maxvalue() > 0;
  for (const std::int64_t value : parameter.set().values()) {
    if (value == parameter.defaultvalue()) break;
    if (value <= 0) return false;
  }
  return true;
}

void check_number_of_neighbors(const KNearestNeighborsClassifier& classifier) {
  const Int64Parameter& parameter = classifier.numberofneighbors();
  const std::int64_t value = parameter.defaultvalue();
  if (!classifier.has_numberofneighbors()) {
    refuse("does not say how many neighbours count (numberOfNeighbors)",
           Hint{"Files made by a beta of coremltools 3.0 are like that: make the model again with "
                "a release."});
  }
  if (value <= 0) refuse("has numberOfNeighbors ", value, "; it must be above 0");
  if (!has_positive_limits(parameter)) refuse("allows a numberOfNeighbors that is not above 0");
  if (!format::allows(parameter, value)) {
    refuse("has numberOfNeighbors ", value,
           ", which is not among the values that it allows itself");
  }
}

void check_labels(const KNearestNeighborsClassifier& classifier) {
  const int labels =
      classifier.stringclasslabels().vector_size() + classifier.int64classlabels().vector_size();
  const int samples = classifier.nearestneighborsindex().floatsamples_size();
  const auto default_label = classifier.DefaultClassLabel_case();
  if (default_label == KNearestNeighborsClassifier::DEFAULTCLASSLABEL_NOT_SET) {
    if (labels == 0) refuse("has no labels, and no default label to answer with until it has some");
  } else if (classifier.ClassLabels_case() != KNearestNeighborsClassifier::CLASSLABELS_NOT_SET &&
             classifier.has_int64classlabels() != classifier.has_defaultint64label()) {
    refuse("has labels of one type and a default label of another");
  }
  if (labels != samples)
    refuse("has ", labels, " labels for ", samples, " stored examples; each example has one");
}

void check_label_output(const coreml::ModelDescription& description, bool integers) {
  const std::string& name = description.predictedfeaturename();
  if (name.empty()) refuse("does not say which output is the label (predictedFeatureName)");
  const auto& outputs = description.output();
  const auto output =
      std::ranges::find(outputs, name, [](const FeatureDescription& each) { return each.name(); });
  if (output == outputs.end())
    refuse("names ", InFeature{name}, " as its label, which is not among its outputs");
  if (output->type().Type_case() !=
      (integers ? FeatureType::kInt64Type : FeatureType::kStringType)) {
    refuse("has ", integers ? "int64" : "string", " labels; its output ", InFeature{name},
           " has another type");
  }
}

void check_index(const NearestNeighborsIndex& index) {
  const std::int64_t dimensions = index.numberofdimensions();
  if (dimensions < 0 || (dimensions == 0 && index.floatsamples_size() > 0)) {
    refuse("has ", dimensions, " dimensions (numberOfDimensions)");
  }
  for (int i = 0; i < index.floatsamples_size(); ++i) {
    const std::size_t size = format::Message(index.floatsamples(i)).numbers(1).size();
    if (size != static_cast<std::size_t>(dimensions))
      refuse("has ", dimensions, " dimensions; its stored example ", i, " has ", size, " numbers");
  }
  if (index.IndexType_case() == NearestNeighborsIndex::INDEXTYPE_NOT_SET) {
    refuse("names no index, neither linearIndex nor singleKdTreeIndex");
  }
  if (index.DistanceFunction_case() == NearestNeighborsIndex::DISTANCEFUNCTION_NOT_SET)
    refuse("names no distance function");
}
}  // namespace

bool has_integer_labels(const KNearestNeighborsClassifier& classifier) {
  const bool stored =
      classifier.ClassLabels_case() != KNearestNeighborsClassifier::CLASSLABELS_NOT_SET;
  return stored ? classifier.has_int64classlabels() : classifier.has_defaultint64label();
}

void check_nearest_neighbors(const coreml::Model& message) {
  const KNearestNeighborsClassifier& classifier = message.knearestneighborsclassifier();
  check_number_of_neighbors(classifier);
  if (classifier.WeightingScheme_case() == KNearestNeighborsClassifier::WEIGHTINGSCHEME_NOT_SET) {
    refuse("names no weighting scheme, neither uniformWeighting nor inverseDistanceWeighting");
  }
  check_labels(classifier);
  check_label_output(message.description(), has_integer_labels(classifier));
  check_index(classifier.nearestneighborsindex());
}

}  // namespace attune::models
