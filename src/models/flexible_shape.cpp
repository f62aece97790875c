#include "models/flexible_shape.h"

#include <algorithm>

#include "base/error.h"
#include "format/wire.h"

namespace attune::models {

using format::Message;

FlexibleShape::FlexibleShape(const coreml::ArrayFeatureType& type) {
  if (type.has_enumeratedshapes()) {
    for (const Message& shape : Message(type.enumeratedshapes()).messages(1))
      shapes_.emplace_back(shape.signed_integers(1));
  } else if (type.has_shaperange()) {
    for (const Message& range : Message(type.shaperange()).messages(1))
      add_range(range.integer(1), range.signed_integer(2));
  }
  settle({type.shape().begin(), type.shape().end()});
}

FlexibleShape::FlexibleShape(const coreml::ImageFeatureType& type) {
  constexpr std::uint32_t kWidth = 1, kHeight = 2;
  if (type.has_enumeratedsizes()) {
    for (const Message& size : Message(type.enumeratedsizes()).messages(1))
      shapes_.push_back({size.signed_integer(kHeight), size.signed_integer(kWidth)});
  } else if (type.has_imagesizerange()) {
    for (const std::uint32_t field : {kHeight, kWidth}) {
      const Message range = Message(type.imagesizerange()).message(field);
      add_range(range.integer(1), range.signed_integer(2));
    }
  }
  const bool declared = type.height() != 0 || type.width() != 0;
  settle(declared || (shapes_.empty() && ranges_.empty())
             ? std::vector<std::int64_t>{type.height(), type.width()}
             : std::vector<std::int64_t>{});
}

void FlexibleShape::add_range(std::uint64_t lower, std::int64_t upper) {
  const auto least = std::clamp<std::uint64_t>(lower, 1, std::uint64_t{1} << 62);
  ranges_.push_back({static_cast<std::int64_t>(least), upper});
}

void FlexibleShape::settle(std::vector<std::int64_t> declared) {
  if (declared.empty() && !shapes_.empty()) {
    usual_ = shapes_.front();
    return;
  }
  if (declared.empty()) {
    for (const Range& range : ranges_) declared.push_back(range.least);
  }
  usual_ = Shape(declared);
}

bool FlexibleShape::allows(const Shape& shape) const {
  if (shape == usual_) return true;
  if (shape.size() == 0) return false;
  if (!shapes_.empty()) return std::ranges::find(shapes_, shape) != shapes_.end();
  if (shape.rank() != static_cast<int>(ranges_.size())) return false;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const Range& range = ranges_[static_cast<std::size_t>(axis)];
    if (shape[axis] < range.least || (range.most >= 0 && shape[axis] > range.most)) return false;
  }
  return !ranges_.empty();
}

void append_to(std::string& out, const FlexibleShape& flexible) {
  if (!flexible.shapes_.empty()) {
    for (const Shape& shape : flexible.shapes_) {
      if (&shape != flexible.shapes_.data()) out.append(" or ");
      append_to(out, shape);
    }
    return;
  }
  if (flexible.ranges_.empty()) return append_to(out, flexible.usual_);
  out.push_back('[');
  for (const FlexibleShape::Range& range : flexible.ranges_) {
    if (&range != flexible.ranges_.data()) out.append(", ");
    attune::append_to(out, range.least);
    if (range.most < 0) out.append(" or more");
    if (range.most > range.least) {
      out.append(" to ");
      attune::append_to(out, range.most);
    }
  }
  out.push_back(']');
}

}  // namespace attune::models
