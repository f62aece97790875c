#include "support/memory_peak.h"

#include <algorithm>
#include <cstdint>

// g++ has these in its runtime, but no header for them.
extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier): the runtime's names
int __sanitizer_install_malloc_and_free_hooks(void (*)(const volatile void*, std::size_t),
                                              void (*)(const volatile void*));
std::size_t __sanitizer_get_allocated_size(const volatile void*);
// NOLINTEND(bugprone-reserved-identifier)
}

namespace attune::fuzz {
namespace {
bool counting = false;
std::int64_t taken = 0, most = 0;

void on_take(const volatile void*, std::size_t size) {
  if (!counting) return;
  taken += static_cast<std::int64_t>(size);
  most = std::max(most, taken);
}

// Blocks from before are given back, too: then less is taken than there was.
void on_give_back(const volatile void* block) {
  if (!counting || block == nullptr) return;
  taken -= static_cast<std::int64_t>(__sanitizer_get_allocated_size(block));
}
}  // namespace

MemoryPeak::MemoryPeak() {
  static const int installed = __sanitizer_install_malloc_and_free_hooks(on_take, on_give_back);
  counting = installed > 0;
  taken = most = 0;
}

MemoryPeak::~MemoryPeak() { counting = false; }

std::size_t MemoryPeak::bytes() const { return static_cast<std::size_t>(most); }

}  // namespace attune::fuzz
