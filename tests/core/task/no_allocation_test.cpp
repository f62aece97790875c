// Training takes its memory before it begins: steps ask for none.

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "support/failing_memory.h"
#include "support/network_builder.h"
#include "task/update_task.h"

namespace attune::test {
namespace {

// Allocations of the steps of all epochs but the first.
std::int64_t allocations_of_steps(const coreml::Model& model, std::vector<Features> examples) {
  task::UpdateTask task(*opened(model), {{"miniBatchSize", 8.0}, {"epochs", 3.0}});
  task.add(examples);
  bool finished = false;
  while (!finished && !task.step().epoch_ended) {
  }
  const std::int64_t before = allocations();
  int steps = 0;
  for (; !finished; ++steps) finished = task.step().finished;
  CHECK(steps >= 2 * static_cast<int>(examples.size()) / 8);
  return allocations() - before;
}

TEST_CASE("update: after the first epoch no step allocates", "[task]") {
  CHECK(allocations_of_steps(score_network(), score_examples(33)) == 0);
  CHECK(allocations_of_steps(value_network(), value_examples(33)) == 0);
}

TEST_CASE("update: with frozen layers no step allocates either", "[task]") {
  coreml::Model model = score_network();
  set_layers(model, {frozen_dense("f", "x", "f", 3, 7), activation("g", "f", "g"),
                     dense("h", "g", "h", 7, 3), softmax("p", "h", "p")});
  CHECK(allocations_of_steps(model, score_examples(33)) == 0);
}

}  // namespace
}  // namespace attune::test
