#include "models/simple_model.h"

#include "base/error.h"

namespace attune::models {

std::vector<Features> SimpleModel::predict(std::span<const Features> inputs) const {
  std::vector<Features> outputs(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) answer(inputs[i], outputs[i]);
  return outputs;
}

void refuse_parameters(const format::ParameterOverrides& overrides) {
  if (overrides.empty()) return;
  fail(ErrorCode::invalid_parameter, "the model has no parameter '", overrides.begin()->first, "'");
}

}  // namespace attune::models
