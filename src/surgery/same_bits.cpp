#include "surgery/same_bits.h"

#include <algorithm>
#include <cstring>

#include "base/random.h"

namespace attune::surgery {
namespace {
using format::LayerKind;
using format::LayerSpec;

constexpr std::int64_t kSeed = 20190603;

// What a layer answers on values made from the seed; one row of floats an output.
std::vector<std::vector<float>> answers(const Runnable& of) {
  Random random(kSeed);
  std::vector<std::vector<float>> inputs, outputs;
  std::vector<ConstTensor> x;
  std::vector<Tensor> y;
  for (const Shape& shape : of.x) {
    std::vector<float>& values = inputs.emplace_back(static_cast<std::size_t>(shape.size()));
    for (float& value : values) value = 4 * random.uniform() - 2;
  }
  for (const Shape& shape : of.y) outputs.emplace_back(static_cast<std::size_t>(shape.size()));
  for (std::size_t i = 0; i < of.x.size(); ++i) x.push_back({inputs[i].data(), of.x[i], 1});
  for (std::size_t i = 0; i < of.y.size(); ++i) y.push_back({outputs[i].data(), of.y[i], 1});
  std::vector<float> scratch(static_cast<std::size_t>(of.layer->scratch_floats(1)));
  if (of.layer->forward({x, y, {}, {}, scratch, 1, {}}) != layers::Status::ok) return {};
  return outputs;
}
}  // namespace

Runnable runnable(const LayerSpec& spec, std::span<const Shape> x) {
  Runnable made;
  made.x.assign(x.begin(), x.end());
  if (spec.kind() == LayerKind::batched_matmul && x.size() == 1 &&
      layers::find_layer_type(spec.kind()) == nullptr) {
    const std::uint64_t rows = spec.params().integer(5), columns = spec.params().integer(6);
    if (x[0].rank() == 0 || rows != static_cast<std::uint64_t>(x[0][-1]) || columns == 0 ||
        columns > static_cast<std::uint64_t>(Shape::kMaxSize)) {
      made.why = sentence("its weights do not fit its input of shape ", x[0]);
      return made;
    }
    made.y = {x[0].with(-1, static_cast<std::int64_t>(columns))};
    made.known = true;
    return made;
  }
  try {
    made.layer = layers::make_layer(spec, x);
    made.y = made.layer->output_shapes();
    made.known = true;
  } catch (const Error& error) {
    made.why = error.what();
  }
  return made;
}

std::string differences(const Runnable& before, const Runnable& after) {
  if (before.y.size() != after.y.size()) return "it would have another number of outputs";
  for (std::size_t i = 0; i < before.y.size(); ++i) {
    if (before.y[i].size() != after.y[i].size())
      return sentence("it would answer shape ", after.y[i], " in place of ", before.y[i]);
  }
  if (before.layer == nullptr || after.layer == nullptr) return "";
  const auto a = answers(before), b = answers(after);
  if (a.size() != before.y.size() || b.size() != a.size()) return "it cannot be run on any values";
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::memcmp(a[i].data(), b[i].data(), a[i].size() * sizeof(float)) != 0)
      return sentence("it would answer other values (tried on an input of shape ", before.x[0],
                      ")");
  }
  return "";
}

}  // namespace attune::surgery
