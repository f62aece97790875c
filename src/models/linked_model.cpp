// linkedModel (556): a file that names another one. Whoever loads it hands that file in
// (models/host.h); then it answers what the other answers, as far as its own description names it.
// Without it the model opens and says what is missing. Learns nothing: the format refuses that.
//
// Reads LinkedModel: linkedModelFile 1, with linkedModelFileName 1 and linkedModelSearchPath 2,
// each a StringParameter. Refuses (model-invalid) a file whose model lacks an output;
// (model-too-large) links that lead to links without end.

#include <utility>

#include "base/error.h"
#include "models/model.h"
#include "models/simple_model.h"
#include "models/values.h"

namespace attune::models {
namespace {

class LinkedModel final : public Model {
 public:
  LinkedModel(std::shared_ptr<const coreml::Model> message, std::shared_ptr<Host> host,
              std::shared_ptr<const Model> linked)
      : Model(std::move(message), std::move(host)), linked_(std::move(linked)) {
    const auto& answered = linked_->message().description().output();
    for (const coreml::FeatureDescription& output : this->message().description().output()) {
      if (find_feature(answered, output.name()) != nullptr) continue;
      fail(ErrorCode::model_invalid, InFeature{output.name()},
           ": the linked model has no output of that name");
    }
  }

  std::vector<Features> predict(std::span<const Features> inputs) const override {
    const std::vector<Features> answers = linked_->predict(inputs);
    std::vector<Features> outputs(answers.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
      for (const coreml::FeatureDescription& output : message().description().output()) {
        if (const format::FeatureValue* value = answers[i].find(output.name()))
          outputs[i].set(output.name(), *value);
      }
    }
    return outputs;
  }

  std::vector<format::Label> class_labels() const override { return linked_->class_labels(); }
  format::ParameterSet parameters() const override { return linked_->parameters(); }

 private:
  std::shared_ptr<const Model> linked_;
};

// How many links have led to the file that is being read.
class Depth {
 public:
  Depth() {
    if (++now <= kMost) return;
    --now;
    fail(ErrorCode::model_too_large, "linked models lead to linked models, more than ", kMost,
         " deep");
  }
  Depth(const Depth&) = delete;
  Depth& operator=(const Depth&) = delete;
  ~Depth() { --now; }

 private:
  static constexpr int kMost = 16;
  static inline thread_local int now = 0;
};

std::shared_ptr<const Model> make(std::shared_ptr<const coreml::Model> message,
                                  const format::ParameterOverrides& overrides,
                                  const format::Limits& limits, std::shared_ptr<Host> host) {
  const format::Message link = format::Message(message->linkedmodel()).message(1);
  const std::string_view file =
      host == nullptr ? std::string_view()
                      : host->linked_file(link.message(1).text(1), link.message(2).text(1));
  if (file.empty()) {
    refuse_parameters(overrides);
    return std::make_shared<const Model>(std::move(message), std::move(host));
  }
  const Depth depth;
  std::shared_ptr<const Model> linked = read_model(file, overrides, limits, host);
  return std::make_shared<const LinkedModel>(std::move(message), std::move(host),
                                             std::move(linked));
}
}  // namespace

ModelType linked_model() {
  static constexpr int kFields[] = {int{coreml::Model::kLinkedModel}};
  return {kFields, make};
}

}  // namespace attune::models
