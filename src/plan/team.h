// Who works: the thread that calls, and where there are any, helpers. A helper never allocates,
// throws or talks to anybody outside: it takes pieces of work and says when they are done.
#pragma once

#include <type_traits>

namespace attune::plan {

/// Helpers need memory that is shared and instructions that are atomic: of WebAssembly the threads
/// build.
#if defined(__wasm__) && !defined(__wasm_atomics__)
inline constexpr bool kHasHelpers = false;
#else
inline constexpr bool kHasHelpers = true;
#endif

/// How many work together: 1 where nobody helps. Members are numbered from 0, the thread that
/// calls.
int team_size() noexcept;
/// Needs: nobody is at work.
void set_team_size(int members) noexcept;
/// What a helper does with its life. @param member  1 to team_size() - 1, one thread each
/// @return when dismiss_helpers() was called
void help(int member) noexcept;
void dismiss_helpers() noexcept;

namespace internal {
using Piece = void (*)(const void* work, int piece, int member);
void share_out(int pieces, Piece run, const void* work) noexcept;
}  // namespace internal

/// Calls work(piece, member) once for each piece in [0, pieces), by whoever is free, several at a
/// time; returns when all are done. Not to be called from inside itself.
template <typename Work>
void share(int pieces, const Work& work) noexcept {
  static_assert(std::is_nothrow_invocable_v<const Work&, int, int>);
  if (pieces == 1 || team_size() == 1) {
    for (int piece = 0; piece < pieces; ++piece) work(piece, 0);
    return;
  }
  internal::share_out(
      pieces,
      [](const void* it, int piece, int member) { (*static_cast<const Work*>(it))(piece, member); },
      &work);
}

}  // namespace attune::plan
