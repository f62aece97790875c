#include "support/matchers.h"

#include <cmath>
#include <cstring>

namespace attune::test {

bool EqualsNear::match(const std::vector<float>& got) const {
  if (got.size() != expected_.size()) return false;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const float bound = tolerance_ * std::fmax(1.0F, std::fabs(expected_[i]));
    // Written so that a NaN is never near anything.
    if (!(got[i] == expected_[i] || std::fabs(got[i] - expected_[i]) <= bound)) return false;
  }
  return true;
}

std::string EqualsNear::describe() const {
  return "is within " + Catch::Detail::stringify(tolerance_) + " of " +
         Catch::Detail::stringify(expected_);
}

bool EqualsBits::match(const std::vector<float>& got) const {
  return got.size() == expected_.size() &&
         (got.empty() ||
          std::memcmp(got.data(), expected_.data(), got.size() * sizeof(float)) == 0);
}

std::string EqualsBits::describe() const {
  return "has the bits of " + Catch::Detail::stringify(expected_);
}

bool HasCode::match(const Error& error) const {
  return error.code() == code_ &&
         std::string_view(error.what()).find(part_) != std::string_view::npos;
}

std::string HasCode::describe() const {
  return "has the code " + std::string(code_name(code_)) +
         (part_.empty() ? "" : " and says \"" + part_ + "\"");
}

}  // namespace attune::test
