// Threads that help while a test runs, where there are threads: natively.
#pragma once

#ifndef __wasm__
#include <thread>
#include <vector>
#endif

#include "plan/team.h"

namespace attune::test {

class Helpers {
 public:
  /// @param members  the team's size with the caller
  explicit Helpers([[maybe_unused]] int members) {
#ifndef __wasm__
    plan::set_team_size(members);
    for (int member = 1; member < members; ++member)
      threads_.emplace_back([member] { plan::help(member); });
#endif
  }
  Helpers(const Helpers&) = delete;
  Helpers& operator=(const Helpers&) = delete;
  ~Helpers() {
#ifndef __wasm__
    plan::dismiss_helpers();
    for (std::thread& thread : threads_) thread.join();
    plan::set_team_size(1);
#endif
  }

 private:
#ifndef __wasm__
  std::vector<std::thread> threads_;
#endif
};

}  // namespace attune::test
