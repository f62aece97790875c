#include "options.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <type_traits>

#include "base/error.h"
#include "describe.h"

namespace attune::bindings {
namespace {
using emscripten::val;

constexpr std::array<std::string_view, 4> kRoles = {"training", "validation", "replay", "gate"};
constexpr std::array<std::string_view, 4> kMonitors = {"lossValue", "accuracy", "validationLoss",
                                                       "validationAccuracy"};

// Which of the names it is.
std::size_t choice(std::string_view what, const std::array<std::string_view, 4>& names,
                   const std::string& got) {
  const auto found = std::ranges::find(names, got);
  if (found == names.end()) fail(ErrorCode::invalid_parameter, what, " cannot be '", got, "'");
  return static_cast<std::size_t>(found - names.begin());
}

double number(const val& object, const char* name, double absent) {
  const val value = object[name];
  return value.isUndefined() ? absent : value.as<double>();
}

bool flag(const val& object, const char* name, bool absent) {
  const val value = object[name];
  return value.isUndefined() ? absent : value.as<bool>();
}

format::Label read_label(const val& value) {
  if (value.isString()) return value.as<std::string>();
  const format::ParameterValue number = read_parameter("classWeights", value);
  if (const auto* integer = std::get_if<std::int64_t>(&number)) return *integer;
  const auto* const real = std::get_if<double>(&number);
  const std::optional<format::Label> label =
      real == nullptr ? std::nullopt : format::as_label(*real);
  if (!label) fail(ErrorCode::invalid_parameter, "classWeights: a label is a string or an integer");
  return *label;
}

void read_class_weights(const val& value, models::TrainingOptions& training) {
  if (value.isUndefined()) return;
  training.balanced = value.isString();
  if (training.balanced) return;
  const auto count = value["length"].as<unsigned>();
  for (unsigned i = 0; i < count; ++i)
    training.class_weights.emplace_back(read_label(value[i][0]), value[i][1].as<double>());
}
}  // namespace

task::UpdateOptions read_options(const val& object) {
  task::UpdateOptions options;
  if (object.isUndefined() || object.isNull()) return options;
  if (const val anchor = object["anchor"]; !anchor.isUndefined()) {
    options.training.anchor = number(anchor, "strength", 0);
    options.training.anchor_to_start = flag(anchor, "toStart", false);
  }
  options.training.gradient_clip_norm = number(object, "gradientClipNorm", 0);
  read_class_weights(object["classWeights"], options.training);
  options.validation_fraction = number(object, "validationFraction", 0);
  options.validation_stratified = flag(object, "validationStratified", false);
  options.replay_ratio = number(object, "replayRatio", options.replay_ratio);
  if (const val stopping = object["earlyStopping"]; !stopping.isUndefined()) {
    task::EarlyStopping& early = options.early_stopping.emplace();
    early.monitor = static_cast<task::Monitor>(
        choice("earlyStopping's monitor", kMonitors, stopping["monitor"].as<std::string>()));
    // 2^53: clamped before it becomes an integer
    early.patience = static_cast<std::int64_t>(
        std::clamp(number(stopping, "patience", 3), 0.0, 9007199254740992.0));
    early.min_delta = number(stopping, "minDelta", 0);
    early.restore_best = flag(stopping, "restoreBest", true);
  }
  if (const val gate = object["keepIfBetter"]; !gate.isUndefined()) {
    options.keep_if_better = {.accuracy = flag(gate, "accuracy", false),
                              .min_delta = number(gate, "minDelta", 0)};
  }
  return options;
}

format::Limits read_limits(const val& object) {
  format::Limits limits;
  const auto lower = [&](auto& limit, const char* name) {
    const double value = number(object, name, static_cast<double>(limit));
    if (value >= 0 && value < static_cast<double>(limit))
      limit = static_cast<std::remove_reference_t<decltype(limit)>>(value);
  };
  lower(limits.bytes, "modelBytes");
  lower(limits.depth, "modelDepth");
  lower(limits.fields, "modelFields");
  lower(limits.layers, "modelLayers");
  lower(limits.memory_bytes, "memoryBytes");
  return limits;
}

task::Role read_role(const std::string& role) {
  return static_cast<task::Role>(choice("an example's role", kRoles, role));
}

}  // namespace attune::bindings
