#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <vector>

#include "support/classic_models.h"

namespace attune::models {
namespace {
using Catch::Matchers::WithinAbs;
using test::ask;
using test::described_classifier;
using test::doubles;
using test::get;
using test::has_code;
using test::Proto;

Proto row(const std::vector<double>& values) { return Proto().packed_doubles(1, values); }

coreml::Model message_of(const Proto& params, std::int64_t width = 1) {
  coreml::Model message = described_classifier(width);
  message.set_glmclassifier(params.bytes());
  return message;
}

// Scores are x and 2 x.
Proto two_rows() {
  return Proto().message(1, row({1})).message(1, row({2})).packed_doubles(2, {0, 0});
}
}  // namespace

TEST_CASE("linear classifier: one row of weights decides between two labels", "[models]") {
  const coreml::Model message = message_of(
      Proto().message(1, row({2, -1})).field(2, 0.5).message(100, test::strings({"no", "yes"})), 2);
  Features answer = ask(message, doubles({0.25, 1}));
  CHECK(test::probabilities(answer) == std::vector<double>{0.5, 0.5});
  CHECK(get<std::string>(answer, "label") == "no");  // of equal ones the first
  answer = ask(message, doubles({1, 0.5}));
  CHECK_THAT(test::probabilities(answer)[1], WithinAbs(0.880797077977882, 1e-10));
  CHECK(get<std::string>(answer, "label") == "yes");
  const std::vector<format::Label> labels = {std::string("no"), std::string("yes")};
  CHECK(test::make(message)->class_labels() == labels);
}

TEST_CASE("linear classifier: probit is the normal distribution's share", "[models]") {
  const coreml::Model message = message_of(Proto()
                                               .message(1, row({1}))
                                               .field(2, 0.0)
                                               .field(3, 1)
                                               .message(100, test::strings({"a", "b"})));
  CHECK_THAT(test::probabilities(ask(message, doubles({1})))[1],
             WithinAbs(0.841344746068543, 1e-10));
}

TEST_CASE("linear classifier: the first of three labels is the reference", "[models]") {
  const coreml::Model message = message_of(two_rows().message(100, test::strings({"a", "b", "c"})));
  const std::vector<double> p = test::probabilities(ask(message, doubles({0.69314718055994531})));
  CHECK_THAT(p[0], WithinAbs(1.0 / 7, 1e-10));
  CHECK_THAT(p[1], WithinAbs(2.0 / 7, 1e-10));
  CHECK_THAT(p[2], WithinAbs(4.0 / 7, 1e-10));
}

TEST_CASE("linear classifier: one versus rest shares out", "[models]") {
  const coreml::Model message = message_of(Proto()
                                               .message(1, row({0}))
                                               .message(1, row({0}))
                                               .message(1, row({0}))
                                               .packed_doubles(2, {0, 0, 0})
                                               .field(4, 1)
                                               .message(100, test::strings({"a", "b", "c"})));
  const std::vector<double> p = test::probabilities(ask(message, doubles({3})));
  CHECK(p == std::vector<double>(3, 0.5 / 1.5));
}

TEST_CASE("linear classifier: without labels it counts them from 0", "[models]") {
  coreml::Model message = message_of(two_rows());
  *message.mutable_description()->mutable_output(0) = test::int64_feature("label");
  *message.mutable_description()->mutable_output(1) = test::int64_dictionary_feature("p");
  CHECK(get<std::int64_t>(ask(message, doubles({1})), "label") == 2);
  CHECK(test::make(message)->class_labels().size() == 3);
}

TEST_CASE("linear classifier: evaluates how often it is right", "[models]") {
  const auto model = test::make(message_of(
      Proto().message(1, row({1})).field(2, 0.0).message(100, test::strings({"minus", "plus"}))));
  const std::vector<Features> examples = {
      test::features({{"x", doubles({1})}, {"label", std::string("plus")}}),
      test::features({{"x", doubles({-1})}, {"label", std::string("plus")}})};
  CHECK(model->evaluate(examples).correct == 1);
}

TEST_CASE("linear classifier: probabilities may be an array", "[models]") {
  coreml::Model message = message_of(
      Proto().message(1, row({0})).field(2, 0.0).message(100, test::strings({"a", "b"})));
  *message.mutable_description()->mutable_output(1) = test::array_feature("p", {2});
  const auto p = get<format::Array>(ask(message, doubles({1})), "p");
  CHECK(p.type == format::ElementType::float32);
  CHECK(test::numbers_of(p) == std::vector<double>{0.5, 0.5});
}

TEST_CASE("linear classifier: refuses examples that do not fit", "[models]") {
  const coreml::Model message = message_of(
      Proto().message(1, row({0})).field(2, 0.0).message(100, test::strings({"a", "b"})));
  CHECK_THROWS_MATCHES(ask(message, doubles({1, 2})), Error,
                       has_code(ErrorCode::shape_mismatch, "must hold 1 numbers in all, got 2"));
  CHECK_THROWS_MATCHES(test::predict(*test::make(message), {}), Error,
                       has_code(ErrorCode::bad_example, "'x' is missing"));
}

TEST_CASE("linear classifier: refuses files whose parts do not fit together", "[models][rules]") {
  const Proto abc = test::strings({"a", "b", "c"});
  CHECK_REFUSED(message_of(Proto()), "no weights");
  CHECK_REFUSED(message_of(two_rows().field(2, 1.0).message(100, abc)), "2 rows of weights and 3");
  CHECK_REFUSED(message_of(two_rows().message(1, row({1, 2})).message(100, abc)), "of 1 and of 2");
  CHECK_REFUSED(message_of(two_rows().message(100, test::strings({"a", "b"}))),
                "2 labels and 2 rows of weights; a reference class needs 1");
  CHECK_REFUSED(message_of(two_rows().field(4, 1).message(100, abc)), "one versus rest needs 3");
  CHECK_REFUSED(message_of(two_rows().field(3, 1).message(100, abc)), "probit is for two");
  CHECK_REFUSED(message_of(two_rows().field(3, 2).message(100, abc)), "unknown transform");
  CHECK_REFUSED(message_of(two_rows().field(4, 2).message(100, abc)), "unknown encoding");
  CHECK_REFUSED(message_of(two_rows().message(101, test::integers({1, 2, 3}))), "int64 labels");
  CHECK_REFUSED(message_of(two_rows().message(100, test::strings({"a"}))), "at least 2");
  coreml::Model message = message_of(two_rows().message(100, abc));
  message.mutable_description()->set_predictedfeaturename("q");
  CHECK_REFUSED(message, "not among its outputs");
  message.mutable_description()->clear_predictedfeaturename();
  CHECK_REFUSED(message, "predictedFeatureName");
  message = message_of(two_rows().message(100, abc));
  *message.mutable_description()->mutable_output(1) = test::double_feature("p");
  CHECK_REFUSED(message, "neither its label nor its probabilities");
  message = message_of(two_rows().message(100, abc));
  *message.mutable_description()->mutable_input(0) = test::string_feature("x");
  CHECK_REFUSED(message, "neither a number nor an array");
}

TEST_CASE("linear classifier: takes no parameters and no updates", "[models]") {
  const coreml::Model message = message_of(two_rows().message(100, test::strings({"a", "b", "c"})));
  CHECK_THROWS_MATCHES(test::make(message, {{"epochs", 1.0}}), Error,
                       has_code(ErrorCode::invalid_parameter, "epochs"));
  CHECK_THROWS_MATCHES(test::make(message)->make_trainer({}), Error,
                       has_code(ErrorCode::not_updatable, "glmClassifier"));
}

}  // namespace attune::models
