// What shapes an array feature, or sizes an image feature, may have: one, several, or a range.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/shape.h"
#include "coreml/model.pb.h"

namespace attune::models {

/// Of an array its shape, of an image [height, width].
class FlexibleShape {
 public:
  /// @throws Error model_invalid when a declared extent is no extent
  explicit FlexibleShape(const coreml::ArrayFeatureType& type);
  explicit FlexibleShape(const coreml::ImageFeatureType& type);
  /// Only this one.
  explicit FlexibleShape(const Shape& shape) : usual_(shape) {}

  /// The declared one, else the first enumerated one, else the lower bounds.
  const Shape& usual() const { return usual_; }
  bool is_fixed() const { return shapes_.empty() && ranges_.empty(); }
  /// Never an empty one: an extent of 0 that a range allows counts as 1.
  bool allows(const Shape& shape) const;

 private:
  friend void append_to(std::string& out, const FlexibleShape& shape);

  struct Range {
    std::int64_t least, most;  ///< most < 0: without end
  };
  void add_range(std::uint64_t lower, std::int64_t upper);
  void settle(std::vector<std::int64_t> declared);

  Shape usual_;
  std::vector<Shape> shapes_;
  std::vector<Range> ranges_;
};

/// "[3]", "[2, 7] or [2, 9]", "[3, 1 or more, 5 to 50]"
void append_to(std::string& out, const FlexibleShape& shape);

}  // namespace attune::models
