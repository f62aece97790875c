#include "base/error.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cstdint>
#include <limits>
#include <set>
#include <string>

#include "support/matchers.h"

namespace attune::test {
namespace {

TEST_CASE("error: fail() makes one sentence and keeps layer, feature and hint apart", "[base]") {
  try {
    fail(ErrorCode::shape_mismatch, InLayer{"conv1"}, ": reads ", 1, " input; ", InFeature{"image"},
         " has ", 2.5, Hint{"Use one."});
  } catch (const Error& error) {
    CHECK(std::string(error.what()) == "layer 'conv1': reads 1 input; feature 'image' has 2.5");
    CHECK(error.code() == ErrorCode::shape_mismatch);
    CHECK(error.layer() == "conv1");
    CHECK(error.feature() == "image");
    CHECK(error.hint() == "Use one.");
    return;
  }
  FAIL("fail() returned");
}

TEST_CASE("error: without places there are none", "[base]") {
  CHECK_THROWS_MATCHES(fail(ErrorCode::quota, "full"), Error, has_code(ErrorCode::quota, "full"));
  const Error error(ErrorCode::quota, "full");
  CHECK(error.layer().empty());
  CHECK(error.feature().empty());
  CHECK(error.hint().empty());
}

TEST_CASE("error: every code has a name of its own, in kebab-case", "[base]") {
  CHECK(code_name(ErrorCode::model_invalid) == "model-invalid");
  CHECK(code_name(ErrorCode::not_updatable) == "not-updatable");
  CHECK(code_name(ErrorCode::core_restarted) == "core-restarted");
  CHECK(code_name(ErrorCode::cannot_forget) == "cannot-forget");
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::cannot_forget); ++code) {
    const std::string_view name = code_name(static_cast<ErrorCode>(code));
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos);
    names.insert(name);
  }
  CHECK(names.size() == 21);
}

TEST_CASE("error: integers in sentences", "[base]") {
  CHECK(sentence(0, " ", -1, " ", 42U) == "0 -1 42");
  CHECK(sentence(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
  CHECK(sentence(std::numeric_limits<std::int64_t>::max()) == "9223372036854775807");
  CHECK(sentence(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
}

TEST_CASE("error: numbers in sentences have at most six digits", "[base]") {
  const auto text = [](double number) { return sentence(number); };
  CHECK(text(0) == "0");
  CHECK(text(1) == "1");
  CHECK(text(-2.5) == "-2.5");
  CHECK(text(0.1) == "0.1");
  CHECK(text(1.0 / 3) == "0.333333");
  CHECK(text(2.0 / 3) == "0.666667");
  CHECK(text(123456) == "123456");
  CHECK(text(1234567) == "1234570");
  CHECK(text(99999.96) == "100000");
  CHECK(text(0.00012) == "0.00012");
  CHECK(text(1e-5) == "0.00001");
  CHECK(text(1e-6) == "1e-6");
  CHECK(text(1.5e-7) == "1.5e-7");
  CHECK(text(1e14) == "100000000000000");
  CHECK(text(1e15) == "1e15");
  CHECK(text(1.25e300) == "1.25e300");
  CHECK(text(5e-324) == "4.94066e-324");
  CHECK(text(std::numeric_limits<double>::infinity()) == "Infinity");
  CHECK(text(-std::numeric_limits<double>::infinity()) == "-Infinity");
  CHECK(text(std::numeric_limits<double>::quiet_NaN()) == "NaN");
}

}  // namespace
}  // namespace attune::test
