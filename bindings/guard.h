// The one catch: every C++ exception becomes a JavaScript Error with a code, a sentence and where
// it belongs.
#pragma once

#include <utility>

namespace attune::bindings {

/// Needs: called from within a catch block. Keeps what was caught, so that the block can be left:
/// JavaScript must not be thrown from within one.
void note_exception() noexcept;
/// Throws the JavaScript Error for what was noted.
[[noreturn]] void throw_noted();

/// Runs one call from JavaScript.
template <typename Function>
auto guarded(Function&& function) -> decltype(function()) {
  try {
    return std::forward<Function>(function)();
  } catch (...) {
    note_exception();
  }
  throw_noted();
}

}  // namespace attune::bindings
