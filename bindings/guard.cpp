#include "guard.h"

// An `import`ed JavaScript function that throws leaves the wasm frames by unwinding them; nothing of ours is on the way.
// clang-format off
EM_JS_DEPS(attune_guard, "$UTF8ToString");
EM_JS(void, attune_throw, (const char* code, const char* message, const char* layer, const char* feature, const char* hint), {
  const error = new Error(UTF8ToString(message));
  error.code = UTF8ToString(code);
  for (const [key, text] of [["layer", layer], ["feature", feature], ["hint", hint]]) {
    const value = UTF8ToString(text);
    if (value) error[key] = value;
  }
  throw error;
});
// clang-format on

namespace attune::bindings {

void throw_to_javascript(const Failure& failure) {
  attune_throw(failure.code.c_str(), failure.message.c_str(), failure.layer.c_str(), failure.feature.c_str(),
               failure.hint.c_str());
  __builtin_unreachable();
}

}  // namespace attune::bindings
