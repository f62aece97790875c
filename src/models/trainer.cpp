#include "models/trainer.h"

#include "base/error.h"

namespace attune::models {

void Trainer::configure(const TrainingOptions& options) {
  if (!options.any()) return;
  fail(ErrorCode::invalid_parameter,
       "anchor, gradientClipNorm and classWeights need a model that learns by gradient; this one "
       "remembers its examples");
}

Trainer::SliceResult Trainer::accumulate([[maybe_unused]] Rows examples,
                                         [[maybe_unused]] std::size_t batch_size) {
  return {};
}

Trainer::SliceResult Trainer::measure([[maybe_unused]] Rows examples) { return {}; }

}  // namespace attune::models
