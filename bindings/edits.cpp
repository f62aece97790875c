#include "edits.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/error.h"
#include "describe.h"
#include "format/feature_block.h"
#include "list.h"
#include "surgery/add_class.h"
#include "surgery/heads.h"
#include "surgery/learned_parameters.h"
#include "surgery/make_updatable.h"
#include "surgery/rewrites.h"
#include "surgery/stored_examples.h"
#include "surgery/updatable_report.h"

namespace attune::bindings {
namespace {
using emscripten::val;

// The page has checked all types: web/src/model/edits.ts.
bool is_absent(const val& value) { return value.isUndefined() || value.isNull(); }

std::string text(const val& object, const char* key, std::string fallback = "") {
  const val value = object[key];
  return is_absent(value) ? std::move(fallback) : value.as<std::string>();
}

bool flag(const val& object, const char* key, bool fallback) {
  const val value = object[key];
  return is_absent(value) ? fallback : value.as<bool>();
}

template <typename Use>
void each(const val& list, Use use) {
  if (is_absent(list)) return;
  const auto count = list["length"].as<unsigned>();
  for (unsigned i = 0; i < count; ++i) use(val(list[i]));
}

// A number or a bigint, through the one place that reads either.
std::int64_t integer(const val& value) {
  val object = val::object();
  object.set("number", value);
  const format::ParameterOverrides read = read_parameters(object);
  const format::ParameterValue& number = read.at("number");
  if (const auto* exact = std::get_if<std::int64_t>(&number)) return *exact;
  const double real = std::get<double>(number);
  if (real != std::floor(real) || std::abs(real) > 9e15)
    fail(ErrorCode::invalid_parameter, "a whole number is wanted, got ", real);
  return static_cast<std::int64_t>(real);
}

format::Label label(const val& value) {
  if (value.isString()) return value.as<std::string>();
  return integer(value);
}

surgery::ParameterChoice choice(const val& object) {
  surgery::ParameterChoice read;
  read.value = object["value"].as<double>();
  if (const val minimum = object["minimum"]; !is_absent(minimum))
    read.minimum = minimum.as<double>();
  if (const val maximum = object["maximum"]; !is_absent(maximum))
    read.maximum = maximum.as<double>();
  each(object["values"], [&](const val& value) { read.values.push_back(integer(value)); });
  return read;
}

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

surgery::NeighborsOptions neighbors(const val& edit) {
  surgery::NeighborsOptions options;
  options.features = text(edit, "features");
  options.label = text(edit, "label", options.label);
  if (const val value = edit["defaultLabel"]; !is_absent(value))
    options.default_label = label(value);
  options.inverse_distance = text(edit, "weighting") == "inverseDistance";
  options.kd_tree = text(edit, "index") == "kdTree";
  if (const val size = edit["leafSize"]; !is_absent(size))
    options.leaf_size = static_cast<int>(std::clamp<std::int64_t>(integer(size), 0, 1 << 30));
  if (const val number = edit["numberOfNeighbors"]; !is_absent(number))
    options.number_of_neighbors = choice(number);
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

surgery::ExampleEdits example_edits(const val& edit) {
  surgery::ExampleEdits edits;
  const auto index = [](const val& value) {
    return static_cast<std::size_t>(std::max<std::int64_t>(integer(value), 0));
  };
  each(edit["remove"], [&](const val& value) { edits.remove.push_back(index(value)); });
  each(edit["relabel"],
       [&](const val& pair) { edits.relabel.emplace_back(index(pair[0]), label(pair[1])); });
  return edits;
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

Edited edit_model(const models::Model& model, const val& edit, std::string_view block) {
  const std::string kind = text(edit, "kind");
  std::vector<format::Features> examples;
  if (!block.empty()) examples = format::read_feature_block(block);
  Edited edited{nullptr, val::array()};
  if (kind == "makeUpdatable") {
    std::vector<std::string> layers;
    each(edit["layers"], [&](const val& name) { layers.push_back(name.as<std::string>()); });
    edited.model = surgery::make_updatable(model, layers, training(edit["training"]));
  } else if (kind == "nearestNeighbors") {
    edited.model = surgery::with_nearest_neighbors(model, neighbors(edit));
  } else if (kind == "classifier") {
    edited.model = surgery::with_classifier(model, classifier(edit));
  } else if (kind == "addClass") {
    edited.model = surgery::add_class(model, label(edit["label"]), examples);
  } else if (kind == "arrays") {
    edited.model = surgery::with_arrays(model, examples.empty() ? format::Features() : examples[0]);
  } else if (kind == "examples") {
    edited.model = surgery::with_examples(model, example_edits(edit));
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
