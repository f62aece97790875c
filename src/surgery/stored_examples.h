// The examples of a nearest-neighbours model: listed, relabelled, removed.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "format/features.h"
#include "models/model.h"

namespace attune::surgery {

/// All examples in the order in which they were learned: "vector", and "label".
/// @throws Error unsupported unless the model, or a pipeline's last, is of nearest neighbours
std::vector<format::Features> stored_examples(const models::Model& model);

struct ExampleEdits {
  std::vector<std::size_t> remove;  ///< indices, in any order
  std::vector<std::pair<std::size_t, format::Label>> relabel;
};
/// The same model with other examples; of one that is removed and relabelled the removal counts.
/// @throws Error invalid_parameter for an index that is not there, a label of another type, or when
/// nothing would be left to answer with; unsupported as above
std::shared_ptr<const models::Model> with_examples(const models::Model& model,
                                                   const ExampleEdits& edits);

}  // namespace attune::surgery
