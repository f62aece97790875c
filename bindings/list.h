// A JavaScript array of what a range holds.
#pragma once

#include <emscripten/val.h>

namespace attune::bindings {

/// [make(item), …] in the range's order.
template <typename Items, typename Make>
emscripten::val list(const Items& items, Make make) {
  emscripten::val array = emscripten::val::array();
  for (const auto& item : items) array.call<void>("push", make(item));
  return array;
}

}  // namespace attune::bindings
