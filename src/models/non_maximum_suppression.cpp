// nonMaximumSuppression (610): of boxes that lie over one another the most confident one stays.
//
//   confidence   (boxes, classes)      coordinates  (boxes, 4): centre x, centre y, width, height
//
//   A box's confidence is the largest in its row, its class the first that has it. Boxes below
//   confidenceThreshold are left out. Of the others the most confident stays (of equal ones the
//   earlier), and all with an IOU above iouThreshold to it go; perClass: those of its class. So on
//   with the rest. The answer has the rows that stay, the most confident first; both thresholds may
//   come as inputs.
//
//   An output of a fixed number of rows, or of a range of them, is cut, or filled up with zeros.
//
// In double. Reads NonMaximumSuppression. Refuses (model_invalid) inputs and outputs that are not
// in the description.

#include <algorithm>

#include "base/error.h"
#include "base/sort.h"
#include "models/simple_model.h"
#include "models/values.h"

namespace attune::models {
namespace {
using coreml::FeatureDescription;

constexpr std::string_view kWho = "the non-maximum suppression";
constexpr std::int64_t kMaxFilledRows = 1 << 16;

// How many rows an output may have; `most` below 0: any.
struct Rows {
  std::int64_t least = 0, most = -1;
};

Rows rows_of(const FeatureDescription& output) {
  const coreml::ArrayFeatureType& type = output.type().multiarraytype();
  if (type.has_shaperange()) {
    const std::vector<format::Message> ranges = format::Message(type.shaperange()).messages(1);
    if (ranges.empty()) return {};
    return {ranges[0].signed_integer(1), ranges[0].signed_integer(2)};
  }
  if (type.shape_size() == 0) return {};
  return {type.shape(0), type.shape(0)};
}

struct Box {
  std::size_t row, label;
  double confidence;
  double left, right, top, bottom;

  double area() const { return (right - left) * (bottom - top); }
};

double overlap(const Box& a, const Box& b) {
  const double width = std::min(a.right, b.right) - std::max(a.left, b.left);
  const double height = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
  if (!(width > 0) || !(height > 0)) return 0;
  const double both = width * height;
  return both / (a.area() + b.area() - both);
}

class NonMaximumSuppression final : public SimpleModel {
 public:
  explicit NonMaximumSuppression(std::shared_ptr<const coreml::Model> shared);

  std::vector<format::Label> class_labels() const override { return labels_; }

 private:
  const FeatureDescription& array(bool input, std::uint32_t field) const;
  double threshold(const Features& input, std::uint32_t value, std::uint32_t name) const;
  std::vector<Box> read_boxes(std::span<const double> confidence, std::size_t classes,
                              std::span<const double> coordinates, double least) const;
  void answer(const Features& input, Features& output) const override;

  format::Message params_;
  std::vector<format::Label> labels_;
  bool per_class_ = false;
  Rows rows_;
};

NonMaximumSuppression::NonMaximumSuppression(std::shared_ptr<const coreml::Model> shared)
    : SimpleModel(std::move(shared)),
      params_(message().nonmaximumsuppression()),
      labels_(read_labels(params_, 100, 101)),
      per_class_(params_.message(1).flag(1)) {
  array(true, 200);
  array(true, 201);
  const FeatureDescription &confidence = array(false, 210), &coordinates = array(false, 211);
  rows_ = rows_of(confidence);
  if (rows_.least == 0 && rows_.most < 0) rows_ = rows_of(coordinates);
  if (rows_.least < 0 || rows_.least > kMaxFilledRows ||
      (rows_.most >= 0 && rows_.most < rows_.least)) {
    fail(ErrorCode::model_invalid, kWho, " answers at least ", rows_.least, " boxes, at most ",
         rows_.most);
  }
}

const FeatureDescription& NonMaximumSuppression::array(bool input, std::uint32_t field) const {
  const coreml::ModelDescription& description = message().description();
  const std::string_view name = params_.text(field);
  const FeatureDescription* const found =
      find_feature(input ? description.input() : description.output(), name);
  if (found == nullptr || !found->type().has_multiarraytype()) {
    fail(ErrorCode::model_invalid, kWho, " has no array ", InFeature{name}, " among its ",
         input ? "inputs" : "outputs");
  }
  return *found;
}

double NonMaximumSuppression::threshold(const Features& input, std::uint32_t value,
                                        std::uint32_t name) const {
  const std::string_view feature = params_.text(name);
  const format::FeatureValue* const given = feature.empty() ? nullptr : input.find(feature);
  return given == nullptr ? params_.double_number(value) : number_of(feature, *given);
}

// Those that are confident enough; NaN is not.
std::vector<Box> NonMaximumSuppression::read_boxes(std::span<const double> confidence,
                                                   std::size_t classes,
                                                   std::span<const double> coordinates,
                                                   double least) const {
  std::vector<Box> boxes;
  for (std::size_t row = 0; row < coordinates.size() / 4; ++row) {
    const std::span<const double> scores = confidence.subspan(row * classes, classes);
    const auto best = static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
    if (!(scores[best] >= least)) continue;
    const std::span<const double> at = coordinates.subspan(row * 4, 4);
    boxes.push_back({row, best, scores[best], at[0] - at[2] / 2, at[0] + at[2] / 2,
                     at[1] - at[3] / 2, at[1] + at[3] / 2});
  }
  attune::sort(boxes, [](const Box& a, const Box& b) {
    if (a.confidence != b.confidence) return a.confidence > b.confidence;
    return a.row < b.row;
  });
  return boxes;
}

void NonMaximumSuppression::answer(const Features& input, Features& output) const {
  const std::string_view confidence_name = params_.text(200), coordinates_name = params_.text(201);
  const format::FeatureValue& confidence_value = value_of(input, confidence_name);
  std::vector<double> confidence, coordinates;
  append_numbers(confidence_name, confidence_value, confidence);
  append_numbers(coordinates_name, value_of(input, coordinates_name), coordinates);
  const auto* const array_given = std::get_if<format::Array>(&confidence_value);
  const bool has_axes = array_given != nullptr && array_given->shape.rank() > 0;
  const std::size_t classes = !labels_.empty() ? labels_.size()
                              : has_axes       ? static_cast<std::size_t>(array_given->shape[-1])
                                               : 1;
  if (classes == 0 || confidence.size() % classes != 0 ||
      coordinates.size() != confidence.size() / classes * 4) {
    fail(ErrorCode::shape_mismatch, InFeature{confidence_name}, " with ", confidence.size(),
         " numbers for ", classes, " classes and '", coordinates_name, "' with ",
         coordinates.size(), " do not belong to the same boxes");
  }

  const std::vector<Box> boxes =
      read_boxes(confidence, classes, coordinates, threshold(input, 111, 203));
  const double largest = threshold(input, 110, 202);
  std::vector<double> kept_confidence, kept_coordinates;
  std::vector<Box> kept;
  for (const Box& box : boxes) {
    if (rows_.most >= 0 && kept.size() == static_cast<std::size_t>(rows_.most)) break;
    if (std::ranges::any_of(kept, [&](const Box& other) {
          return (!per_class_ || other.label == box.label) && overlap(other, box) > largest;
        })) {
      continue;
    }
    kept.push_back(box);
    const auto scores = confidence.begin() + static_cast<std::ptrdiff_t>(box.row * classes);
    kept_confidence.insert(kept_confidence.end(), scores,
                           scores + static_cast<std::ptrdiff_t>(classes));
    const auto place = coordinates.begin() + static_cast<std::ptrdiff_t>(box.row * 4);
    kept_coordinates.insert(kept_coordinates.end(), place, place + 4);
  }
  const std::int64_t rows = std::max(static_cast<std::int64_t>(kept.size()), rows_.least);
  const Shape scores_shape{rows, static_cast<std::int64_t>(classes)};
  kept_confidence.resize(static_cast<std::size_t>(scores_shape.size()));
  kept_coordinates.resize(static_cast<std::size_t>(rows) * 4);
  const FeatureDescription &scores_out = array(false, 210), &places_out = array(false, 211);
  output.set(scores_out.name(), array_value(scores_out, std::move(kept_confidence), scores_shape));
  output.set(places_out.name(),
             array_value(places_out, std::move(kept_coordinates), Shape{rows, 4}));
}
}  // namespace

ModelType non_maximum_suppression() {
  return simple_type<NonMaximumSuppression, coreml::Model::kNonMaximumSuppression>();
}

}  // namespace attune::models
