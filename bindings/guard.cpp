#include "guard.h"

#include <emscripten/em_js.h>

#include <exception>
#include <new>
#include <stdexcept>
#include <string>

#include "base/error.h"

// An imported JavaScript function that throws leaves the wasm frames by unwinding them.
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
namespace {
struct Failure {
  std::string code, message, layer, feature, hint;
  bool no_memory = false;
};

Failure& noted() {
  static Failure failure;
  return failure;
}

void note_current() {
  try {
    throw;
  } catch (const Error& error) {
    noted() = {std::string(code_name(error.code())), error.what(), error.layer(), error.feature(),
               error.hint()};
  } catch (const std::length_error&) {
    noted() = {"memory", "this needs more memory than there can be", "", "", ""};
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    noted() = {"model-invalid", std::string("the model could not be worked with: ") + error.what(),
               "", "", ""};
  }
}
}  // namespace

// Where there is no memory there is none for a sentence either.
void note_exception() noexcept {
  try {
    note_current();
  } catch (...) {
    noted().no_memory = true;
  }
}

void throw_noted() {
  Failure& failure = noted();
  if (failure.no_memory) {
    failure.no_memory = false;
    attune_throw("memory", "there is not enough memory for this", "", "", "");
  }
  attune_throw(failure.code.c_str(), failure.message.c_str(), failure.layer.c_str(),
               failure.feature.c_str(), failure.hint.c_str());
  __builtin_unreachable();
}

}  // namespace attune::bindings
