#include "task/update_options.h"

#include <cmath>

#include "base/error.h"

namespace attune::task {
namespace {
void check_number(bool fits, std::string_view name, double value, std::string_view wanted) {
  if (fits && std::isfinite(value)) return;
  fail(ErrorCode::invalid_parameter, name, " is ", value, "; it must be ", wanted);
}
}  // namespace

void check(const UpdateOptions& options) {
  const auto not_negative = [](std::string_view name, double value) {
    check_number(value >= 0, name, value, "a finite number, 0 or above");
  };
  not_negative("anchor", options.training.anchor);
  not_negative("gradientClipNorm", options.training.gradient_clip_norm);
  not_negative("replay's ratio", options.replay_ratio);
  check_number(options.validation_fraction >= 0 && options.validation_fraction < 1, "validation",
               options.validation_fraction, "a fraction above 0 and below 1");
  if (const auto& stopping = options.early_stopping) {
    not_negative("earlyStopping's minDelta", stopping->min_delta);
    check_number(stopping->patience >= 1, "earlyStopping's patience",
                 static_cast<double>(stopping->patience), "at least 1");
  }
  if (options.keep_if_better) {
    check_number(true, "keepIfBetter's minDelta", options.keep_if_better->min_delta,
                 "a finite number");
  }
}

}  // namespace attune::task
