#include "edit_values.h"

#include <cmath>
#include <utility>

#include "base/error.h"
#include "describe.h"

namespace attune::bindings {

using emscripten::val;

bool is_absent(const val& value) { return value.isUndefined() || value.isNull(); }

std::string text(const val& object, const char* key, std::string fallback) {
  const val value = object[key];
  return is_absent(value) ? std::move(fallback) : value.as<std::string>();
}

bool flag(const val& object, const char* key, bool fallback) {
  const val value = object[key];
  return is_absent(value) ? fallback : value.as<bool>();
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

}  // namespace attune::bindings
