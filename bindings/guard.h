// The one catch: every C++ exception becomes a JavaScript Error with a code, a sentence and where it belongs.
#pragma once

#include <emscripten/em_js.h>

#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/error.h"

namespace attune::bindings {

/// An exception's content, kept past its catch block: JavaScript must not be thrown from within one.
struct Failure {
  std::string code, message, layer, feature, hint;
};

/// Throws the JavaScript Error.
[[noreturn]] void throw_to_javascript(const Failure& failure);

/// Runs one call from JavaScript.
template <typename Function>
auto guarded(Function&& function) -> decltype(function()) {
  Failure failure;
  try {
    return std::forward<Function>(function)();
  } catch (const Error& error) {
    failure = {std::string(code_name(error.code())), error.what(), error.layer(), error.feature(), error.hint()};
  } catch (const std::bad_alloc&) {
    failure.code = "memory";
    failure.message = "there is not enough memory for this";
  } catch (const std::length_error&) {
    failure.code = "memory";
    failure.message = "this needs more memory than there can be";
  } catch (const std::exception& error) {
    failure.code = "model-invalid";
    failure.message = std::string("the model could not be worked with: ") + error.what();
  }
  throw_to_javascript(failure);
}

}  // namespace attune::bindings
