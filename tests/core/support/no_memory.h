// What becomes of a model when memory runs out, at whichever allocation.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "format/features.h"

namespace attune::test {

enum class Outcome : std::uint8_t { done, no_memory, other };

/// Runs it with one allocation, number `failing` from 0 on, that fails; what it throws is told as
/// bindings/guard.cpp tells it.
Outcome outcome_of(const std::function<void()>& work, std::int64_t failing);

/// Loads the model, predicts, evaluates, learns, stores, puts back and exports, with each of its
/// allocations failing once. Each time the lack is told as such, nothing leaks, and the model that
/// there was answers as before, to the bit.
void check_every_allocation(std::string_view bytes, std::span<const format::Features> questions,
                            std::span<const format::Features> lessons);

}  // namespace attune::test
