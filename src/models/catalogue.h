// What a build of the core holds. The slim one leaves out the kinds that models which learn are
// seldom made of (bindings/toolchain/slim.cmake); a page asks the whole one for those.
#pragma once

#include <string_view>

#include "coreml/model.pb.h"

namespace attune::models {

struct ModelType;

/// What to do about a refusal of the slim core.
inline constexpr std::string_view kWholeCore =
    "The whole core can do it: attune in place of attune/slim, core.wasm of core-slim.wasm.";

/// @param field  a member's number in Model.Type
/// @returns null for a member that this build does not run
const ModelType* find_model_type(int field);

/// What no build runs passes, as it does in the whole core: such a model opens and says why.
/// @throws Error unsupported, with the first kind of model or layer that only the whole core holds
void refuse_left_out(const coreml::Model& message);

}  // namespace attune::models
