#include "models/pipeline_rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "base/error.h"
#include "format/wire.h"

namespace attune::models {
namespace {
using coreml::ArrayFeatureType;
using coreml::FeatureDescription;
using coreml::FeatureType;

bool is_flexible(const ArrayFeatureType& type) {
  return type.ShapeFlexibility_case() != ArrayFeatureType::SHAPEFLEXIBILITY_NOT_SET;
}

std::size_t rank_of(const ArrayFeatureType& type) {
  if (type.has_shaperange()) return format::Message(type.shaperange()).messages(1).size();
  if (!type.has_enumeratedshapes()) return static_cast<std::size_t>(type.shape_size());
  const std::vector<format::Message> shapes = format::Message(type.enumeratedshapes()).messages(1);
  return shapes.empty() ? 0 : shapes.front().integers(1).size();
}

// Optional or not makes no difference, nor do descriptions and ranges of sizes.
bool same_type(const FeatureType& a, const FeatureType& b) {
  if (a.Type_case() != b.Type_case()) return false;
  switch (a.Type_case()) {
    case FeatureType::kMultiArrayType: {
      const ArrayFeatureType &x = a.multiarraytype(), &y = b.multiarraytype();
      if (x.datatype() != y.datatype() || rank_of(x) != rank_of(y)) return false;
      return is_flexible(x) || is_flexible(y) || std::ranges::equal(x.shape(), y.shape());
    }
    case FeatureType::kImageType:
      return a.imagetype().width() == b.imagetype().width() &&
             a.imagetype().height() == b.imagetype().height() &&
             a.imagetype().colorspace() == b.imagetype().colorspace();
    case FeatureType::kDictionaryType:
      return a.dictionarytype().KeyType_case() == b.dictionarytype().KeyType_case();
    case FeatureType::kSequenceType:
      return a.sequencetype().Type_case() == b.sequencetype().Type_case();
    default:
      return true;
  }
}

// The features that exist so far; a later one of the same name takes the place of an earlier one.
using Known = std::map<std::string_view, const FeatureDescription*>;

template <typename Descriptions>
void make_known(Known& known, const Descriptions& features) {
  for (const FeatureDescription& feature : features) known[feature.name()] = &feature;
}

void check_known(const Known& known, const FeatureDescription& feature, std::string_view reader,
                 std::string_view from) {
  const auto found = known.find(feature.name());
  if (found == known.end()) {
    fail(ErrorCode::model_invalid, reader, " ", InFeature{feature.name()},
         ", which is neither an input of the pipeline nor an output of ", from);
  }
  if (!same_type(feature.type(), found->second->type())) {
    fail(ErrorCode::model_invalid, reader, " ", InFeature{feature.name()},
         ", which has another type or shape where it comes from");
  }
}

void check_names(const coreml::Pipeline& pipeline) {
  if (pipeline.names().empty()) return;
  if (pipeline.names_size() != pipeline.models_size()) {
    fail(ErrorCode::model_invalid, "the pipeline has ", pipeline.models_size(), " models and ",
         pipeline.names_size(), " names");
  }
  std::set<std::string_view> seen;
  for (const std::string& name : pipeline.names()) {
    if (!seen.insert(name).second)
      fail(ErrorCode::model_invalid, "two models of the pipeline are named '", name, "'");
  }
}

void check_updatable_models(const coreml::Model& message, const std::vector<std::string>& names) {
  const auto& models = pipeline_of(message).models();
  for (int i = 0; i < models.size(); ++i) {
    const bool last = i == models.size() - 1;
    const std::string& name = names[static_cast<std::size_t>(i)];
    if (models[i].isupdatable() && !message.isupdatable()) {
      fail(ErrorCode::model_invalid, "model '", name,
           "' is updatable, but the pipeline that holds it is not");
    }
    if (models[i].isupdatable() && !last) {
      fail(ErrorCode::model_invalid, "model '", name,
           "' is updatable; in a pipeline only the last model can be");
    }
    if (last && message.isupdatable() && !models[i].isupdatable()) {
      fail(ErrorCode::model_invalid, "the pipeline is updatable, but its last model '", name,
           "' is not");
    }
  }
}
}  // namespace

bool is_pipeline(const coreml::Model& message) {
  return message.has_pipeline() || message.has_pipelineclassifier() ||
         message.has_pipelineregressor();
}

const coreml::Pipeline& pipeline_of(const coreml::Model& message) {
  switch (message.Type_case()) {
    case coreml::Model::kPipelineClassifier:
      return message.pipelineclassifier().pipeline();
    case coreml::Model::kPipelineRegressor:
      return message.pipelineregressor().pipeline();
    default:
      return message.pipeline();
  }
}

coreml::Pipeline& mutable_pipeline_of(coreml::Model& message) {
  switch (message.Type_case()) {
    case coreml::Model::kPipelineClassifier:
      return *message.mutable_pipelineclassifier()->mutable_pipeline();
    case coreml::Model::kPipelineRegressor:
      return *message.mutable_pipelineregressor()->mutable_pipeline();
    default:
      return *message.mutable_pipeline();
  }
}

std::vector<std::string> model_names(const coreml::Pipeline& pipeline) {
  std::vector<std::string> names(pipeline.names().begin(), pipeline.names().end());
  for (int i = static_cast<int>(names.size()); i < pipeline.models_size(); ++i)
    names.push_back(sentence("model", i));
  return names;
}

void check_pipeline(const coreml::Model& message) {
  const coreml::Pipeline& pipeline = pipeline_of(message);
  if (pipeline.models().empty()) fail(ErrorCode::model_invalid, "the pipeline holds no model");
  check_names(pipeline);
  const std::vector<std::string> names = model_names(pipeline);

  Known known;
  make_known(known, message.description().input());
  for (int i = 0; i < pipeline.models_size(); ++i) {
    const coreml::ModelDescription& description = pipeline.models(i).description();
    const std::string reader =
        sentence("model '", names[static_cast<std::size_t>(i)], "' of the pipeline reads");
    for (const FeatureDescription& input : description.input())
      check_known(known, input, reader, "a model before it");
    make_known(known, description.output());
  }
  for (const FeatureDescription& output : message.description().output()) {
    check_known(known, output, "the pipeline answers", "one of its models");
  }
  check_updatable_models(message, names);
}

}  // namespace attune::models
