#include "plan/team.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/reporters/catch_reporter_event_listener.hpp>
#include <catch2/reporters/catch_reporter_registrars.hpp>
#include <cstdlib>
#include <memory>
#include <vector>

#include "support/helpers.h"

namespace attune::test {
namespace {

// With ATTUNE_TEAM=3 all tests run with two threads that help: what they compare with is the same.
class Team : public Catch::EventListenerBase {
 public:
  using Catch::EventListenerBase::EventListenerBase;
  void testRunStarting(const Catch::TestRunInfo&) override {
    if (const char* const members = std::getenv("ATTUNE_TEAM"); members != nullptr)
      helpers_ = std::make_unique<Helpers>(std::atoi(members));
  }
  void testRunEnded(const Catch::TestRunStats&) override { helpers_.reset(); }

 private:
  std::unique_ptr<Helpers> helpers_;
};
CATCH_REGISTER_LISTENER(Team)

// Each number of pieces in turn: how often each was done, and by how many different members.
void check_shares(int members, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    const int pieces = round % 17;
    std::vector<std::atomic<int>> times(static_cast<std::size_t>(pieces));
    std::atomic<int> strangers = 0;
    plan::share(pieces, [&](int piece, int member) noexcept {
      ++times[static_cast<std::size_t>(piece)];
      if (member < 0 || member >= members) ++strangers;
    });
    for (const std::atomic<int>& count : times) {
      if (count != 1) FAIL("a piece of " << pieces << " was done " << count << " times");
    }
    REQUIRE(strangers == 0);
  }
}

TEST_CASE("team: alone, pieces are done in order", "[plan]") {
  if (plan::team_size() > 1) SKIP("helpers are here");
  std::vector<int> order;
  plan::share(4, [&](int piece, int member) noexcept { order.push_back(10 * piece + member); });
  CHECK(order == std::vector{0, 10, 20, 30});
}

TEST_CASE("team: every piece is done once, and before share() returns", "[plan]") {
  if (plan::team_size() > 1) SKIP("helpers are here already");
  for (const int members : {2, 4}) {
    const Helpers helpers(members);
    check_shares(plan::team_size(), 5'000);
  }
  CHECK(plan::team_size() == 1);
}

TEST_CASE(
    "team: a helper that comes late finds its work, and one that never comes is not waited for",
    "[plan]") {
  if (plan::team_size() > 1) SKIP("helpers are here already");
  if (!plan::kHasHelpers) SKIP("nobody helps in this build");
  plan::set_team_size(2);
  check_shares(2, 50);
  {
    const Helpers late(2);
    check_shares(2, 50);
  }
  CHECK(plan::team_size() == 1);
}

}  // namespace
}  // namespace attune::test
