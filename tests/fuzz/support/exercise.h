// What a page could do with a model: everything, one after the other.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "format/features.h"
#include "format/limits.h"
#include "models/model.h"

namespace attune::fuzz {

/// So much memory that no run takes long.
inline constexpr format::Limits kLimits = {
    .fields = 200'000, .layers = 2'000, .memory_bytes = 4 << 20};

/// Ends the process, so that the fuzzer keeps the input: what was promised does not hold.
[[noreturn]] void broken(std::string_view promise);

/// Runs what may be refused. @return whether it was not
template <typename Work>
bool accepted(Work work) {
  try {
    work();
    return true;
  } catch (const Error&) {
    return false;
  }
}

/// An example with a value for every input, and with `training` for every training input. Nothing
/// where the model asks for more numbers than a fuzzer has time for.
/// @param variant  other numbers
std::vector<format::Features> example_of(const models::Model& model, bool training, int variant);

/// The answers to these examples as bytes, or the error's code and sentence: what a page would see.
std::string answers_of(const models::Model& model, const std::vector<format::Features>& examples);

/// Predicts, writes, reads again, learns, stores what was learned and puts it back; checks what is
/// promised of all that.
void exercise(const models::Model& model);

}  // namespace attune::fuzz
