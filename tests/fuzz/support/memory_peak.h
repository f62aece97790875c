// How much memory is taken at once, as the sanitizer's allocator tells.
#pragma once

#include <cstddef>

namespace attune::fuzz {

/// Counts while it lives. One at a time; what another thread takes counts too.
class MemoryPeak {
 public:
  MemoryPeak();
  ~MemoryPeak();
  MemoryPeak(const MemoryPeak&) = delete;
  MemoryPeak& operator=(const MemoryPeak&) = delete;

  /// Bytes above what there was when it was made, at the worst moment.
  std::size_t bytes() const;
};

}  // namespace attune::fuzz
