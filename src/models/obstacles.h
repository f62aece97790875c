// Why a model opens, but cannot run here.
#pragma once

#include <string>
#include <string_view>

#include "coreml/model.pb.h"

namespace attune::models {

struct Obstacle {
  std::string why;          ///< goes on after "models of type … cannot predict here"; may be ""
  std::string_view advice;  ///< what the reader may do, or ""
  bool is_final = true;     ///< nothing that a caller hands in would change it
};

/// Not final for a type that can run: then it says what is missing, if that can be said.
Obstacle obstacle_of(const coreml::Model& message);

}  // namespace attune::models
