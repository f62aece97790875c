// Memory that runs out at any moment, natively and in WebAssembly.

#include "support/no_memory.h"

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "support/failing_memory.h"
#include "support/network_builder.h"
#include "task/update_task.h"

namespace attune::test {

TEST_CASE("no memory: the first allocation fails, and is counted", "[hardening]") {
  const std::int64_t before = blocks_alive();
  const auto work = [] {
    const std::vector<int> taken(100);
    // Otherwise clang does without memory that nobody looks at.
    [[maybe_unused]] static const int* volatile seen = nullptr;
    seen = taken.data();
  };
  CHECK(outcome_of(work, 0) == Outcome::no_memory);
  CHECK(outcome_of(work, 1) == Outcome::done);
  CHECK(blocks_alive() == before);
}

TEST_CASE("no memory: a network loses nothing", "[hardening]") {
  check_every_allocation(score_network().SerializeAsString(), score_examples(5), score_examples(5));
}

TEST_CASE("no memory: a regressor that learns by Adam loses nothing", "[hardening]") {
  coreml::Model message = value_network();
  use_adam(message);
  check_every_allocation(message.SerializeAsString(), value_examples(3), value_examples(3));
}

TEST_CASE("no memory: is needed by no step but the first of an update", "[hardening]") {
  for (const bool adam : {false, true}) {
    coreml::Model message = score_network();
    if (adam) use_adam(message);
    const auto model = opened(message);
    task::UpdateTask task(*model, {});
    task.add(score_examples(70));
    task.step();
    const std::int64_t before = allocations();
    int steps = 0;
    for (bool finished = false; !finished; ++steps) finished = task.step().finished;
    CHECK(steps > 60);
    CHECK(allocations() == before);
  }
}

}  // namespace attune::test
