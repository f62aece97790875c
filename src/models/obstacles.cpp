#include "models/obstacles.h"

#include "base/error.h"
#include "format/wire.h"

namespace attune::models {
namespace {
using coreml::Model;

constexpr std::string_view kOwnFeatures =
    "Put a network of your own in front of the last model in its place.";

// LinkedModel.linkedModelFile.linkedModelFileName.defaultValue
std::string_view linked_file(const Model& message) {
  const format::Message link = format::Message(message.linkedmodel()).message(1);
  return link.message(1).text(1);
}
}  // namespace

Obstacle obstacle_of(const Model& message) {
  switch (message.Type_case()) {
    case Model::kMlProgram:
      return {"",
              "Export the model as a neural network: convert_to='neuralnetwork' in coremltools."};
    case Model::kCustomModel: {
      const format::Message custom(message.custommodel());
      return {sentence(": what it computes is code in an app, class '", custom.text(10),
                       "', and not in the file"),
              "Hand the class in: Model.load(source, { customModels: { ClassName: … } }).", false};
    }
    case Model::kLinkedModel:
      return {sentence(": it only names another file, '", linked_file(message), "'"),
              "Hand that file in: Model.load(source, { linkedModels: (name) => … }).", false};
    case Model::kVisionFeaturePrint:
    case Model::kAudioFeaturePrint:
    case Model::kSoundAnalysisPreprocessing:
      return {
          ": the file names a version only; the feature extractor itself is private to Apple's "
          "systems",
          kOwnFeatures};
    case Model::kTextClassifier:
    case Model::kWordTagger:
    case Model::kGazetteer:
    case Model::kWordEmbedding:
      return {": its data have a private form that only Apple's Natural Language framework reads",
              ""};
    case Model::kSerializedModel:
      return {": its data have a private form of Apple's that nothing describes", ""};
    case Model::kBayesianProbitRegressor:
      return {
          ": the format names a steepness (beta) in its formula, but neither the file nor "
          "anything public holds its value",
          ""};
    default:
      return {.why = "", .advice = "", .is_final = false};
  }
}

}  // namespace attune::models
