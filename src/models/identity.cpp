// identity (900): each output is the input of its name, unchanged.
//
// An optional input that is not given is left out of the answer. Every file is valid; an
// output that is no input is refused when it is asked for.

#include "base/error.h"
#include "models/simple_model.h"
#include "models/values.h"

namespace attune::models {
namespace {

class Identity final : public SimpleModel {
 public:
  using SimpleModel::SimpleModel;

 private:
  void answer(const Features& input, Features& output) const override {
    const coreml::ModelDescription& description = message().description();
    for (const coreml::FeatureDescription& each : description.output()) {
      const coreml::FeatureDescription* const same = find_feature(description.input(), each.name());
      if (same == nullptr) {
        fail(ErrorCode::model_invalid, "the identity answers ", InFeature{each.name()},
             ", which is not among its inputs");
      }
      if (same->type().isoptional() && input.find(each.name()) == nullptr) continue;
      output.set(each.name(), value_of(input, each.name()));
    }
  }
};
}  // namespace

ModelType identity() { return simple_type<Identity, coreml::Model::kIdentity>(); }

}  // namespace attune::models
