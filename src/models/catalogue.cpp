#include "models/catalogue.h"

#include <string>
#include <string_view>

#include "base/error.h"
#include "format/layer_spec.h"
#include "layers/layer.h"
#include "models/model.h"
#include "models/network_model.h"
#include "models/obstacles.h"
#include "models/pipeline_rules.h"

namespace attune::models {
namespace {
void refuse_left_out_layers(const coreml::NeuralNetwork& network) {
  for (const std::string& bytes : network.layers()) {
    const format::LayerSpec spec(bytes);
    const std::string_view kind = format::kind_name(spec.kind());
    if (kind == "unknown" || layers::find_layer_type(spec.kind()) != nullptr) continue;
    fail(ErrorCode::unsupported, InLayer{spec.name()}, ": layers of kind ", kind,
         " are not in the slim core", Hint{kWholeCore});
  }
}
}  // namespace

void refuse_left_out(const coreml::Model& message) {
  const bool runs = find_model_type(message.Type_case()) != nullptr;
  if (!runs && !obstacle_of(message).is_final) {
    fail(ErrorCode::unsupported, "models of type ", type_name(message), " are not in the slim core",
         Hint{kWholeCore});
  }
  if (is_pipeline(message)) {
    for (const coreml::Model& model : pipeline_of(message).models()) refuse_left_out(model);
  } else if (is_network(message)) {
    refuse_left_out_layers(network_of(message));
  }
}

}  // namespace attune::models
