#include "support/other_models.h"

#include "support/pipeline_models.h"

namespace attune::test {

coreml::Model line_model() { return line_message(); }
coreml::Model swapping_model() { return swapping_message(); }
coreml::Model doubling_model() { return doubling_message("x", "y"); }
coreml::Model linear_model() { return regressor_message({1}, 0); }
coreml::Model wrapped_model(const coreml::Model& inner) { return wrapped(inner); }

std::shared_ptr<const models::Model> remembering(const models::Model& model,
                                                 const std::vector<format::Features>& examples) {
  return taught(model, examples);
}

}  // namespace attune::test
