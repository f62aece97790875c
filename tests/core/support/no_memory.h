// What becomes of a model when memory runs out, at whichever allocation.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "format/features.h"
#include "models/model.h"

namespace attune::test {

#ifdef _LIBCPP_VERSION  // what ships
inline const std::string kLongName = "a name that is longer than what a string holds in itself";
#else
// libstdc++ 12's variant takes a string for something that never throws when it is copied, and
// destroys what it has not made when one does. With names that fit into the string it needs no
// memory.
inline const std::string kLongName = "a name";
#endif

enum class Outcome : std::uint8_t { done, no_memory, other };

/// Runs it with one allocation, number `failing` from 0 on, that fails; what it throws is told as
/// bindings/guard.cpp tells it.
Outcome outcome_of(const std::function<void()>& work, std::int64_t failing);

/// A model that stays what it is while memory runs out around it.
class Untouched {
 public:
  Untouched(std::shared_ptr<const models::Model> model,
            std::span<const format::Features> questions);

  /// Does the work with each of its allocations failing once. Each time the lack is told as such,
  /// nothing leaks, and the model answers as before, to the bit.
  void by(const char* what, const std::function<void()>& work) const;

 private:
  std::shared_ptr<const models::Model> model_;
  std::span<const format::Features> questions_;
  std::string answers_, written_;
};

/// Loads the model, predicts, evaluates, learns, stores, puts back and exports, and sees it
/// untouched by all of it.
void check_every_allocation(std::string_view bytes, std::span<const format::Features> questions,
                            std::span<const format::Features> lessons);

}  // namespace attune::test
