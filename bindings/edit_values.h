// The parts of an edit, read from plain JavaScript objects. The page has checked all types:
// web/src/model/edits.ts.
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <string>

#include "format/features.h"
#include "surgery/make_updatable.h"

namespace attune::bindings {

bool is_absent(const emscripten::val& value);
std::string text(const emscripten::val& object, const char* key, std::string fallback = "");
bool flag(const emscripten::val& object, const char* key, bool fallback);
/// A number or a bigint. @throws Error invalid_parameter when it is not whole
std::int64_t integer(const emscripten::val& value);
format::Label label(const emscripten::val& value);
surgery::ParameterChoice choice(const emscripten::val& object);

/// Absent counts as empty.
template <typename Use>
void each(const emscripten::val& list, Use use) {
  if (is_absent(list)) return;
  const auto count = list["length"].as<unsigned>();
  for (unsigned i = 0; i < count; ++i) use(emscripten::val(list[i]));
}

}  // namespace attune::bindings
