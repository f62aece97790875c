// Memory that runs out on demand. The operators new of the test program count what is alive, and
// fail from a chosen call on (one in one is enough: nobody goes on after it).
#pragma once

#include <cstdint>

namespace attune::test {

/// How many blocks are alive.
std::int64_t blocks_alive();
/// How many were ever asked for.
std::int64_t allocations();

/// While it lives the allocation number `n`, from 0 on, fails; those after it do not.
class FailingMemory {
 public:
  explicit FailingMemory(std::int64_t n);
  ~FailingMemory();
  FailingMemory(const FailingMemory&) = delete;
  FailingMemory& operator=(const FailingMemory&) = delete;

  /// Whether there were so many.
  bool failed() const;
};

}  // namespace attune::test
