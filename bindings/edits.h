// Changes to a model as a page asks for them: plain objects in, a model and plain objects out.
// web/src/model/edits.ts has their shapes.
#pragma once

#include <emscripten/val.h>

#include <memory>
#include <string_view>

#include "models/model.h"

namespace attune::bindings {

struct Edited {
  std::shared_ptr<const models::Model> model;
  emscripten::val rewrites;  ///< of a rewrite what became of each layer, else an empty array
};

/// @param edit   `kind` says what is to be done
/// @param block  a feature block of examples or arrays; may be empty
Edited edit_model(const models::Model& model, const emscripten::val& edit, std::string_view block);

}  // namespace attune::bindings
