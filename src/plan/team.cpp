#include "plan/team.h"

#include <atomic>
#include <cstdint>

namespace attune::plan {
namespace {
using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;

// A team of one is a plain loop: nothing below is then reached.
constinit int members = 1;

// The work under way. Written by the caller while nothing is left to take, read by whoever took a
// piece.
internal::Piece run_piece = nullptr;
const void* shared_work = nullptr;
// Pieces that nobody has taken; -1 sends the helpers home. Taking one acquires what was written
// before it was offered.
constinit std::atomic<std::int32_t> left = 0;
constinit std::atomic<std::int32_t> done = 0;

// How often a helper looks before it lies down: the next layer's work comes within microseconds.
constexpr int kLooks = 20'000;

void rest() noexcept {
#if defined(__wasm_atomics__)
  __builtin_wasm_memory_atomic_wait32(reinterpret_cast<std::int32_t*>(&left), 0, -1);
#elif !defined(__wasm__)
  left.wait(0);
#endif
}

void wake() noexcept {
#if defined(__wasm_atomics__)
  __builtin_wasm_memory_atomic_notify(reinterpret_cast<std::int32_t*>(&left), 0x7fffffff);
#elif !defined(__wasm__)
  left.notify_all();
#endif
}

// Does one piece if there is one.
bool take(int member) noexcept {
  std::int32_t number = left.load(memory_order_relaxed);
  while (number > 0) {
    if (left.compare_exchange_weak(number, number - 1, memory_order_acquire)) {
      run_piece(shared_work, number - 1, member);
      done.fetch_add(1, memory_order_release);
      return true;
    }
  }
  return false;
}
}  // namespace

int team_size() noexcept { return kHasHelpers ? members : 1; }
void set_team_size(int count) noexcept {
  members = count;
  left.store(0, memory_order_relaxed);
}

void help(int member) noexcept {
  for (;;) {
    for (int look = 0; look < kLooks; ++look) {
      if (take(member)) look = 0;
      if (left.load(memory_order_relaxed) < 0) return;
    }
    rest();
  }
}

void dismiss_helpers() noexcept {
  left.store(-1, memory_order_release);
  wake();
}

namespace internal {
void share_out(int pieces, Piece run, const void* work) noexcept {
  run_piece = run;
  shared_work = work;
  done.store(0, memory_order_relaxed);
  left.store(pieces, memory_order_release);
  wake();
  while (take(0)) {
  }
  // The last pieces are short, and a page's own thread may not lie down.
  while (done.load(memory_order_acquire) < pieces) {
  }
}
}  // namespace internal

}  // namespace attune::plan
