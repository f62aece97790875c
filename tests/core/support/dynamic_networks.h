// Small networks with networks in their layers, over values of one number each.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/matchers.h"
#include "support/network_builder.h"

namespace attune::test {

/// The message of a network inside a layer.
Proto network_of(const std::vector<std::string>& layers);
/// y = x factor
std::string scaled(std::string_view name, std::string_view x, std::string_view y, float factor);
/// y = x + constant
std::string shifted(std::string_view name, std::string_view x, std::string_view y, float constant);
std::string copied(std::string_view x, std::string_view y);
/// A loop around networks that may be empty: then the file holds none.
std::string loop_around(const std::vector<std::string>& body,
                        const std::vector<std::string>& condition = {},
                        std::string_view condition_var = "", std::uint64_t limit = 0,
                        const std::vector<std::string>& inputs = {});

/// A neuralNetwork with exact mapping; every input is an array of one number, every output an array
/// of undeclared shape.
coreml::Model dynamic_message(const std::vector<std::string>& inputs,
                              const std::vector<std::string>& outputs,
                              const std::vector<std::string>& layers);
/// The same, opened.
std::shared_ptr<const models::Model> dynamic_model(const std::vector<std::string>& inputs,
                                                   const std::vector<std::string>& outputs,
                                                   const std::vector<std::string>& layers);
/// Five turns of: i = i + 1; if (i == 3) a layer of that kind, within a branch; v = v + 1.
std::shared_ptr<const models::Model> five_turns(LayerKind at_three);
/// A layer that only makes sense in a loop is refused outside of one, and with an input.
void check_needs_loop(LayerKind kind);
/// One output for these inputs.
std::vector<float> answer(const models::Model& model,
                          const std::vector<std::pair<std::string, float>>& inputs,
                          std::string_view output);

}  // namespace attune::test
