// What the threads build has beside the module's own functions: how workers come in and help.

#include <emscripten/emscripten.h>

#include <cstdint>
#include <cstdlib>

#include "plan/team.h"

namespace {
constexpr std::size_t kStackBytes = std::size_t{256} << 10;
}

extern "C" {
/// A stack for a helper, from its top downwards; 0 when there is no memory for one.
EMSCRIPTEN_KEEPALIVE void* attune_helper_stack() {
  void* const bottom = std::aligned_alloc(16, kStackBytes);
  return bottom == nullptr ? nullptr : static_cast<char*>(bottom) + kStackBytes;
}

EMSCRIPTEN_KEEPALIVE void attune_set_team_size(int members) {
  attune::plan::set_team_size(members);
}

EMSCRIPTEN_KEEPALIVE void attune_help(int member) { attune::plan::help(member); }
}
