#include "format/custom_code.h"

#include "format/weights.h"

namespace attune::format {
namespace {
constexpr std::uint32_t kClassName = 10, kWeights = 20, kParameters = 30, kDescription = 40;
constexpr std::uint32_t kKey = 1, kValue = 2;  // of a map's entry

CustomValue value_of(const Message& value) {
  switch (value.choice({10, 20, 30, 40, 50, 60}).field) {
    case 10:
      return value.double_number(10);
    case 20:
      return value.text(20);
    case 30:  // an int32 that is negative is written as 64 bits, too
      return value.signed_integer(30);
    case 40:
      return value.signed_integer(40);
    case 50:
      return value.flag(50);
    case 60:
      return RawBytes{value.text(60)};
    default:
      return {};
  }
}
}  // namespace

CustomSpec::CustomSpec(const Message& message)
    : class_name(message.text(kClassName)), description(message.text(kDescription)) {
  for (const Message& entry : message.messages(kParameters)) {
    const std::string_view key = entry.text(kKey);
    // Of a key that occurs twice the last value counts, as everywhere in a map.
    std::erase_if(parameters, [&](const auto& known) { return known.first == key; });
    parameters.emplace_back(key, value_of(entry.message(kValue)));
  }
  for (const Message& each : message.messages(kWeights)) {
    const WeightParams array{each};
    if (array.is_quantized() || array.is_raw()) {
      weights.emplace_back(RawBytes{array.raw_bytes()});
    } else if (array.is_empty()) {
      weights.emplace_back(std::vector<float>());
    } else {
      weights.emplace_back(array.floats(array.count(), 1, class_name, "weights"));
    }
  }
}

}  // namespace attune::format
