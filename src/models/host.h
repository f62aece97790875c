// What a model needs that its file only names: the code of custom layers and custom models, the
// files of linked models. One for each loaded model; all that is made of it shares it.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "format/custom_code.h"
#include "format/features.h"

namespace attune::coreml {
class Model;
}

namespace attune::models {

/// The code of one custom model.
class CustomModelCode {
 public:
  CustomModelCode() = default;
  CustomModelCode(const CustomModelCode&) = delete;
  CustomModelCode& operator=(const CustomModelCode&) = delete;
  virtual ~CustomModelCode() = default;

  /// Answers a batch in its order. @throws Error bad_example when the code throws or answers
  /// something else than the model's outputs
  virtual std::vector<format::Features> predict(std::span<const format::Features> inputs) = 0;
};

class Host : public format::CustomHost {
 public:
  /// @param message  with the model's description
  /// @return null when no class of that name was given
  /// @throws Error invalid_parameter when the class cannot be made
  virtual std::unique_ptr<CustomModelCode> make_model(const format::CustomSpec& spec,
                                                      const coreml::Model& message) = 0;
  /// The bytes of a linked model's file; empty when nobody gave it. Lives as long as the host.
  virtual std::string_view linked_file(std::string_view name, std::string_view search_path) = 0;
};

}  // namespace attune::models
