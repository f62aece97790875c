#include "format/features.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/error.h"

namespace attune::format {
namespace {
template <typename T>
T load(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return value;
}

// Clamped before the cast: a number outside int32 would be undefined behaviour, NaN becomes 0.
std::int32_t to_int32(double value, double largest) {
  return value == value ? static_cast<std::int32_t>(std::clamp(value, -2147483648.0, largest)) : 0;
}

// Keeps a vector alive as bytes.
template <typename T>
Array own(std::vector<T> values, Shape shape, ElementType type) {
  auto owner = std::make_shared<const std::vector<T>>(std::move(values));
  const std::string_view bytes(reinterpret_cast<const char*>(owner->data()),
                               owner->size() * sizeof(T));
  return {type, shape, bytes, std::move(owner)};
}
}  // namespace

Array Array::copy_of(std::vector<float> values, Shape shape, ElementType type) {
  switch (type) {
    case ElementType::float64:
      return own(std::vector<double>(values.begin(), values.end()), shape, type);
    case ElementType::int32: {
      std::vector<std::int32_t> integers(values.size());
      std::ranges::transform(values, integers.begin(), [](float value) {
        return to_int32(static_cast<double>(value), 2147483520.0);  // the largest float below 2^31
      });
      return own(std::move(integers), shape, type);
    }
    case ElementType::float32:
      break;
  }
  return own(std::move(values), shape, type);
}

Array Array::of_doubles(std::vector<double> values, Shape shape, ElementType type) {
  if (type == ElementType::float64) return own(std::move(values), shape, type);
  if (type == ElementType::float32)
    return own(std::vector<float>(values.begin(), values.end()), shape, type);
  std::vector<std::int32_t> integers(values.size());
  std::ranges::transform(values, integers.begin(),
                         [](double value) { return to_int32(value, 2147483647.0); });
  return own(std::move(integers), shape, type);
}

double Array::at(std::size_t i) const {
  switch (type) {
    case ElementType::float64:
      return load<double>(bytes.data() + i * 8);
    case ElementType::int32:
      return load<std::int32_t>(bytes.data() + i * 4);
    case ElementType::float32:
      break;
  }
  return static_cast<double>(load<float>(bytes.data() + i * 4));
}

void Array::copy_to(float* out) const {
  const auto count = static_cast<std::size_t>(shape.size());
  if (type == ElementType::float32) {
    if (count > 0) std::memcpy(out, bytes.data(), count * sizeof(float));
    return;
  }
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<float>(at(i));
}

const FeatureValue* Features::find(std::string_view name) const {
  const auto found = std::ranges::find(
      values_, name, [](const auto& entry) -> std::string_view { return entry.first; });
  return found == values_.end() ? nullptr : &found->second;
}

std::optional<Label> as_label(const FeatureValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  const auto* number = std::get_if<double>(&value);
  // 2^53: beyond it a double no longer names one integer; the comparison is false for NaN
  const bool whole = number != nullptr && std::fabs(*number) <= 9007199254740992.0 &&
                     *number == std::trunc(*number);
  return whole ? std::optional<Label>(static_cast<std::int64_t>(*number)) : std::nullopt;
}

std::string label_text(const Label& label) {
  if (const auto* text = std::get_if<std::string>(&label)) return "'" + *text + "'";
  return sentence(std::get<std::int64_t>(label));
}

std::string kind_of(const FeatureValue& value) {
  switch (value.index()) {
    case 0:
      return "an integer";
    case 1:
      return "a number";
    case 2:
      return "a string";
    case 3:
      return sentence("an array of shape ", std::get<Array>(value).shape);
    case 4:
      return "an image";
    case 5:
      return "a dictionary";
    default:
      return "a sequence";
  }
}

}  // namespace attune::format
