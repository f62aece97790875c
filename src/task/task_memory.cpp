// A task as bytes, and back.
//
//   bytes := "ATUP", u32 version, u64 fingerprints of model, options, examples and roles,
//            u8 phase, where it stands, u8 whether it began anew, sums of the epoch so far, the
//            gate's scores, the best epoch, f64 adjustable parameters now and from the next
//            mini-batch on, weights, optimizer's memory, best weights; u64 fingerprint of all that
//
// The order of the examples is not in it: seed and place give it again (schedule.h).

#include <algorithm>

#include "base/bytes.h"
#include "base/error.h"
#include "task/update_task.h"

namespace attune::task {
namespace {
constexpr std::uint32_t kMagic = 0x50555441;  // "ATUP"
constexpr std::uint32_t kVersion = 2;         // 2: whether it began anew

void put(ByteWriter& out, const models::Trainer::SliceResult& sums) {
  out.put(sums.loss_sum);
  out.put(sums.weight);
  out.put(std::int32_t{sums.correct});
  out.put(std::uint8_t{sums.labels});
}

models::Trainer::SliceResult get_sums(ByteReader& in) {
  models::Trainer::SliceResult sums;
  sums.loss_sum = in.get<double>();
  sums.weight = in.get<double>();
  sums.correct = in.get<std::int32_t>();
  sums.labels = in.get<std::uint8_t>() != 0;
  return sums;
}

void put_adjustable(ByteWriter& out, const format::ParameterSet& parameters) {
  for (const format::Parameter& parameter : parameters.all()) {
    if (parameter.adjustable) out.put(std::get<double>(parameter.value));
  }
}

void get_adjustable(ByteReader& in, format::ParameterSet& parameters) {
  for (format::Parameter& parameter : parameters.all()) {
    if (parameter.adjustable) parameter.value = in.get<double>();
  }
}

void check_same(std::uint64_t saved, std::uint64_t here, std::string_view what) {
  if (saved == here) return;
  fail(ErrorCode::integrity, "the update that was stored had other ", what,
       Hint{"Give the model, the options and all the examples that it began with."});
}
}  // namespace

std::uint64_t UpdateTask::options_fingerprint() const {
  Fingerprint all;
  for (const format::Parameter& parameter : trainer_->parameters().all()) {
    if (parameter.adjustable) continue;
    all.add(parameter.key);
    if (const auto* integer = std::get_if<std::int64_t>(&parameter.value)) all.add(*integer);
    if (const auto* flag = std::get_if<bool>(&parameter.value)) all.add(*flag ? 1 : 0);
  }
  all.add(options_.validation_fraction);
  if (options_.validation_stratified) all.add(1);
  all.add(options_.replay_ratio);
  if (const auto& stopping = options_.early_stopping) {
    all.add(static_cast<int>(stopping->monitor));
    all.add(stopping->patience);
    all.add(stopping->min_delta);
    all.add(stopping->restore_best ? 1 : 0);
  }
  if (const auto& gate = options_.keep_if_better) {
    all.add(gate->accuracy ? 1 : 0);
    all.add(gate->min_delta);
  }
  return all.value();
}

std::uint64_t UpdateTask::roles_fingerprint() const {
  Fingerprint all;
  all.add(trainer_->examples_fingerprint());
  for (const std::vector<std::uint32_t>& rows : rows_) all.add(rows);
  return all.value();
}

std::string UpdateTask::save() {
  if (phase_ == Phase::not_begun || !trainer_->learns_by_gradient()) {
    fail(ErrorCode::invalid_parameter,
         phase_ == Phase::not_begun ? "the update has not begun: there is nothing to store yet"
                                    : "an update that remembers examples is done at once");
  }
  ByteWriter out;
  out.put(kMagic);
  out.put(kVersion);
  out.put(trainer_->model_fingerprint());
  out.put(options_fingerprint());
  out.put(roles_fingerprint());
  out.put(static_cast<std::uint8_t>(phase_));
  out.put(std::uint64_t{epoch_});
  out.put(std::uint64_t{batch_start_});
  out.put(batch_index_);
  out.put(kept_epoch_);
  out.put(std::uint8_t{started_over_});
  put(out, epoch_sums_before_);
  for (const Score& score : {baseline_, outcome_}) out.put(score.loss), out.put(score.accuracy);
  out.put(best_.value);
  out.put(best_.epoch);
  out.put(best_.waited);
  put_adjustable(out, trainer_->parameters());
  out.put(std::uint8_t{pending_.has_value()});
  put_adjustable(out, parameters());
  const models::Trainer::Progress progress = trainer_->remember();
  out.put(std::span<const float>(progress.weights));
  out.put(std::span<const float>(progress.moments));
  out.put(std::span<const double>(progress.scalars));
  out.put(std::uint8_t{!best_.weights.empty()});
  if (!best_.weights.empty()) out.put(std::span<const float>(best_.weights));
  return out.take();
}

void UpdateTask::restore(std::string_view bytes) {
  if (phase_ != Phase::not_begun)
    fail(ErrorCode::invalid_parameter, "an update is restored before it begins");
  ByteReader in(bytes);
  if (in.get<std::uint32_t>() != kMagic) ByteReader::refuse();
  const auto version = in.get<std::uint32_t>();
  if (version > kVersion) fail(ErrorCode::format_too_new, "a newer release stored this update");
  begin();
  check_same(in.get<std::uint64_t>(), trainer_->model_fingerprint(), "weights or training options");
  check_same(in.get<std::uint64_t>(), options_fingerprint(), "options");
  check_same(in.get<std::uint64_t>(), roles_fingerprint(), "examples");
  const auto phase = in.get<std::uint8_t>();
  epoch_ = static_cast<std::size_t>(in.get<std::uint64_t>());
  batch_start_ = static_cast<std::size_t>(in.get<std::uint64_t>());
  batch_index_ = in.get<std::int64_t>();
  kept_epoch_ = in.get<std::int64_t>();
  started_over_ = version >= 2 && in.get<std::uint8_t>() != 0;
  if (started_over_) trainer_->slow_down();
  epoch_sums_ = epoch_sums_before_ = get_sums(in);
  for (Score* const score : {&baseline_, &outcome_}) {
    score->loss = in.get<double>();
    score->accuracy = in.get<double>();
  }
  best_.value = in.get<double>();
  best_.epoch = in.get<std::int64_t>();
  best_.waited = in.get<std::int64_t>();
  get_adjustable(in, trainer_->parameters());
  format::ParameterSet next = trainer_->parameters();
  const bool pending = in.get<std::uint8_t>() != 0;
  get_adjustable(in, next);
  if (pending) pending_ = std::move(next);
  models::Trainer::Progress progress = trainer_->remember();
  progress.weights = in.get_all<float>(progress.weights.size());
  progress.moments = in.get_all<float>(progress.moments.size());
  progress.scalars = in.get_all<double>(progress.scalars.size());
  if (in.get<std::uint8_t>() != 0) best_.weights = in.get_all<float>(progress.weights.size());
  // Whoever wrote these bytes: nothing below reaches past an array.
  const std::size_t own = schedule_.own_count();
  if (phase <= static_cast<std::uint8_t>(Phase::not_begun) ||
      phase > static_cast<std::uint8_t>(Phase::finished) || epoch_ > epochs_ ||
      batch_start_ > own ||
      (phase == static_cast<std::uint8_t>(Phase::training) &&
       (epoch_ == epochs_ || batch_start_ == own))) {
    ByteReader::refuse();
  }
  trainer_->recall(progress);
  phase_ = static_cast<Phase>(phase);
  schedule_.begin_epoch(epoch_);
}

}  // namespace attune::task
