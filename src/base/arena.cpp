#include "base/arena.h"

#include <algorithm>
#include <new>

#include "base/checked.h"
#include "base/error.h"

namespace attune {
namespace {
constexpr std::align_val_t kByteAlignment{Arena::kAlignment * sizeof(float)};
}  // namespace

Slot Arena::reserve(std::uint64_t floats) {
  const auto end = checked_add(planned_, floats);
  if (!end || *end > most_bytes_ / sizeof(float))
    fail(ErrorCode::memory, "this needs more than ", most_bytes_ >> 20, " MiB of memory");
  const Slot slot{planned_, floats};
  planned_ = (*end + kAlignment - 1) / kAlignment * kAlignment;
  return slot;
}

void Arena::allocate() {
  const auto count = static_cast<std::size_t>(std::max<std::uint64_t>(planned_, 1));
  void* memory = ::operator new(count * sizeof(float), kByteAlignment, std::nothrow);
  if (memory == nullptr) {
    fail(ErrorCode::memory, "could not take the ", planned_bytes(), " bytes that this needs",
         Hint{"Dispose models that are no longer used, or use a smaller miniBatchSize."});
  }
  memory_.reset(static_cast<float*>(memory));
  std::fill_n(memory_.get(), count, 0.0F);
}

void Arena::Free::operator()(float* memory) const { ::operator delete(memory, kByteAlignment); }

}  // namespace attune
