// Arena: one block of memory, planned before it is taken. A plan's arrays live in it; nothing is
// allocated while it runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace attune {

/// Where an array will lie in an arena: a number of floats from its start.
struct Slot {
  std::uint64_t offset = 0;
  std::uint64_t count = 0;
};

/// First reserve() every array, then allocate() once, then ask for the arrays.
class Arena {
 public:
  /// Every array starts at a multiple of this many floats (64 bytes: a cache line).
  static constexpr std::uint64_t kAlignment = 16;
  /// wasm32 addresses 4 GiB; half of it keeps every pointer difference positive.
  static constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 31;

  /// @param most_bytes  more are never planned; a 32-bit machine cannot address more than the
  /// default
  explicit Arena(std::uint64_t most_bytes = kMostBytes) : most_bytes_(most_bytes) {}

  /// @throws Error memory when the plan gets larger than that
  Slot reserve(std::uint64_t floats);
  std::uint64_t planned_bytes() const { return planned_ * sizeof(float); }
  /// Takes the planned memory, all zeros. @throws Error memory when there is not enough
  void allocate();
  std::span<float> operator[](const Slot& slot) const {
    return {memory_.get() + slot.offset, static_cast<std::size_t>(slot.count)};
  }

 private:
  struct Free {
    void operator()(float* memory) const;
  };
  std::uint64_t most_bytes_, planned_ = 0;
  std::unique_ptr<float, Free> memory_;
};

}  // namespace attune
