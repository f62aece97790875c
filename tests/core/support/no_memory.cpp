#include "support/no_memory.h"

#include <catch2/catch_test_macros.hpp>
#include <new>
#include <stdexcept>
#include <string>

#include "base/error.h"
#include "format/feature_block.h"
#include "support/failing_memory.h"
#include "task/update_task.h"

namespace attune::test {

Outcome outcome_of(const std::function<void()>& work, std::int64_t failing) {
  const FailingMemory memory(failing);
  try {
    work();
  } catch (const Error& error) {
    return error.code() == ErrorCode::memory ? Outcome::no_memory : Outcome::other;
  } catch (const std::bad_alloc&) {
    return Outcome::no_memory;
  } catch (const std::exception&) {
    return Outcome::other;
  }
  return memory.failed() ? Outcome::other : Outcome::done;  // a failure must not pass unseen
}

namespace {
// @return how many allocations there were to fail
std::int64_t fail_each(const std::function<void()>& work, const std::function<void()>& check) {
  work();  // once in peace: what is made once and kept does not count as a leak
  for (std::int64_t n = 0;; ++n) {
    const std::int64_t before = blocks_alive();
    const Outcome outcome = outcome_of(work, n);
    [[maybe_unused]] const std::int64_t leaked =
        blocks_alive() - before;  // now: what INFO keeps is no leak
    INFO("allocation " << n);
#ifndef __EMSCRIPTEN__  // there protobuf is built without exceptions: what it holds when memory
                        // ends is lost
    if (leaked != 0) FAIL("leaks " << leaked << " blocks");
#endif
    if (outcome == Outcome::other) FAIL("the lack of memory was not told as such");
    if (outcome == Outcome::done) return n;
    check();
  }
}
}  // namespace

Untouched::Untouched(std::shared_ptr<const models::Model> model,
                     std::span<const format::Features> questions)
    : model_(std::move(model)),
      questions_(questions),
      answers_(format::write_feature_block(model_->predict(questions))),
      written_(models::write_model(*model_)) {}

void Untouched::by(const char* what, const std::function<void()>& work) const {
  INFO(what);
  const std::int64_t allocations = fail_each(work, [&] {
    if (format::write_feature_block(model_->predict(questions_)) != answers_)
      FAIL("the model answers otherwise");
    if (models::write_model(*model_) != written_) FAIL("the model is another");
  });
  CHECK(allocations > 0);
}

void check_every_allocation(std::string_view bytes, std::span<const format::Features> questions,
                            std::span<const format::Features> lessons) {
  const std::shared_ptr<const models::Model> model = models::read_model(bytes);
  const Untouched untouched(model, questions);
  const auto teach = [&] {
    task::UpdateTask task(*model, {});
    task.add(lessons);
    while (!task.step().finished) {
    }
    return task.snapshot();
  };
  const auto learned = teach();
  const std::string delta = models::write_delta(*learned);
  const std::string block = format::write_feature_block(lessons);

  untouched.by("load", [&] { models::read_model(bytes); });
  untouched.by("load and predict", [&] { models::read_model(bytes)->predict(questions); });
  untouched.by("predict", [&] { model->predict(questions); });
  untouched.by("evaluate", [&] { model->evaluate(lessons); });
  untouched.by("read examples",
               [&] { format::write_feature_block(format::read_feature_block(block)); });
  untouched.by("update", teach);
  untouched.by("save", [&] { models::write_delta(*learned); });
  untouched.by("load a version", [&] { models::apply_delta(*model, delta); });
  untouched.by("export", [&] { models::write_model(*learned); });
}

}  // namespace attune::test
