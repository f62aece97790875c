// Parameters that a caller may set within what the model file allows: learningRate, epochs,
// numberOfNeighbors and so on.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "coreml/parameters.pb.h"

namespace attune::format {

using ParameterValue = std::variant<std::int64_t, double, bool>;
/// Overrides from a caller, by key; a key may carry a scope in front ("head.learningRate").
using ParameterOverrides = std::map<std::string, ParameterValue, std::less<>>;

/// One parameter: its value now and what is allowed. The type is the value's.
struct Parameter {
  std::string key;    ///< as MLParameterKey spells it
  std::string scope;  ///< in a pipeline the sub-model's name, else ""
  ParameterValue value;
  std::optional<double> minimum = std::nullopt;  ///< inclusive
  std::optional<double> maximum = std::nullopt;  ///< inclusive
  std::vector<std::int64_t> values = {};         ///< when not empty: the only ones allowed
  bool adjustable = false;                       ///< may be changed while training runs
};

/// The parameters of one model, with their values.
class ParameterSet {
 public:
  void add(Parameter parameter) { parameters_.push_back(std::move(parameter)); }
  /// Parameters of the file; a missing one declares nothing but its default.
  void add(std::string key, const coreml::Int64Parameter& file);
  void add(std::string key, const coreml::DoubleParameter& file);

  std::span<const Parameter> all() const& { return parameters_; }
  std::span<Parameter> all() & { return parameters_; }
  /// Of a temporary set the parameters themselves: a view of them would die with it.
  std::vector<Parameter> all() && { return std::move(parameters_); }
  bool empty() const { return parameters_.empty(); }

  std::int64_t integer(std::string_view key) const;
  double real(std::string_view key) const;
  bool flag(std::string_view key) const;

  /// Sets values; a number fits an integer when it is whole. Of a parameter under both names the
  /// one with the scope counts.
  /// @param running  only adjustable ones may change
  /// @throws Error invalid_parameter for an unknown key, a wrong type, a value outside what the
  /// file allows; then none is set
  void set(const ParameterOverrides& overrides, bool running = false);

 private:
  const Parameter& get(std::string_view key) const;

  std::vector<Parameter> parameters_;
};

/// Whether the file allows a value (inclusive range, or set; an empty set allows none).
bool allows(const coreml::Int64Parameter& parameter, std::int64_t value);
bool allows(const coreml::DoubleParameter& parameter, double value);

}  // namespace attune::format
