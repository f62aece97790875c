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

// One leaf: these scores, whatever x is.
Proto params(const std::vector<double>& scores, int transform = 0) {
  Proto leaf = Proto().field(3, 6);
  for (std::size_t i = 0; i < scores.size(); ++i)
    leaf.message(20, Proto().field(1, static_cast<int>(i)).field(2, scores[i]));
  const Proto trees = Proto().message(1, leaf).field(2, static_cast<int>(scores.size()));
  return Proto().message(1, trees).field(2, transform);
}

coreml::Model message_of(const Proto& classifier) {
  coreml::Model message = test::described_classifier(1);
  message.set_treeensembleclassifier(classifier.bytes());
  return message;
}

coreml::Model without_labels(const Proto& classifier) {
  coreml::Model message = message_of(classifier);
  *message.mutable_description()->mutable_output(0) = test::int64_feature("label");
  *message.mutable_description()->mutable_output(1) = test::int64_dictionary_feature("p");
  return message;
}
}  // namespace

TEST_CASE("tree classifier: a score a label", "[models]") {
  const Proto labels = test::strings({"a", "b", "c"});
  Features answer = ask(message_of(params({0.25, 0.5, 0.25}).message(100, labels)), doubles({0}));
  CHECK(get<std::string>(answer, "label") == "b");
  CHECK(test::probabilities(answer) == std::vector<double>{0.25, 0.5, 0.25});
  answer = ask(message_of(params({3, 3, 3}, 1).message(100, labels)), doubles({0}));
  CHECK(get<std::string>(answer, "label") == "a");
  CHECK_THAT(test::probabilities(answer)[2], WithinAbs(1.0 / 3, 1e-15));
}

TEST_CASE("tree classifier: one score for the second of two labels", "[models]") {
  const Proto labels = test::strings({"off", "on"});
  const auto label_at = [&](double score, int transform) {
    return get<std::string>(
        ask(message_of(params({score}, transform).message(100, labels)), doubles({0})), "label");
  };
  CHECK(label_at(0.25, 0) == "off");
  CHECK(label_at(0.5 - 1e-7, 0) == "off");
  CHECK(label_at(0.5, 0) == "on");
  CHECK(label_at(-0.25, 2) == "off");
  CHECK(label_at(0.25, 2) == "on");
  const Features answer = ask(message_of(params({0.25}).message(100, labels)), doubles({0}));
  CHECK(test::probabilities(answer) == std::vector<double>{0.75, 0.25});
}

TEST_CASE("tree classifier: the zero class is a reference with or without a score", "[models]") {
  const Proto labels = test::strings({"zero", "one", "two"});
  for (const std::vector<double>& scores : {std::vector<double>{0, 0}, {5, 5, 5}}) {
    const Features answer = ask(message_of(params(scores, 3).message(100, labels)), doubles({0}));
    CHECK(test::probabilities(answer) == std::vector<double>(3, 1.0 / 3));
  }
}

TEST_CASE("tree classifier: without labels it counts them from 0", "[models]") {
  CHECK(get<std::int64_t>(ask(without_labels(params({0.75})), doubles({0})), "label") == 1);
  CHECK(get<std::int64_t>(ask(without_labels(params({1, 2, 9, 4})), doubles({0})), "label") == 2);
  CHECK(test::make(without_labels(params({1, 2, 9, 4})))->class_labels().size() == 4);
}

TEST_CASE("tree classifier: refuses labels that do not fit the scores", "[models][rules]") {
  const Proto abc = test::strings({"a", "b", "c"});
  CHECK_REFUSED(message_of(params({1}).message(100, abc)), "3 labels and makes 1 scores");
  CHECK_REFUSED(message_of(params({1, 2}).message(100, abc)), "3 labels and makes 2 scores");
  CHECK_REFUSED(message_of(params({1, 2, 3}).message(101, test::integers({1, 2, 3}))),
                "int64 labels");
  CHECK_REFUSED(message_of(params({1, 2})), "int64 labels");
}

}  // namespace attune::models
