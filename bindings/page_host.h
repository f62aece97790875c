// The code and files that JavaScript hands in with a model: web/src/engine/custom-host.ts is the
// other side. That side catches whatever a page's class throws and answers it as text, so that no
// JavaScript exception ever crosses a wasm frame.
#pragma once

#include <emscripten/val.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "models/host.h"

namespace attune::bindings {

class PageHost final : public models::Host {
 public:
  /// @param page  a PageHost of module.d.ts, or undefined
  explicit PageHost(emscripten::val page);

  std::unique_ptr<format::CustomLayer> make_layer(const format::CustomSpec& spec,
                                                  std::string_view layer) override;
  std::unique_ptr<models::CustomModelCode> make_model(const format::CustomSpec& spec,
                                                      const coreml::Model& message) override;
  std::string_view linked_file(std::string_view name, std::string_view search_path) override;

  /// Linked models that were asked for and not given: [{ name, searchPath }].
  emscripten::val missing_links() const;

 private:
  emscripten::val page_;
  using Link = std::pair<std::string, std::string>;
  std::map<Link, std::string> files_;
};

}  // namespace attune::bindings
