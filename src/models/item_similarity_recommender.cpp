// itemSimilarityRecommender (501): what goes with what somebody has.
//
//   score[k] = sum over the items i given   similarity[i][k] · (score_i - adjustment[k])
//
//   items         a dictionary item -> score, or a sequence or array of items with score 1 each
//   exclusion     items that are not answered; by default those given
//   restriction   only these are answered; by default all
//   numRecommendations  how many at most; by default all
//   answers       a sequence of items, the best first, of equal ones the one that stands first in
//                 the file; and the same items as a dictionary item -> score
//
// Items are strings, integers, or counted from 0. What the model does not know is passed over. In
// double, the sum in the order of the items given. Reads ItemSimilarityRecommender. Refuses
// (model_invalid) similarities of items that do not exist, and features that are not in the
// description.

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/sort.h"
#include "models/simple_model.h"
#include "models/values.h"

namespace attune::models {
namespace {
using coreml::FeatureDescription;
using coreml::FeatureType;
using format::Label;

constexpr std::string_view kWho = "the recommender";
constexpr std::uint64_t kMaxCountedItems = 1U << 20;

template <typename... Parts>
[[noreturn]] void refuse(const Parts&... parts) {
  fail(ErrorCode::model_invalid, kWho, " ", parts...);
}

class ItemSimilarityRecommender final : public SimpleModel {
 public:
  explicit ItemSimilarityRecommender(std::shared_ptr<const coreml::Model> shared);

 private:
  struct Link {
    std::uint64_t from, to;
    double similarity;
    std::size_t number;  // in the file
  };
  // An item given, by its place, with its score.
  struct Given {
    std::size_t item;
    double score;
  };

  void read_items();
  const FeatureDescription* input(std::uint32_t field) const;
  void check_outputs() const;
  std::vector<Given> read_given(const Features& input, std::uint32_t field, bool& is_given) const;
  std::vector<double> score_items(std::span<const Given> given) const;
  void answer(const Features& input, Features& output) const override;

  format::Message params_;
  LabelTable items_;
  std::string_view items_name_;  // of the input
  std::vector<Link> links_;      // by the item that they start from
  std::vector<double> adjustment_;
};

ItemSimilarityRecommender::ItemSimilarityRecommender(std::shared_ptr<const coreml::Model> shared)
    : SimpleModel(std::move(shared)), params_(message().itemsimilarityrecommender()) {
  const auto& inputs = message().description().input();
  items_name_ = params_.text(10);
  if (items_name_.empty() && inputs.size() == 1) items_name_ = inputs[0].name();
  if (find_feature(inputs, items_name_) == nullptr)
    refuse("reads its items from ", InFeature{items_name_}, ", which is no input");
  for (const std::uint32_t field : {11U, 12U, 13U}) {
    if (input(field) == nullptr && !params_.text(field).empty())
      refuse("reads ", InFeature{params_.text(field)}, ", which is no input");
  }
  read_items();
  check_outputs();
}

const FeatureDescription* ItemSimilarityRecommender::input(std::uint32_t field) const {
  return find_feature(message().description().input(), params_.text(field));
}

void ItemSimilarityRecommender::read_items() {
  std::vector<Label> items;
  const std::vector<std::string_view> strings = params_.message(2).texts(1);
  const std::vector<std::int64_t> integers = params_.message(3).signed_integers(1);
  if (!strings.empty() && !integers.empty()) refuse("names its items twice");
  items.assign(integers.begin(), integers.end());
  for (const std::string_view each : strings) items.emplace_back(std::string(each));

  std::uint64_t last = 0;
  struct Adjusted {
    std::uint64_t item;
    double value;
  };
  std::vector<Adjusted> adjusted;
  for (const format::Message& each : params_.messages(1)) {
    const std::uint64_t from = each.integer(1);
    last = std::max(last, from);
    adjusted.push_back({from, each.double_number(3)});
    for (const format::Message& similar : each.messages(2)) {
      links_.push_back({from, similar.integer(1), similar.double_number(2), links_.size()});
      last = std::max(last, links_.back().to);
    }
  }
  const std::uint64_t limit = items.empty() ? kMaxCountedItems : items.size();
  if (last >= limit) refuse("compares item ", last, "; it has ", limit, " items at most");
  if (items.empty()) {
    for (std::uint64_t i = 0; i <= last; ++i) items.emplace_back(static_cast<std::int64_t>(i));
  }
  items_ = LabelTable(std::move(items));
  // Links from one item stay in the file's order.
  attune::sort(links_, [](const Link& a, const Link& b) {
    return a.from != b.from ? a.from < b.from : a.number < b.number;
  });
  adjustment_.resize(items_.size());
  for (const Adjusted& each : adjusted)
    adjustment_[static_cast<std::size_t>(each.item)] = each.value;
}

void ItemSimilarityRecommender::check_outputs() const {
  const auto& outputs = message().description().output();
  if (params_.text(20).empty() && params_.text(21).empty()) refuse("names no output");
  for (const std::uint32_t field : {20U, 21U}) {
    const std::string_view name = params_.text(field);
    if (name.empty()) continue;
    const FeatureDescription* const output = find_feature(outputs, name);
    const auto wanted = field == 20 ? FeatureType::kSequenceType : FeatureType::kDictionaryType;
    if (output == nullptr || output->type().Type_case() != wanted) {
      refuse("has no ", field == 20 ? "sequence" : "dictionary", " ", InFeature{name},
             " among its outputs");
    }
  }
}

// Items of a dictionary, a sequence or an array; without those that are not known.
std::vector<ItemSimilarityRecommender::Given> ItemSimilarityRecommender::read_given(
    const Features& input, std::uint32_t field, bool& is_given) const {
  const std::string_view name = field == 10 ? items_name_ : params_.text(field);
  const format::FeatureValue* const value = name.empty() ? nullptr : input.find(name);
  std::vector<Given> given;
  is_given = value != nullptr;
  if (value == nullptr) return given;
  const auto add = [&](const Label& label, double score) {
    const std::size_t place = items_.find(label);
    if (place < items_.size()) given.push_back({place, score});
  };
  if (const auto* dictionary = std::get_if<format::Dictionary>(value)) {
    for (const auto& [label, score] : *dictionary) add(label, score);
  } else if (const auto* sequence = std::get_if<format::Sequence>(value)) {
    for (const Label& label : *sequence) add(label, 1);
  } else if (const auto* array = std::get_if<format::Array>(value)) {
    for (std::int64_t i = 0; i < array->shape.size(); ++i) {
      if (const auto label = format::as_label(array->at(static_cast<std::size_t>(i))))
        add(*label, 1);
    }
  } else {
    fail(ErrorCode::bad_example, InFeature{name}, " must hold items, got ",
         format::kind_of(*value));
  }
  return given;
}

std::vector<double> ItemSimilarityRecommender::score_items(std::span<const Given> given) const {
  std::vector<double> scores(items_.size());
  for (const Given& each : given) {
    for (const Link& link : std::ranges::equal_range(links_, each.item, {}, &Link::from)) {
      const auto to = static_cast<std::size_t>(link.to);
      scores[to] += link.similarity * (each.score - adjustment_[to]);
    }
  }
  // An order needs numbers.
  for (double& score : scores) {
    if (std::isnan(score)) score = -std::numeric_limits<double>::infinity();
  }
  return scores;
}

void ItemSimilarityRecommender::answer(const Features& input, Features& output) const {
  bool are_given = false, are_excluded = false, are_restricted = false;
  const std::vector<Given> given = read_given(input, 10, are_given);
  if (!are_given) value_of(input, items_name_);  // says that it is missing
  const std::vector<Given> excluded = read_given(input, 13, are_excluded);
  const std::vector<Given> restricted = read_given(input, 12, are_restricted);
  std::vector<bool> wanted(items_.size(), !are_restricted);
  for (const Given& each : restricted) wanted[each.item] = true;
  for (const Given& each : are_excluded ? excluded : given) wanted[each.item] = false;

  const std::vector<double> scores = score_items(given);
  std::vector<std::size_t> ranking;
  for (std::size_t item = 0; item < wanted.size(); ++item) {
    if (wanted[item]) ranking.push_back(item);
  }
  attune::sort(ranking, [&](std::size_t a, std::size_t b) {
    if (scores[a] != scores[b]) return scores[a] > scores[b];
    return a < b;
  });
  const std::string_view count_name = params_.text(11);
  if (const auto* count = count_name.empty() ? nullptr : input.find(count_name)) {
    const double most = number_of(count_name, *count);
    if (!(most >= 0)) fail(ErrorCode::bad_example, InFeature{count_name}, " must not be below 0");
    if (most < static_cast<double>(ranking.size())) ranking.resize(static_cast<std::size_t>(most));
  }

  format::Sequence list;
  format::Dictionary with_scores;
  for (const std::size_t item : ranking) {
    list.push_back(items_.labels()[item]);
    with_scores.emplace_back(items_.labels()[item], scores[item]);
  }
  if (const std::string_view name = params_.text(20); !name.empty())
    output.set(std::string(name), std::move(list));
  if (const std::string_view name = params_.text(21); !name.empty())
    output.set(std::string(name), std::move(with_scores));
}
}  // namespace

ModelType item_similarity_recommender() {
  return simple_type<ItemSimilarityRecommender, coreml::Model::kItemSimilarityRecommender>();
}

}  // namespace attune::models
