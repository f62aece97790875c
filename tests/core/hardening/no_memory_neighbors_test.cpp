// Memory that runs out at any moment, for models that remember.

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "support/no_memory.h"
#include "support/pipeline_models.h"

namespace attune::test {

TEST_CASE("no memory: nearest neighbours lose nothing", "[hardening]") {
  coreml::Model message = nearest_neighbors_message(2);
  add_sample(message, {0, 1}, kLongName);
  const std::vector<format::Features> lessons = {example({1, 2}, std::string("b"))};
  check_every_allocation(message.SerializeAsString(), lessons, lessons);
}

TEST_CASE("no memory: a pipeline loses nothing", "[hardening]") {
  const std::vector<format::Features> lessons = {
      features({{"raw", array_of(std::vector<float>{1, 2})}, {"label", std::string("b")}})};
  check_every_allocation(swapping_message().SerializeAsString(), lessons, lessons);
}

}  // namespace attune::test
