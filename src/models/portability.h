// Two ways for a model to learn: by Apple's rules, or here only. A model that breaks those rules is
// not marked as updatable in its file, so that Apple's systems still open it, for prediction; a key
// of its metadata says that we train it all the same.
#pragma once

#include <cstdint>

#include "coreml/model.pb.h"

namespace attune::models {

enum class Learning : std::uint8_t { none, portable, here_only };

Learning learning_of(const coreml::Model& message);
/// Sets Apple's flag, and our key or its absence.
void set_learning(coreml::Model& message, Learning learning);

}  // namespace attune::models
