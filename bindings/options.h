// What update() is told beyond parameters, read from a plain JavaScript object; module.d.ts
// documents it (UpdateOptions).
#pragma once

#include <emscripten/val.h>

#include <string>

#include "task/update_options.h"

namespace attune::bindings {

/// undefined counts as absent, everywhere. @throws Error invalid_parameter
task::UpdateOptions read_options(const emscripten::val& object);

/// "training", "validation", "replay" or "gate". @throws Error invalid_parameter
task::Role read_role(const std::string& role);

}  // namespace attune::bindings
