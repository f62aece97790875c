#include "format/layer_spec.h"

#include "base/error.h"

namespace attune::format {
namespace {
constexpr std::uint32_t kName = 1, kInput = 2, kOutput = 3, kIsUpdatable = 10, kFirstKind = 100;
}  // namespace

std::string_view kind_name(LayerKind kind) {
  switch (kind) {
#define KIND(name, format_name, number) \
  case LayerKind::name:                 \
    return format_name;
#include "format/layer_kinds.inc"
#undef KIND
    case LayerKind::none:
      break;
  }
  return "unknown";
}

Floats WeightStore::find(const Key& key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? nullptr : found->second;
}

LayerSpec::LayerSpec(std::string_view bytes, std::size_t index, WeightStore* weights,
                     CustomHost* host)
    : index_(index), weights_(weights), host_(host) {
  FieldReader reader(bytes);
  for (Field field; reader.next(field);) {
    switch (field.number) {
      case kName:
        name_ = field.bytes;
        break;
      case kInput:
        inputs_.push_back(field.bytes);
        break;
      case kOutput:
        outputs_.push_back(field.bytes);
        break;
      case kIsUpdatable:
        is_updatable_ = field.scalar != 0;
        break;
      default:
        if (field.number < kFirstKind || field.type != WireType::bytes) break;
        // A oneof: a later member replaces an earlier one, the same member again is merged into it.
        if (field.number != static_cast<std::uint32_t>(kind_)) {
          kind_ = field.number > 0xFFFF ? LayerKind::none : static_cast<LayerKind>(field.number);
          params_ = Message();
        }
        params_.add_piece(field.bytes);
    }
  }
}

WeightParams LayerSpec::weight_params(const FieldPath& below) const {
  Message message = params_;
  for (const std::uint32_t field : below) message = message.message(field);
  return WeightParams(std::move(message));
}

FieldPath LayerSpec::full_path(const FieldPath& below) const {
  FieldPath path{static_cast<std::uint32_t>(kind_)};
  path.insert(path.end(), below.begin(), below.end());
  return path;
}

Floats LayerSpec::weights(const FieldPath& below, const Shape& shape, std::string_view role,
                          int channel_axis) const {
  const WeightStore::Key key{index_, full_path(below)};
  if (weights_ != nullptr) {
    if (Floats known = weights_->find(key);
        known != nullptr && known->size() == static_cast<std::size_t>(shape.size())) {
      return known;
    }
  }
  const bool has_axis = channel_axis < shape.rank();
  const auto channels = static_cast<std::uint64_t>(has_axis ? shape[channel_axis] : 1);
  const auto run =
      static_cast<std::uint64_t>(has_axis ? shape.size_of(channel_axis + 1, shape.rank()) : 1);
  auto values = std::make_shared<const std::vector<float>>(weight_params(below).floats(
      static_cast<std::uint64_t>(shape.size()), channels, name_, role, run));
  if (weights_ != nullptr) weights_->set(key, values);
  return values;
}

}  // namespace attune::format
