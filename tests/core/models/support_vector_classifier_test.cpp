#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <vector>

#include "support/classic_models.h"

namespace attune::models {
namespace {
using Catch::Matchers::WithinAbs;
using test::ask;
using test::doubles;
using test::get;
using test::Proto;

Proto vectors(const std::vector<double>& values) {
  Proto out;
  for (const double each : values) out.message(1, Proto().packed_doubles(1, {each}));
  return out;
}

Proto coefficients(const std::vector<double>& values) { return Proto().packed_doubles(1, values); }

// d = x - rho: positive for "a".
Proto two(double rho = 0) {
  return Proto()
      .message(1, Proto().message(1))
      .packed(2, {1, 0})
      .message(4, vectors({1}))
      .message(5, coefficients({1}))
      .field(6, rho)
      .message(100, test::strings({"a", "b"}));
}

// Vectors 1, 1, 1, one a class. d[0,1] = 2 x - 1, d[0,2] = 4 x - 1, d[1,2] = 6 x - 1.
Proto three() {
  return Proto()
      .message(1, Proto().message(1))
      .packed(2, {1, 1, 1})
      .message(4, vectors({1, 1, 1}))
      .message(5, coefficients({1, 1, 3}))
      .message(5, coefficients({1, 5, 1}))
      .packed_doubles(6, {1, 1, 1})
      .message(100, test::strings({"a", "b", "c"}));
}

coreml::Model message_of(const Proto& classifier) {
  coreml::Model message = test::described_classifier(1);
  message.set_supportvectorclassifier(classifier.bytes());
  return message;
}

std::string label_at(const Proto& classifier, double x) {
  return get<std::string>(ask(message_of(classifier), doubles({x})), "label");
}
}  // namespace

TEST_CASE("support vector classifier: two labels", "[models]") {
  CHECK(label_at(two(), 0.5) == "a");
  CHECK(label_at(two(), -0.5) == "b");
  CHECK(label_at(two(), 0) == "b");  // only d > 0 is a vote for the first
  CHECK(label_at(two(1), 0.5) == "b");
  CHECK(test::probabilities(ask(message_of(two()), doubles({2}))) == std::vector<double>{1, 0});
  CHECK(test::make(message_of(two()))->class_labels().size() == 2);
}

TEST_CASE("support vector classifier: probabilities of two labels are Platt's", "[models]") {
  const Proto params = two().field(7, -2.0).field(8, 0.0);
  const std::vector<double> p = test::probabilities(ask(message_of(params), doubles({1})));
  CHECK_THAT(p[0], WithinAbs(0.880797077977882, 1e-10));
  CHECK_THAT(p[1], WithinAbs(1 - 0.880797077977882, 1e-10));
  CHECK(label_at(two().field(7, -2.0).field(8, 3.0), 1) == "b");  // p, not d, decides
  CHECK(test::probabilities(ask(message_of(params), doubles({1e6})))[1] > 0.5e-7);
}

TEST_CASE("support vector classifier: each pair of three labels has its vote", "[models]") {
  // d is 2x - 1, 4x - 1, 6x - 1
  CHECK(label_at(three(), 1) == "a");
  CHECK(label_at(three(), 0) == "c");
  // x = 0.3: b beats a, a beats c, b beats c
  CHECK(label_at(three(), 0.3) == "b");
  // x = 0.2: b beats a, c beats a, b beats c
  CHECK(label_at(three(), 0.2) == "b");
  const std::vector<double> p = test::probabilities(ask(message_of(three()), doubles({0.2})));
  CHECK(p == std::vector<double>{0, 1.0 / 3 + 1.0 / 3, 1.0 / 3});
}

TEST_CASE("support vector classifier: equal pairs share equally", "[models]") {
  const Proto params = three().packed_doubles(7, {0, 0, 0}).packed_doubles(8, {0, 0, 0});
  for (const double each : test::probabilities(ask(message_of(params), doubles({1}))))
    CHECK_THAT(each, WithinAbs(1.0 / 3, 1e-12));
  CHECK(label_at(params, 1) == "a");
}

TEST_CASE("support vector classifier: refuses files whose parts do not fit together",
          "[models][rules]") {
  CHECK_REFUSED(message_of(two().packed(2, {1})), "2 labels and 3 counts");
  CHECK_REFUSED(message_of(two().message(4, vectors({1}))), "2 vectors; its classes have 1");
  CHECK_REFUSED(message_of(two().message(5, coefficients({1}))), "2 rows of coefficients");
  CHECK_REFUSED(message_of(two().field(6, 0.0)), "1 pairs of labels and 2 values rho");
  CHECK_REFUSED(message_of(two().field(7, 0.0)), "1 values probA and 0 probB");
  CHECK_REFUSED(message_of(two().packed_doubles(7, {0, 0}).packed_doubles(8, {0, 0})),
                "2 values probA");
  const auto with_counts = [](const std::vector<std::int64_t>& values) {
    return Proto()
        .message(1, Proto().message(1))
        .packed(2, values)
        .message(4, vectors({1}))
        .message(5, coefficients({1}))
        .field(6, 0.0)
        .message(100, test::strings({"a", "b"}));
  };
  CHECK_REFUSED(message_of(with_counts({2, -1})), "fewer than its classes need");
  CHECK_REFUSED(message_of(with_counts({-1, 2})), "fewer than its classes need");
  CHECK_REFUSED(message_of(with_counts({0, 5})), "fewer than its classes need");
  CHECK_REFUSED(
      message_of(with_counts({1, 0}).message(4, vectors({})).message(5, coefficients({1}))),
      "rows of coefficients");
  CHECK_REFUSED(message_of(Proto().message(1, Proto().message(1)).message(4, vectors({1}))),
                "0 labels");
  CHECK_REFUSED(message_of(three().message(100, test::strings({"d"}))), "4 labels and 3 counts");
}

}  // namespace attune::models
