// What the classic models share: each answers one example by itself, takes no parameters and learns
// nothing. Their messages stay bytes in the schema and are read in place (format/wire.h).
#pragma once

#include "models/model.h"

namespace attune::models {

class SimpleModel : public Model {
 public:
  using Model::Model;

  std::vector<Features> predict(std::span<const Features> inputs) const final;

 protected:
  /// Adds the outputs for one example.
  /// @throws Error bad_example, shape_mismatch
  virtual void answer(const Features& input, Features& output) const = 0;
};

/// @throws Error invalid_parameter when there are any
void refuse_parameters(const format::ParameterOverrides& overrides);

/// The ModelType of a class whose constructor takes the message alone.
template <typename Class, int kField>
ModelType simple_type() {
  static constexpr int kFields[] = {kField};
  return {kFields, [](std::shared_ptr<const coreml::Model> message,
                      const format::ParameterOverrides& overrides,
                      [[maybe_unused]] const format::Limits& limits,
                      std::shared_ptr<Host>) {  // NOLINT(performance-unnecessary-value-param)
            refuse_parameters(overrides);
            // Owned as a Model, so that all kinds share one control block's code.
            return std::shared_ptr<const Model>(
                static_cast<const Model*>(new Class(std::move(message))));
          }};
}

}  // namespace attune::models
