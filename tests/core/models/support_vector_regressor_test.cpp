#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <vector>

#include "support/classic_models.h"

namespace attune::models {
namespace {
using Catch::Matchers::WithinAbs;
using test::doubles;
using test::has_code;
using test::Proto;
using test::y_number;

Proto dense(const std::vector<std::vector<double>>& vectors) {
  Proto out;
  for (const auto& each : vectors) out.message(1, Proto().packed_doubles(1, each));
  return out;
}

Proto sparse_vector(const std::vector<std::pair<int, double>>& nodes) {
  Proto vector;
  for (const auto& [index, value] : nodes)
    vector.message(1, Proto().field(1, index).field(2, value));
  return vector;
}

Proto linear() { return Proto().message(1); }
Proto rbf(double gamma) { return Proto().message(2, Proto().field(1, gamma)); }
Proto poly(int degree, double c, double gamma) {
  return Proto().message(3, Proto().field(1, degree).field(2, c).field(3, gamma));
}
Proto sigmoid(double gamma, double c) {
  return Proto().message(4, Proto().field(1, gamma).field(2, c));
}

// Vectors (1, 0) and (2, -1) with coefficients 3 and -1, rho 0.5.
Proto params(const Proto& kernel) {
  return Proto()
      .message(1, kernel)
      .message(3, dense({{1, 0}, {2, -1}}))
      .message(4, Proto().packed_doubles(1, {3, -1}))
      .field(5, 0.5);
}

// The same, sparse.
Proto sparse_params(const Proto& kernel) {
  return Proto()
      .message(1, kernel)
      .message(
          2,
          Proto().message(1, sparse_vector({{1, 1}})).message(1, sparse_vector({{1, 2}, {2, -1}})))
      .message(4, Proto().packed_doubles(1, {3, -1}))
      .field(5, 0.5);
}

coreml::Model message_of(const Proto& regressor, std::int64_t width = 2) {
  coreml::Model message = test::described_regressor(width);
  message.set_supportvectorregressor(regressor.bytes());
  return message;
}
}  // namespace

TEST_CASE("support vector regressor: four kernels, dense and sparse alike", "[models]") {
  for (const auto make : {params, sparse_params}) {
    // x · v is 2 and 1; |x - v|² is 10 and 16
    CHECK(y_number(message_of(make(linear())), doubles({2, 3})) == 3 * 2 - 1 - 0.5);
    CHECK_THAT(y_number(message_of(make(rbf(0.25))), doubles({2, 3})),
               WithinAbs(3 * std::exp(-2.5) - std::exp(-4.0) - 0.5, 1e-11));
    CHECK(y_number(message_of(make(poly(3, 1, 2))), doubles({2, 3})) == 3 * 125.0 - 27 - 0.5);
    CHECK(y_number(message_of(make(poly(0, 1, 2))), doubles({2, 3})) == 3 - 1 - 0.5);
    CHECK_THAT(y_number(message_of(make(sigmoid(0.5, -1))), doubles({2, 3})),
               WithinAbs(-std::tanh(-0.5) - 0.5, 1e-11));
  }
}

TEST_CASE("support vector regressor: without vectors it is a constant", "[models]") {
  const Proto none = Proto().message(1, linear()).message(3).field(5, -2.0);
  CHECK(y_number(message_of(none), doubles({1, 1})) == 2);
}

TEST_CASE("support vector regressor: refuses examples of another size", "[models]") {
  CHECK_THROWS_MATCHES(y_number(message_of(params(linear()), 3), doubles({1, 2, 3})), Error,
                       has_code(ErrorCode::shape_mismatch, "must hold 2 numbers in all, got 3"));
  CHECK_THROWS_MATCHES(y_number(message_of(sparse_params(rbf(1)), 1), doubles({1})), Error,
                       has_code(ErrorCode::shape_mismatch, "must hold 2 numbers in all, got 1"));
}

TEST_CASE("support vector regressor: refuses files whose parts do not fit together",
          "[models][rules]") {
  CHECK_REFUSED(message_of(Proto()), "names no kernel");
  CHECK_REFUSED(message_of(Proto().message(1, linear())), "neither sparse nor dense");
  CHECK_REFUSED(message_of(params(rbf(-1))), "gamma -1");
  CHECK_REFUSED(message_of(params(rbf(std::nan("")))), "gamma");
  CHECK_REFUSED(message_of(params(poly(-1, 0, 1))), "degree -1");
  CHECK_REFUSED(message_of(params(linear()).message(4, Proto().packed_doubles(1, {1}))),
                "2 vectors and 3 coefficients");
  CHECK_REFUSED(message_of(params(linear()).message(3, dense({{1}}))), "of 2 and of 1 numbers");
  const auto sparse = [](const std::vector<std::pair<int, double>>& nodes) {
    return Proto()
        .message(1, linear())
        .message(2, Proto().message(1, sparse_vector(nodes)))
        .message(4, Proto().packed_doubles(1, {1}));
  };
  CHECK_REFUSED(message_of(sparse({{0, 1}})), "index 0 is below 1");
  CHECK_REFUSED(message_of(sparse({{-5, 1}})), "index -5 is below 1");
  CHECK_REFUSED(message_of(sparse({{2, 1}, {2, 1}})), "index 2 follows 2");
  coreml::Model message = message_of(params(linear()));
  message.mutable_description()->set_predictedfeaturename("z");
  CHECK_REFUSED(message, "not among its outputs");
}

}  // namespace attune::models
