// In place of ../remakes.cpp: the page asks the whole core then.

#include "../remakes.h"

#include "base/error.h"
#include "models/catalogue.h"

namespace attune::bindings {
namespace {
[[noreturn]] void refuse() {
  fail(ErrorCode::unsupported, "the slim core makes no model into another kind",
       Hint{models::kWholeCore});
}
}  // namespace

Edited remake(const models::Model& /*model*/, const emscripten::val& /*edit*/) { refuse(); }

emscripten::val updatable_report(const std::shared_ptr<const models::Model>& /*model*/) {
  refuse();
}

}  // namespace attune::bindings
