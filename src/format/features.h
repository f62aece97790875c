// Features: the named values of one example, as a caller gives them and a model answers them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/shape.h"

namespace attune::format {

enum class ElementType : std::uint8_t { float32, float64, int32 };

/// The bytes of one element.
constexpr std::size_t element_size(ElementType type) {
  return type == ElementType::float64 ? 8 : 4;
}

/// Numbers with a shape, row-major. `bytes` is a view; `owner` keeps it alive where the value owns
/// its memory.
struct Array {
  ElementType type = ElementType::float32;
  Shape shape;
  std::string_view bytes;
  std::shared_ptr<const void> owner;

  static Array copy_of(std::vector<float> values, Shape shape,
                       ElementType type = ElementType::float32);
  static Array of_doubles(std::vector<double> values, Shape shape,
                          ElementType type = ElementType::float64);
  /// Element i; exact for float32 and int32.
  double at(std::size_t i) const;
  /// All elements as floats, into shape.size() floats.
  void copy_to(float* out) const;
};

/// How an image of another size is made to fit (product: imageOptions.fit).
enum class Fit : std::uint8_t { fill, contain, cover };

/// RGBA pixels, row by row, 8 bits a channel, alpha not multiplied in. A view; `owner` as in Array.
struct Image {
  std::int64_t width = 0;
  std::int64_t height = 0;
  Fit fit = Fit::fill;
  std::uint32_t background =
      0xFFFFFFFF;  ///< r | g << 8 | b << 16 | a << 24: what shows through where alpha is below 255
  std::string_view rgba;
  std::shared_ptr<const void> owner;
};

/// A class label, the key of a dictionary, or an item of a sequence.
using Label = std::variant<std::int64_t, std::string>;
using Dictionary = std::vector<std::pair<Label, double>>;
/// Strings or integers in a row, as many as there happen to be.
using Sequence = std::vector<Label>;

using FeatureValue =
    std::variant<std::int64_t, double, std::string, Array, Image, Dictionary, Sequence>;

/// The values of one example by name, in the order given.
class Features {
 public:
  void set(std::string name, FeatureValue value) {
    values_.emplace_back(std::move(name), std::move(value));
  }
  /// The value, or null. The first of a name counts.
  const FeatureValue* find(std::string_view name) const;
  const std::vector<std::pair<std::string, FeatureValue>>& all() const { return values_; }
  std::vector<std::pair<std::string, FeatureValue>>& all() { return values_; }

 private:
  std::vector<std::pair<std::string, FeatureValue>> values_;
};

/// A value as a class label: a string, an integer, or a whole number (JavaScript's numbers are
/// doubles); else nothing.
std::optional<Label> as_label(const FeatureValue& value);

/// "'cat'" or "3", for messages.
std::string label_text(const Label& label);
/// What a value is, for messages: "a string", "an array of shape [3]".
std::string kind_of(const FeatureValue& value);

}  // namespace attune::format
