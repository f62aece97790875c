#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <utility>

#include "models/trainer.h"
#include "support/matchers.h"
#include "support/neighbor_models.h"
#include "support/wire_writer.h"

namespace attune::models {
namespace {
using test::classifier;
using test::has_code;
using test::label_of;
using test::line_message;
using test::make;
using test::nearest_neighbors_message;
using test::number_of_neighbors;
}  // namespace

// Named as Apple's own tests name the rules (format, appendix B).

TEST_CASE("nearest neighbours: KNNValidatorGood", "[models][rules]") {
  coreml::Model message = line_message();
  CHECK_NOTHROW(make(message));
  classifier(message).mutable_nearestneighborsindex()->set_singlekdtreeindex(
      test::Proto().field(1, 30).bytes());
  CHECK_NOTHROW(make(message));
}

TEST_CASE("nearest neighbours: KNNValidatorNoPoints", "[models][rules]") {
  coreml::Model message = line_message();
  classifier(message).mutable_nearestneighborsindex()->clear_floatsamples();
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "5 labels for 0 stored examples"));
}

TEST_CASE("nearest neighbours: KNNValidatorNoK", "[models][rules]") {
  coreml::Model message = line_message();
  classifier(message).clear_numberofneighbors();
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "how many neighbours"));
  number_of_neighbors(message).set_defaultvalue(0);
  CHECK_THROWS_MATCHES(make(message), Error, has_code(ErrorCode::model_invalid, "must be above 0"));
}

TEST_CASE("nearest neighbours: KNNValidatorNoDimension", "[models][rules]") {
  coreml::Model message = line_message();
  for (const int dimensions : {0, -1, 2}) {
    classifier(message).mutable_nearestneighborsindex()->set_numberofdimensions(dimensions);
    CHECK_THROWS_MATCHES(make(message), Error, has_code(ErrorCode::model_invalid, "dimensions"));
  }
}

TEST_CASE("nearest neighbours: KNNValidatorNoLabels", "[models][rules]") {
  coreml::Model message = line_message();
  classifier(message).clear_stringclasslabels();
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "0 labels for 5 stored examples"));
}

TEST_CASE("nearest neighbours: KNNValidatorWrongNumberOfLabels", "[models][rules]") {
  coreml::Model message = line_message();
  classifier(message).mutable_stringclasslabels()->add_vector("one too many");
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "6 labels for 5 stored examples"));
}

TEST_CASE("nearest neighbours: KNNValidatorNoIndex", "[models][rules]") {
  coreml::Model message = line_message();
  classifier(message).mutable_nearestneighborsindex()->clear_linearindex();
  CHECK_THROWS_MATCHES(make(message), Error, has_code(ErrorCode::model_invalid, "names no index"));
}

TEST_CASE("nearest neighbours: KNNValidatorLinearIndex and KNNValidatorSingleKdTreeIndex",
          "[models][rules]") {
  coreml::Model message = line_message();
  CHECK_NOTHROW(make(message));
  for (const int bad : {0, -1}) {
    classifier(message).mutable_nearestneighborsindex()->set_singlekdtreeindex(
        test::Proto().field(1, bad).bytes());
    CHECK_THROWS_MATCHES(make(message), Error, has_code(ErrorCode::model_invalid, "leaf size"));
  }
  classifier(message).mutable_nearestneighborsindex()->mutable_singlekdtreeindex()->clear();
  CHECK_THROWS_MATCHES(make(message), Error, has_code(ErrorCode::model_invalid, "leaf size 0"));
}

TEST_CASE("nearest neighbours: KNNValidatorNoWeightingScheme", "[models][rules]") {
  coreml::Model message = line_message();
  classifier(message).clear_uniformweighting();
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "weighting scheme"));
}

TEST_CASE("nearest neighbours: KNNValidatorNoDistanceFunction", "[models][rules]") {
  coreml::Model message = line_message();
  classifier(message).mutable_nearestneighborsindex()->clear_squaredeuclideandistance();
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "distance function"));
}

TEST_CASE("nearest neighbours: EmptyKNNValidationGood", "[models][rules]") {
  coreml::Model message = nearest_neighbors_message(4);
  CHECK_NOTHROW(make(message));
  classifier(message).clear_stringclasslabels();
  CHECK_NOTHROW(make(message));
  // Apple's test has no dimensions either; such a model only ever answers its default label.
  classifier(message).mutable_nearestneighborsindex()->set_numberofdimensions(0);
  CHECK(label_of(*make(message), {1, 2, 3, 4}) == "nobody");
  CHECK_THROWS_MATCHES(make(message)->make_trainer({}), Error, has_code(ErrorCode::not_updatable));
  classifier(message).clear_defaultstringlabel();
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "no default label"));
}

TEST_CASE("nearest neighbours: LabelTypeMismatchTest", "[models][rules]") {
  coreml::Model message = line_message();
  classifier(message).set_defaultint64label(1);
  CHECK_THROWS_MATCHES(make(message), Error, has_code(ErrorCode::model_invalid, "of one type"));
  // The description's output has the labels' type too.
  message = line_message();
  *message.mutable_description()->mutable_output(0) = test::int64_feature("label");
  CHECK_THROWS_MATCHES(make(message), Error, has_code(ErrorCode::model_invalid, "another type"));
  message = line_message();
  message.mutable_description()->set_predictedfeaturename("nothing");
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "not among its outputs"));
  message.mutable_description()->clear_predictedfeaturename();
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "predictedFeatureName"));
}

// and NumberOfNeighborsWithDefaultValueOutOfRange
TEST_CASE("nearest neighbours: NumberOfNeighborsWithDefaultValueInRange and OutOfRange",
          "[models][rules]") {
  coreml::Model message = line_message();
  for (const int good : {1, 10}) {
    number_of_neighbors(message).set_defaultvalue(good);
    CHECK_NOTHROW(make(message));
  }
  number_of_neighbors(message).set_defaultvalue(11);
  CHECK_THROWS_MATCHES(make(message), Error, has_code(ErrorCode::model_invalid, "11"));
}

// and NumberOfNeighborsWithDefaultValueNotInSet
TEST_CASE("nearest neighbours: NumberOfNeighborsWithDefaultValueInSet and NotInSet",
          "[models][rules]") {
  coreml::Model message = line_message();
  for (const int allowed : {1, 4, 7})
    number_of_neighbors(message).mutable_set()->add_values(allowed);
  number_of_neighbors(message).set_defaultvalue(4);
  CHECK_NOTHROW(make(message));
  number_of_neighbors(message).set_defaultvalue(10);
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "not among the values"));
}

TEST_CASE("nearest neighbours: NumberOfNeighborsWithInvalidRange", "[models][rules]") {
  const auto [low, high] =
      GENERATE(std::pair{-1, 10}, std::pair{0, 10}, std::pair{10, 1}, std::pair{-10, -5});
  coreml::Model message = line_message();
  number_of_neighbors(message).mutable_range()->set_minvalue(low);
  number_of_neighbors(message).mutable_range()->set_maxvalue(high);
  CHECK_THROWS_MATCHES(make(message), Error, has_code(ErrorCode::model_invalid));
}

TEST_CASE("nearest neighbours: NumberOfNeighborsWithInvalidSet", "[models][rules]") {
  const auto bad = GENERATE(0, -1);
  coreml::Model message = line_message();
  number_of_neighbors(message).mutable_set()->add_values(bad);
  number_of_neighbors(message).mutable_set()->add_values(4);
  number_of_neighbors(message).set_defaultvalue(4);
  CHECK_THROWS_MATCHES(make(message), Error, has_code(ErrorCode::model_invalid, "not above 0"));
  number_of_neighbors(message).set_defaultvalue(bad);
  CHECK_THROWS_MATCHES(make(message), Error, has_code(ErrorCode::model_invalid, "above 0"));
  number_of_neighbors(message).mutable_set()->clear_values();
  number_of_neighbors(message).set_defaultvalue(4);
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "not among the values"));
}

}  // namespace attune::models
