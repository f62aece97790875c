#include "layers/shared/random_fill.h"

#include <cmath>

#include "kernels/vector_math.h"
#include "layers/shared/axes.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kSeed = 1, kFirst = 2, kSecond = 3;

void fill_normal(const Distribution& distribution, Random& random, std::span<float> values) {
  for (std::size_t i = 0; i < values.size(); i += 2) {
    float u = 0, v = 0, s = 0;
    do {
      u = 2 * random.uniform() - 1, v = 2 * random.uniform() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s == 0);
    const float factor = std::sqrt(-2 * kernels::log(s) / s);
    values[i] = distribution.a + distribution.b * (u * factor);
    if (i + 1 < values.size()) values[i + 1] = distribution.a + distribution.b * (v * factor);
  }
}

Distribution::Kind kind_of(LayerKind kind) {
  switch (kind) {
    case LayerKind::random_normal_like:
    case LayerKind::random_normal_static:
      return Distribution::Kind::normal;
    case LayerKind::random_uniform_like:
    case LayerKind::random_uniform_static:
      return Distribution::Kind::uniform;
    default:
      return Distribution::Kind::bernoulli;
  }
}

class Like final : public RandomFill {
 public:
  Like(const LayerSpec& spec, std::span<const Shape> x)
      : RandomFill(spec, shape_of(spec, x), kind_of(spec.kind())) {}

 private:
  static Shape shape_of(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1);
    return x[0];
  }
};

class Static final : public RandomFill {
 public:
  Static(const LayerSpec& spec, std::span<const Shape> x)
      : RandomFill(spec, shape_of(spec, x), kind_of(spec.kind())) {}

 private:
  static Shape shape_of(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 0);
    const std::uint32_t field = kind_of(spec.kind()) == Distribution::Kind::bernoulli ? 3 : 4;
    return positive_shape(spec, spec.params().signed_integers(field), "output shape");
  }
};
}  // namespace

Random random_of(const LayerSpec& spec) {
  const std::int64_t seed = spec.params().signed_integer(kSeed);
  return Random(seed == -1 ? kNoSeed + static_cast<std::int64_t>(spec.index()) : seed);
}

Distribution read_distribution(const LayerSpec& spec, Distribution::Kind kind) {
  const bool has_second = kind != Distribution::Kind::bernoulli;
  return {kind, spec.params().number(kFirst), has_second ? spec.params().number(kSecond) : 0};
}

void fill_random(const Distribution& distribution, Random random,
                 std::span<float> values) noexcept {
  switch (distribution.kind) {
    case Distribution::Kind::normal:
      return fill_normal(distribution, random, values);
    case Distribution::Kind::uniform:
      for (float& value : values)
        value = distribution.a + (distribution.b - distribution.a) * random.uniform();
      return;
    case Distribution::Kind::bernoulli:
      for (float& value : values) value = random.uniform() < distribution.a ? 1.0F : 0.0F;
  }
}

Status RandomFill::forward(const Pass& pass) noexcept {
  for (int e = 0; e < pass.examples; ++e) {
    fill_random(distribution_, random_,
                {pass.y[0].example(e), static_cast<std::size_t>(shape_.size())});
  }
  return Status::ok;
}

LayerType random_like(LayerKind kind) { return layer_type<Like>(kind); }
LayerType random_static(LayerKind kind) { return layer_type<Static>(kind); }

}  // namespace attune::layers
