#include "edits.h"

#include <algorithm>
#include <string>
#include <vector>

#include "edit_values.h"
#include "format/feature_block.h"
#include "remakes.h"
#include "surgery/add_class.h"
#include "surgery/heads.h"
#include "surgery/learned_parameters.h"
#include "surgery/stored_examples.h"

namespace attune::bindings {
namespace {
using emscripten::val;

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

}  // namespace

Edited edit_model(const models::Model& model, const val& edit, std::string_view block) {
  const std::string kind = text(edit, "kind");
  std::vector<format::Features> examples;
  if (!block.empty()) examples = format::read_feature_block(block);
  if (kind == "addClass")
    return {surgery::add_class(model, label(edit["label"]), examples), val::array()};
  if (kind == "arrays") {
    const format::Features arrays = examples.empty() ? format::Features() : examples[0];
    return {surgery::with_arrays(model, arrays), val::array()};
  }
  if (kind == "examples") return {surgery::with_examples(model, example_edits(edit)), val::array()};
  if (kind == "nearestNeighbors")
    return {surgery::with_nearest_neighbors(model, neighbors(edit)), val::array()};
  return remake(model, edit);
}

}  // namespace attune::bindings
