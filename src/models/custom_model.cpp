// customModel (555): a class of the app's own. Whoever loads the file hands the class in
// (models/host.h); it answers a batch. Without it the model opens and says what is missing.
//
// Reads CustomModel: className 10, parameters 30, description 40. Refuses (invalid-parameter) a
// class that cannot be made, (bad-example) answers that are not the model's outputs. Learns
// nothing.

#include <utility>

#include "models/simple_model.h"

namespace attune::models {
namespace {

class CustomModel final : public Model {
 public:
  CustomModel(std::shared_ptr<const coreml::Model> message, std::shared_ptr<Host> host,
              std::unique_ptr<CustomModelCode> code)
      : Model(std::move(message), std::move(host)), code_(std::move(code)) {}

  std::vector<Features> predict(std::span<const Features> inputs) const override {
    return code_->predict(inputs);
  }

 private:
  std::unique_ptr<CustomModelCode> code_;
};

std::shared_ptr<const Model> make(std::shared_ptr<const coreml::Model> message,
                                  const format::ParameterOverrides& overrides,
                                  [[maybe_unused]] const format::Limits& limits,
                                  std::shared_ptr<Host> host) {
  refuse_parameters(overrides);
  std::unique_ptr<CustomModelCode> code;
  if (host != nullptr) {
    const format::CustomSpec spec{format::Message(message->custommodel())};
    code = host->make_model(spec, *message);
  }
  if (code == nullptr) return std::make_shared<const Model>(std::move(message), std::move(host));
  return std::make_shared<const CustomModel>(std::move(message), std::move(host), std::move(code));
}
}  // namespace

ModelType custom_model() {
  static constexpr int kFields[] = {int{coreml::Model::kCustomModel}};
  return {kFields, make};
}

}  // namespace attune::models
