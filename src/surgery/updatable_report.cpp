#include "surgery/updatable_report.h"

#include <algorithm>

#include "base/error.h"
#include "format/custom_code.h"
#include "layers/layer.h"
#include "models/portability.h"
#include "models/trainer.h"
#include "models/updatable_path.h"
#include "models/updatable_rules.h"
#include "surgery/anatomy.h"
#include "surgery/rewrites.h"

namespace attune::surgery {
namespace {
using format::LayerKind;
using format::LayerSpec;

Reason reason_of(const Error& error) { return {error.what(), error.layer(), error.hint()}; }

// The loss of the file; or, without one, the loss that makeUpdatable() would give it.
struct Loss {
  std::string input;
  bool cross_entropy = false;
};

Loss loss_of(const models::NetworkModel& network) {
  const auto& update = network.network().updateparams();
  if (update.losslayers_size() > 0) {
    const coreml::LossLayer& loss = update.losslayers(0);
    const bool cross_entropy = loss.has_categoricalcrossentropylosslayer();
    return {cross_entropy ? loss.categoricalcrossentropylosslayer().input()
                          : loss.meansquarederrorlosslayer().input(),
            cross_entropy};
  }
  try {
    const Ending ending = ending_of(network);
    return {ending.value, ending.probabilities};
  } catch (const Error&) {
    return {};
  }
}

// Of custom layers the class decides.
bool has_backward(const LayerSpec& spec) {
  if (spec.kind() != LayerKind::custom) return true;
  if (spec.host() == nullptr) return false;
  try {
    const auto code = spec.host()->make_layer(format::CustomSpec(spec.params()), spec.name());
    return code != nullptr && code->has_backward();
  } catch (const Error&) {
    return false;
  }
}

class NetworkReport {
 public:
  explicit NetworkReport(const models::NetworkModel& network)
      : loss_(loss_of(network)),
        rewrites_(plan_rewrites(network, {}).rewrites),
        path_(models::gradient_path(network.specs(), loss_.input, loss_.cross_entropy)) {}

  std::string loss_input() const { return loss_.input; }

  LayerReport layer(const LayerSpec& spec) const {
    LayerReport report;
    report.name = spec.name();
    report.kind = format::kind_name(spec.kind());
    const layers::LayerType* const type = layers::find_layer_type(spec.kind());
    report.is_updatable = spec.is_updatable();
    report.passes_gradients = models::passes_gradients(spec) || is_loss_softmax(spec);
    report.passes_gradients_here = type != nullptr && type->differentiable && has_backward(spec);
    explain_kind(spec, report);
    if (report.why.empty()) explain_place(spec, report);
    report.could_be_updatable = report.why.empty();
    if (!report.why.empty()) return report;
    if (!report.is_updatable) {
      report.why = "it is not marked as updatable";
      report.fix = sentence("makeUpdatable({ layers: ['", spec.name(), "'] })");
    }
    return report;
  }

 private:
  bool is_loss_softmax(const LayerSpec& spec) const {
    return loss_.cross_entropy && spec.kind() == LayerKind::softmax &&
           std::ranges::count(spec.outputs(), loss_.input) > 0;
  }

  std::string rewrite_of(const LayerSpec& spec) const {
    for (const Rewrite& each : rewrites_) {
      if (each.layer != spec.index()) continue;
      return each.refused.empty()
                 ? sentence("rewrite() makes a layer of kind ", each.to, " of it, to the bit")
                 : sentence("rewrite() cannot make a layer of kind ", each.to,
                            " of it: ", each.refused);
    }
    return "";
  }

  void explain_kind(const LayerSpec& spec, LayerReport& report) const {
    const bool trainable = spec.kind() == LayerKind::convolution ||
                           spec.kind() == LayerKind::inner_product ||
                           spec.kind() == LayerKind::uni_directional_lstm;
    if (!trainable) {
      report.why = sentence("only convolution, innerProduct and uniDirectionalLSTM can be trained",
                            report.passes_gradients ? "; the gradient passes through it"
                                                    : "; the gradient stops at it");
      report.fix = rewrite_of(spec);
      return;
    }
    if (spec.inputs().size() > 1 && spec.kind() == LayerKind::convolution) {
      report.why = "its weights come from another layer";
      return;
    }
    for (const ArrayPlace& place : array_places(spec.kind())) {
      if (!spec.weight_params({place.field}).is_quantized()) continue;
      report.why = sentence("its ", place.role, " are quantized");
      report.fix = "convert the model again without quantization";
      return;
    }
  }

  void explain_place(const LayerSpec& spec, LayerReport& report) const {
    const auto step = std::ranges::find(path_, &spec, &models::PathStep::layer);
    if (step == path_.end()) {
      report.why = "the loss does not depend on it";
      return;
    }
    if (step->blocking == nullptr) return;
    report.why = sentence("the gradient stops at '", step->blocking->name(), "' (",
                          format::kind_name(step->blocking->kind()), ") before it gets here");
    report.fix = rewrite_of(*step->blocking);
    if (report.fix.empty())
      report.fix = sentence("train only layers behind '", step->blocking->name(),
                            "'; or here only, with makeUpdatable({ portable: false })");
  }

  Loss loss_;
  std::vector<Rewrite> rewrites_;
  std::vector<models::PathStep> path_;
};

void report_network(const coreml::Model& part, const models::NetworkModel& network,
                    UpdatableReport& report) {
  const std::vector<Error> broken = models::broken_rules(part, network.network(), network.specs());
  report.portable = broken.empty();
  for (const Error& error : broken) report.reasons.push_back(reason_of(error));
  if (broken.empty() && models::learning_of(part) == models::Learning::here_only) {
    report.portable = false;
    report.reasons.push_back({"the file is marked as one that learns here only", "", ""});
  }
  const NetworkReport layers(network);
  report.loss_input = layers.loss_input();
  for (const LayerSpec& spec : network.specs()) report.layers.push_back(layers.layer(spec));
}
}  // namespace

UpdatableReport check_updatable(const std::shared_ptr<const models::Model>& model) {
  UpdatableReport report;
  const coreml::Model& part = learning_part(model->message());
  if (is_network(part)) {
    const Subject subject(*model, "be looked at");
    report_network(part, *subject.network, report);
  }
  try {
    model->make_trainer({});
    report.updatable = true;
    // What is no network has no rules but those that make_trainer() checks.
    if (!is_network(part)) report.portable = true;
  } catch (const Error& error) {
    if (report.reasons.empty()) report.reasons.push_back(reason_of(error));
    report.portable = false;
  }
  return report;
}

}  // namespace attune::surgery
