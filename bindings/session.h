// What one core instance holds for JavaScript: models and running updates by number, and the last
// bytes handed out.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "models/model.h"
#include "task/update_task.h"

namespace attune::bindings {

/// Things by number; a number is never used twice.
template <typename T>
class Handles {
 public:
  explicit Handles(std::string_view what) : what_(what) {}

  int add(T thing) {
    things_.emplace(++last_, std::move(thing));
    return last_;
  }
  T& get(int handle) {
    const auto found = things_.find(handle);
    if (found == things_.end()) fail(ErrorCode::bad_example, "this ", what_, " has been disposed");
    return found->second;
  }
  void remove(int handle) { things_.erase(handle); }

 private:
  std::string_view what_;
  std::map<int, T> things_;
  int last_ = 0;
};

struct Session {
  Handles<std::shared_ptr<const models::Model>> models{"model"};
  Handles<std::unique_ptr<task::UpdateTask>> tasks{"update task"};
  std::string result;  ///< what the last view handed out looks at
};

Session& session();

}  // namespace attune::bindings
