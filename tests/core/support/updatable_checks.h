// Says whether a network may be updated, and if not, which rule it breaks.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "models/network_model.h"
#include "models/trainer.h"
#include "models/updatable_rules.h"
#include "support/network_builder.h"

namespace attune::test {

inline void check_updatable(const coreml::Model& model) {
  const coreml::NeuralNetwork& network = models::network_of(model);
  std::vector<format::LayerSpec> specs;
  for (const std::string& layer : network.layers()) specs.emplace_back(layer, specs.size());
  models::check_updatable(model, network, specs);
}

/// It is refused for one rule, named in brackets at the end, and because of one layer (or none).
inline void check_refused(const coreml::Model& model, std::string_view rule,
                          std::string_view layer = "") {
  try {
    check_updatable(model);
  } catch (const Error& error) {
    const std::string_view text = error.what();
    INFO(text);
    CHECK(error.code() == ErrorCode::not_updatable);
    CHECK(error.layer() == layer);
    CHECK(text.ends_with(" [rule: " + std::string(rule) + "]"));
    return;
  }
  FAIL_CHECK("was accepted; expected the rule: " << rule);
}

inline void check_accepted(const coreml::Model& model) { CHECK_NOTHROW(check_updatable(model)); }

}  // namespace attune::test
