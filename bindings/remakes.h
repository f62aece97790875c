// Changes that make another kind of model, and what a model could learn: only the whole core can do
// these (slim/remakes.cpp stands for them in the other one).
#pragma once

#include <emscripten/val.h>

#include <memory>

#include "edits.h"
#include "models/model.h"

namespace attune::bindings {

/// A makeUpdatable, classifier or rewrite.
Edited remake(const models::Model& model, const emscripten::val& edit);

emscripten::val updatable_report(const std::shared_ptr<const models::Model>& model);

}  // namespace attune::bindings
