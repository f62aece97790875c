#include "layers/shared/lookup.h"

namespace attune::layers {

Lookup::Lookup(const LayerSpec& spec, const Table& table)
    : vocabulary_(static_cast<std::int64_t>(table.vocabulary)),
      size_(static_cast<std::int64_t>(table.size)) {
  if (vocabulary_ < 1 || size_ < 1) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " has a table of ", table.size, " x ", table.vocabulary, " values");
  }
  shape_ = table.x.with(table.axis, size_);
  parameters_.push_back(make_parameter(spec, "weights", {20}, {size_, vocabulary_}));
  if (table.has_bias) parameters_.push_back(make_parameter(spec, "biases", {21}, {size_}));
}

Status Lookup::forward(const Pass& pass) noexcept {
  const float* const weights = parameters_[0].value;
  const float* const bias = parameters_.size() > 1 ? parameters_[1].value : nullptr;
  float* y = pass.y[0].data;
  for (const float number : pass.x[0].span()) {
    if (!(number >= 0 && number < static_cast<float>(vocabulary_))) return Status::failed;
    const auto index = static_cast<std::int64_t>(number);
    for (std::int64_t c = 0; c < size_; ++c) y[c] = weights[c * vocabulary_ + index];
    if (bias != nullptr) {
      for (std::int64_t c = 0; c < size_; ++c) y[c] += bias[c];
    }
    y += size_;
  }
  return Status::ok;
}

// dweights[c, x] += dy[c], dbias[c] += dy[c]
void Lookup::backward(const Pass& pass) noexcept {
  float* const dweights = parameters_[0].gradient;
  float* const dbias = parameters_.size() > 1 ? parameters_[1].gradient : nullptr;
  const float* dy = pass.dy[0].data;
  for (const float number : pass.x[0].span()) {
    const auto index = static_cast<std::int64_t>(number);
    for (std::int64_t c = 0; c < size_; ++c) {
      if (dweights != nullptr) dweights[c * vocabulary_ + index] += dy[c];
      if (dbias != nullptr) dbias[c] += dy[c];
    }
    dy += size_;
  }
}

}  // namespace attune::layers
