#include "format/parameters.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"

namespace attune::format {
namespace {
// MLParameterKey: the keys that resume(withParameters:) may change.
constexpr std::array<std::string_view, 5> kAdjustable = {"learningRate", "momentum", "beta1",
                                                         "beta2", "eps"};
// A count of none makes no sense, whatever the file says.
constexpr std::array<std::string_view, 3> kPositive = {"miniBatchSize", "epochs",
                                                       "numberOfNeighbors"};

bool is_adjustable(std::string_view key) {
  return std::ranges::find(kAdjustable, key) != kAdjustable.end();
}

// "model.learningRate" is the learningRate of the scope "model".
bool is_scoped_name(const Parameter& parameter, std::string_view name) {
  return !parameter.scope.empty() &&
         name.size() == parameter.scope.size() + 1 + parameter.key.size() &&
         name.starts_with(parameter.scope) && name.ends_with(parameter.key) &&
         name[parameter.scope.size()] == '.';
}

double as_double(const ParameterValue& value) {
  return std::visit([](auto plain) { return static_cast<double>(plain); }, value);
}

[[noreturn]] void fail_parameter(const Parameter& parameter, std::string_view what) {
  fail(ErrorCode::invalid_parameter, "parameter '", parameter.key, "' ", what);
}

std::string allowed_values(const Parameter& parameter) {
  std::string text = "[";
  for (const std::int64_t value : parameter.values) {
    if (text.size() > 1) text += ", ";
    append_to(text, value);
  }
  return text + "]";
}

void check_allowed(const Parameter& parameter, const ParameterValue& value) {
  const double number = as_double(value);
  if (!parameter.values.empty()) {
    const auto* integer = std::get_if<std::int64_t>(&value);
    if (integer == nullptr ||
        std::ranges::find(parameter.values, *integer) == parameter.values.end()) {
      fail_parameter(parameter, sentence("is ", number, "; the model allows only ",
                                         allowed_values(parameter)));
    }
  }
  const bool low = parameter.minimum && number < *parameter.minimum;
  const bool high = parameter.maximum && number > *parameter.maximum;
  if (low || high) {
    fail_parameter(
        parameter,
        sentence("is ", number, "; the model allows ",
                 parameter.minimum ? sentence("from ", *parameter.minimum, " ") : "",
                 parameter.maximum ? sentence("up to ", *parameter.maximum) : "and more"));
  }
  if (std::ranges::find(kPositive, parameter.key) != kPositive.end() && number < 1) {
    fail_parameter(parameter, sentence("is ", number, "; it must be at least 1"));
  }
}

// The value in the parameter's own type.
ParameterValue converted(const Parameter& parameter, const ParameterValue& value) {
  if (std::holds_alternative<bool>(parameter.value)) {
    if (!std::holds_alternative<bool>(value)) fail_parameter(parameter, "must be true or false");
    return value;
  }
  if (std::holds_alternative<bool>(value)) fail_parameter(parameter, "must be a number");
  if (std::holds_alternative<std::int64_t>(parameter.value)) {
    if (std::holds_alternative<std::int64_t>(value)) return value;
    const double number = std::get<double>(value);
    // 2^53: beyond it a double no longer names one integer
    if (!(std::fabs(number) <= 9007199254740992.0) || number != std::trunc(number)) {
      fail_parameter(parameter, sentence("is ", number, "; it must be a whole number"));
    }
    return static_cast<std::int64_t>(number);
  }
  const double number = as_double(value);
  if (!std::isfinite(number))
    fail_parameter(parameter, sentence("is ", number, "; it must be a finite number"));
  return number;
}
}  // namespace

bool allows(const coreml::Int64Parameter& parameter, std::int64_t value) {
  switch (parameter.AllowedValues_case()) {
    case coreml::Int64Parameter::kRange:
      return parameter.range().minvalue() <= value && value <= parameter.range().maxvalue();
    case coreml::Int64Parameter::kSet: {
      const auto& values = parameter.set().values();
      return std::find(values.begin(), values.end(), value) != values.end();
    }
    default:
      return true;
  }
}

bool allows(const coreml::DoubleParameter& parameter, double value) {
  return !parameter.has_range() ||
         (parameter.range().minvalue() <= value && value <= parameter.range().maxvalue());
}

void ParameterSet::add(std::string key, const coreml::Int64Parameter& file) {
  Parameter parameter{
      .key = std::move(key), .scope = "", .value = std::int64_t{file.defaultvalue()}};
  if (file.has_range()) {
    parameter.minimum = static_cast<double>(file.range().minvalue());
    parameter.maximum = static_cast<double>(file.range().maxvalue());
  }
  if (file.has_set())
    parameter.values.assign(file.set().values().begin(), file.set().values().end());
  parameters_.push_back(std::move(parameter));
}

void ParameterSet::add(std::string key, const coreml::DoubleParameter& file) {
  const bool adjustable = is_adjustable(key);
  Parameter parameter{
      .key = std::move(key), .scope = "", .value = file.defaultvalue(), .adjustable = adjustable};
  if (file.has_range())
    parameter.minimum = file.range().minvalue(), parameter.maximum = file.range().maxvalue();
  parameters_.push_back(std::move(parameter));
}

const Parameter& ParameterSet::get(std::string_view key) const {
  const auto found = std::ranges::find(parameters_, key, &Parameter::key);
  if (found == parameters_.end())
    fail(ErrorCode::invalid_parameter, "the model has no parameter '", key, "'");
  return *found;
}

std::int64_t ParameterSet::integer(std::string_view key) const {
  return std::get<std::int64_t>(get(key).value);
}
double ParameterSet::real(std::string_view key) const { return std::get<double>(get(key).value); }
bool ParameterSet::flag(std::string_view key) const { return std::get<bool>(get(key).value); }

void ParameterSet::set(const ParameterOverrides& overrides, bool running) {
  std::vector<Parameter> changed = parameters_;
  std::vector<const Parameter*> scoped;  // those that were set under their longer name
  for (const auto& [name, value] : overrides) {
    const auto found = std::ranges::find_if(changed, [&](const Parameter& parameter) {
      return parameter.key == name || is_scoped_name(parameter, name);
    });
    if (found == changed.end()) {
      std::string known;
      for (const Parameter& parameter : parameters_)
        known += (known.empty() ? "" : ", ") + parameter.key;
      fail(ErrorCode::invalid_parameter, "the model has no parameter '", name, "'; it has ",
           known.empty() ? "none" : known);
    }
    if (running && !found->adjustable) {
      fail_parameter(*found,
                     "cannot be changed while training runs; learningRate, momentum, beta1, beta2 "
                     "and eps can");
    }
    const ParameterValue wanted = converted(*found, value);
    check_allowed(*found, wanted);
    if (found->key != name) {
      scoped.push_back(&*found);
    } else if (std::ranges::count(scoped, &*found) > 0) {
      continue;
    }
    found->value = wanted;
  }
  parameters_ = std::move(changed);
}

}  // namespace attune::format
