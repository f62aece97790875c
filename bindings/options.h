// What load() and update() are told beyond parameters, read from plain JavaScript objects;
// module.d.ts documents them.
#pragma once

#include <emscripten/val.h>

#include <string>

#include "format/limits.h"
#include "task/update_options.h"

namespace attune::bindings {

/// undefined counts as absent, everywhere. @throws Error invalid_parameter
task::UpdateOptions read_options(const emscripten::val& object);

/// Each that is given and lower than the core's own.
format::Limits read_limits(const emscripten::val& object);

/// "training", "validation", "replay" or "gate". @throws Error invalid_parameter
task::Role read_role(const std::string& role);

}  // namespace attune::bindings
