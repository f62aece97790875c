// What tests say about arrays and errors.
#pragma once

#include <catch2/catch_tostring.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace attune::test {

/// Every element is within `tolerance` of the expected one (times its size where that is above 1),
/// and there are as many.
class EqualsNear final : public Catch::Matchers::MatcherBase<std::vector<float>> {
 public:
  explicit EqualsNear(std::vector<float> expected, float tolerance = 1e-5F)
      : expected_(std::move(expected)), tolerance_(tolerance) {}

  bool match(const std::vector<float>& got) const override;
  std::string describe() const override;

 private:
  std::vector<float> expected_;
  float tolerance_;
};

/// The same floats bit for bit: tells -0 from 0 and compares NaN.
class EqualsBits final : public Catch::Matchers::MatcherBase<std::vector<float>> {
 public:
  explicit EqualsBits(std::vector<float> expected) : expected_(std::move(expected)) {}

  bool match(const std::vector<float>& got) const override;
  std::string describe() const override;

 private:
  std::vector<float> expected_;
};

/// An Error with a code, whose sentence contains a piece of text.
class HasCode final : public Catch::Matchers::MatcherBase<Error> {
 public:
  HasCode(ErrorCode code, std::string_view part) : code_(code), part_(part) {}

  bool match(const Error& error) const override;
  std::string describe() const override;

 private:
  ErrorCode code_;
  std::string part_;
};

inline HasCode has_code(ErrorCode code, std::string_view part = "") { return {code, part}; }

}  // namespace attune::test

template <>
struct Catch::StringMaker<attune::Error> {
  static std::string convert(const attune::Error& error) {
    return std::string(attune::code_name(error.code())) + ": " + error.what();
  }
};
