#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <vector>

#include "support/classic_models.h"

namespace attune::models {
namespace {
using format::Dictionary;
using format::Sequence;
using test::get;
using test::has_code;
using test::Proto;

Proto similar(int item, double score) { return Proto().field(1, item).field(2, score); }

// From 0: 1 by 0.5, 2 by 0.25. From 3: 2 by 1. Item 2 is adjusted by 0.5.
Proto params() {
  return Proto()
      .message(1, Proto().field(1, 0).message(2, similar(1, 0.5)).message(2, similar(2, 0.25)))
      .message(1, Proto().field(1, 3).message(2, similar(2, 1)))
      .message(1, Proto().field(1, 2).field(3, 0.5))
      .field(10, "items")
      .field(11, "k")
      .field(12, "only")
      .field(13, "without")
      .field(20, "list")
      .field(21, "scores");
}

Proto named() { return params().message(2, test::strings({"a", "b", "c", "d"})); }

coreml::Model message_of(const Proto& recommender, bool strings = true) {
  const auto dictionary = [&](const char* name) {
    return strings ? test::string_dictionary_feature(name) : test::int64_dictionary_feature(name);
  };
  coreml::Model message =
      test::described({dictionary("items"), test::optional(test::int64_feature("k")),
                       test::optional(test::sequence_feature("only", strings)),
                       test::optional(test::sequence_feature("without", strings))},
                      {test::sequence_feature("list", strings), dictionary("scores")});
  message.set_itemsimilarityrecommender(recommender.bytes());
  return message;
}

Features ask(const Features& input) {
  return test::predict(*test::make(message_of(named())), input);
}
Sequence list_of(const Features& answer) { return get<Sequence>(answer, "list"); }
Sequence texts(std::vector<std::string> values) { return {values.begin(), values.end()}; }
}  // namespace

TEST_CASE("recommender: similarity times score less adjustment", "[models]") {
  const Dictionary given = {{std::string("a"), 2}, {std::string("d"), 1}};
  const Features answer = ask(test::features({{"items", given}}));
  // b: 0.5 · 2; c: 0.25 · (2 - 0.5) + 1 · (1 - 0.5)
  CHECK(list_of(answer) == texts({"b", "c"}));
  CHECK(get<Dictionary>(answer, "scores") ==
        Dictionary{{std::string("b"), 1}, {std::string("c"), 0.875}});
}

TEST_CASE("recommender: a sequence gives each item the score 1", "[models]") {
  // b: 0.5, c: 0.25 · 0.5, d: 0
  CHECK(list_of(ask(test::features({{"items", texts({"a", "nowhere"})}}))) ==
        texts({"b", "c", "d"}));
}

TEST_CASE("recommender: how many, which only, which not", "[models]") {
  const Sequence a = texts({"a"});
  const auto with = [&](const char* name, format::FeatureValue value) {
    return list_of(ask(test::features({{"items", a}, {name, std::move(value)}})));
  };
  CHECK(with("k", std::int64_t{1}) == texts({"b"}));
  CHECK(with("k", 2.0) == texts({"b", "c"}));
  CHECK(with("k", std::int64_t{0}).empty());
  CHECK(with("k", std::int64_t{1} << 60).size() == 3);
  CHECK(with("only", texts({"d", "c", "a"})) == texts({"c", "d"}));
  CHECK(with("without", texts({"b"})) == texts({"c", "a", "d"}));
  CHECK(with("without", Sequence{}) == texts({"b", "c", "a", "d"}));
  CHECK_THROWS_MATCHES(with("k", std::int64_t{-1}), Error,
                       has_code(ErrorCode::bad_example, "'k' must not be below 0"));
  CHECK_THROWS_MATCHES(with("only", 1.0), Error,
                       has_code(ErrorCode::bad_example, "must hold items, got a number"));
}

TEST_CASE("recommender: items are counted from 0 where they have no names", "[models]") {
  const auto model = test::make(message_of(params(), false));
  const Features answer = test::predict(*model, test::features({{"items", test::doubles({0})}}));
  CHECK(list_of(answer) == Sequence{std::int64_t{1}, std::int64_t{2}, std::int64_t{3}});
  const auto numbered =
      test::make(message_of(params().message(3, test::integers({9, 8, 7, 6})), false));
  CHECK(list_of(test::predict(*numbered, test::features({{"items", Sequence{std::int64_t{9}}}}))) ==
        Sequence{std::int64_t{8}, std::int64_t{7}, std::int64_t{6}});
}

TEST_CASE("recommender: needs its items", "[models]") {
  CHECK_THROWS_MATCHES(ask({}), Error, has_code(ErrorCode::bad_example, "'items' is missing"));
}

TEST_CASE("recommender: refuses items and features that do not exist", "[models][rules]") {
  CHECK_REFUSED(message_of(params().message(2, test::strings({"a", "b", "c"}))),
                "compares item 3; it has 3 items");
  CHECK_REFUSED(message_of(params().message(1, Proto().field(1, 0).message(2, similar(-1, 1)))),
                "compares item");
  CHECK_REFUSED(message_of(named().message(3, test::integers({1, 2, 3, 4}))),
                "names its items twice");
  CHECK_REFUSED(message_of(named().field(10, "z")), "'z', which is no input");
  CHECK_REFUSED(message_of(named().field(12, "z")), "'z', which is no input");
  CHECK_REFUSED(message_of(named().field(20, "z")), "no sequence feature 'z'");
  CHECK_REFUSED(message_of(named().field(21, "list")), "no dictionary feature 'list'");
  CHECK_REFUSED(message_of(named().field(20, "").field(21, "")), "names no output");
}

}  // namespace attune::models
