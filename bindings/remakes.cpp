#include "remakes.h"

#include <string>
#include <vector>

#include "edit_values.h"
#include "list.h"
#include "surgery/heads.h"
#include "surgery/make_updatable.h"
#include "surgery/rewrites.h"
#include "surgery/updatable_report.h"

namespace attune::bindings {
namespace {
using emscripten::val;

surgery::TrainingOptions training(const val& object) {
  surgery::TrainingOptions options;
  options.loss = text(object, "loss");
  options.loss_name = text(object, "lossName", options.loss_name);
  options.loss_input = text(object, "lossInput");
  options.target = text(object, "target");
  options.optimizer = text(object, "optimizer", options.optimizer);
  options.shuffle = flag(object, "shuffle", options.shuffle);
  options.portable = flag(object, "portable", options.portable);
  if (const val seed = object["seed"]; !is_absent(seed)) options.seed = integer(seed);
  each(object["parameters"], [&](const val& entry) {
    options.parameters[entry[0].as<std::string>()] = choice(entry[1]);
  });
  return options;
}

surgery::ClassifierOptions classifier(const val& edit) {
  surgery::ClassifierOptions options;
  options.features = text(edit, "features");
  options.label = text(edit, "label", options.label);
  each(edit["classes"], [&](const val& value) { options.classes.push_back(label(value)); });
  const std::string init = text(edit, "init", "zeros");
  options.init = init == "glorotUniform" ? surgery::Init::glorot_uniform
                 : init == "heUniform"   ? surgery::Init::he_uniform
                                         : surgery::Init::zeros;
  if (const val seed = edit["seed"]; !is_absent(seed)) options.seed = integer(seed);
  options.training = training(edit["training"]);
  return options;
}

val rewrites_of(const std::vector<surgery::Rewrite>& rewrites) {
  return list(rewrites, [](const surgery::Rewrite& rewrite) {
    val one = val::object();
    one.set("layer", rewrite.name);
    one.set("from", rewrite.from);
    one.set("to", rewrite.to);
    one.set("refused", rewrite.refused);
    return one;
  });
}
}  // namespace

Edited remake(const models::Model& model, const val& edit) {
  const std::string kind = text(edit, "kind");
  Edited edited{nullptr, val::array()};
  if (kind == "makeUpdatable") {
    std::vector<std::string> layers;
    each(edit["layers"], [&](const val& name) { layers.push_back(name.as<std::string>()); });
    edited.model = surgery::make_updatable(model, layers, training(edit["training"]));
  } else if (kind == "classifier") {
    edited.model = surgery::with_classifier(model, classifier(edit));
  } else {
    surgery::RewriteRules rules;
    rules.matmul = flag(edit, "matmul", true);
    rules.softmax = flag(edit, "softmax", true);
    rules.flatten = flag(edit, "flatten", true);
    surgery::Rewritten rewritten = surgery::rewrite(model, rules);
    edited.model = std::move(rewritten.model);
    edited.rewrites = rewrites_of(rewritten.rewrites);
  }
  return edited;
}

val updatable_report(const std::shared_ptr<const models::Model>& model) {
  const surgery::UpdatableReport report = surgery::check_updatable(model);
  val out = val::object();
  const val reasons = list(report.reasons, [](const surgery::Reason& reason) {
    val one = val::object();
    one.set("message", reason.message);
    if (!reason.layer.empty()) one.set("layer", reason.layer);
    if (!reason.hint.empty()) one.set("hint", reason.hint);
    return one;
  });
  const val layers = list(report.layers, [](const surgery::LayerReport& layer) {
    val one = val::object();
    one.set("name", layer.name);
    one.set("kind", layer.kind);
    one.set("isUpdatable", layer.is_updatable);
    one.set("couldBeUpdatable", layer.could_be_updatable);
    one.set("gradient", layer.passes_gradients ? "passes" : "stops");
    one.set("gradientHere", layer.passes_gradients_here ? "passes" : "stops");
    one.set("why", layer.why);
    one.set("fix", layer.fix);
    return one;
  });
  out.set("updatable", report.updatable);
  out.set("portable", report.portable);
  out.set("reasons", reasons);
  if (!report.loss_input.empty()) out.set("lossInput", report.loss_input);
  out.set("layers", layers);
  return out;
}

}  // namespace attune::bindings
