#include "support/layer_harness.h"

#include <algorithm>
#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstring>

#include "base/random.h"

namespace attune::test {
namespace {

using layers::Layer;
using layers::Parameter;
using layers::Pass;
using layers::Status;

constexpr std::uint32_t kCanary = 0x7FC0BEEFU;  // a NaN that no arithmetic makes
constexpr std::size_t kGuard = 16;

bool is_canary(float value) { return std::bit_cast<std::uint32_t>(value) == kCanary; }

bool same_bits(std::span<const float> a, std::span<const float> b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

// An array between guard floats. Fresh ones hold canaries throughout.
class Walled {
 public:
  explicit Walled(std::uint64_t count)
      : floats_(static_cast<std::size_t>(count) + 2 * kGuard, std::bit_cast<float>(kCanary)) {}
  explicit Walled(std::span<const float> values) : Walled(values.size()) {
    std::ranges::copy(values, span().begin());
  }

  std::span<float> span() {
    return std::span(floats_).subspan(kGuard, floats_.size() - 2 * kGuard);
  }
  float* data() { return floats_.data() + kGuard; }
  std::vector<float> copy() { return {span().begin(), span().end()}; }
  void fill(float value) { std::ranges::fill(span(), value); }
  void clear() { fill(std::bit_cast<float>(kCanary)); }
  bool walls_stand() const {
    return std::all_of(floats_.begin(), floats_.begin() + kGuard, is_canary) &&
           std::all_of(floats_.end() - kGuard, floats_.end(), is_canary);
  }

 private:
  std::vector<float> floats_;
};

bool walls_stand(const std::vector<Walled>& arrays) {
  return std::ranges::all_of(arrays, &Walled::walls_stand);
}

// One layer with all arrays of one pass.
class Stand {
 public:
  Stand(const LayerSpec& spec, const std::vector<Shape>& x_shapes,
        const std::vector<std::vector<float>>& x_values, int examples)
      : layer_(layers::make_layer(spec, x_shapes)),
        examples_(examples),
        scratch_(layer_->scratch_floats(examples)) {
    REQUIRE(x_shapes.size() == x_values.size());
    for (std::size_t i = 0; i < x_shapes.size(); ++i) {
      REQUIRE(x_values[i].size() == static_cast<std::size_t>(x_shapes[i].size() * examples));
      x_.emplace_back(x_values[i]);
      dx_.emplace_back(x_values[i].size());
    }
    for (std::size_t i = 0; i < x_.size(); ++i) {
      x_tensors_.push_back({x_[i].data(), x_shapes[i], examples});
      dx_tensors_.push_back({dx_[i].data(), x_shapes[i], examples});
    }
    if (layers::is_dynamic(spec)) {
      REQUIRE(examples == 1);
      layer_->settle(x_tensors_);
    }
    y_shapes_ = layer_->output_shapes();
    for (const Shape& shape : y_shapes_) {
      const auto count = static_cast<std::uint64_t>(shape.size() * examples);
      y_.emplace_back(count);
      dy_.emplace_back(count);
    }
    for (Parameter& parameter : layer_->parameters()) {
      const auto count = static_cast<std::size_t>(parameter.shape.size());
      REQUIRE(parameter.value != nullptr);
      REQUIRE(parameter.stored->size() == count);
      values_.emplace_back(std::span(*parameter.stored));
      gradients_.emplace_back(count);
    }
    for (std::size_t i = 0; i < values_.size(); ++i)
      layer_->parameters()[i].value = values_[i].data();
    for (std::size_t i = 0; i < y_.size(); ++i) {
      y_tensors_.push_back({y_[i].data(), y_shapes_[i], examples});
      dy_tensors_.push_back({dy_[i].data(), y_shapes_[i], examples});
    }
    want_all();
  }

  std::vector<Walled>& x() { return x_; }
  std::vector<Walled>& y() { return y_; }
  std::vector<Walled>& dy() { return dy_; }
  std::vector<Walled>& dx() { return dx_; }
  std::vector<Walled>& values() { return values_; }
  std::vector<Walled>& gradients() { return gradients_; }
  const std::vector<Shape>& y_shapes() const { return y_shapes_; }
  int examples() const { return examples_; }

  // Which gradients backward() is asked for.
  void want_all() {
    for (std::size_t i = 0; i < dx_.size(); ++i) dx_tensors_[i].data = dx_[i].data();
    for (std::size_t i = 0; i < gradients_.size(); ++i)
      layer_->parameters()[i].gradient = gradients_[i].data();
  }
  void want_no_input(std::size_t i) { dx_tensors_[i].data = nullptr; }
  void want_no_parameter(std::size_t i) { layer_->parameters()[i].gradient = nullptr; }

  void forward() {
    for (Walled& y : y_) y.clear();
    scratch_.clear();
    const Status status = layer_->forward(pass());
    REQUIRE(status == Status::ok);
  }

  void backward() {
    scratch_.clear();
    layer_->backward(pass());
  }

  bool walls_stand() const {
    return test::walls_stand(x_) && test::walls_stand(y_) && test::walls_stand(dy_) &&
           test::walls_stand(dx_) && test::walls_stand(values_) && test::walls_stand(gradients_) &&
           scratch_.walls_stand();
  }

  // The loss of the check: every output element times its dy. As a difference to `before`, so that
  // what does not change leaves no rounding.
  double loss_above(const std::vector<std::vector<float>>& before) {
    double loss = 0;
    for (std::size_t o = 0; o < y_.size(); ++o) {
      const std::span<const float> y = y_[o].span(), dy = dy_[o].span();
      for (std::size_t i = 0; i < y.size(); ++i) {
        loss += (static_cast<double>(y[i]) - static_cast<double>(before[o][i])) *
                static_cast<double>(dy[i]);
      }
    }
    return loss;
  }

 private:
  Pass pass() {
    Pass pass;
    pass.x = x_tensors_;
    pass.y = y_tensors_;
    pass.dy = dy_tensors_;
    pass.dx = dx_tensors_;
    pass.scratch = scratch_.span();
    pass.examples = examples_;
    return pass;
  }

  std::unique_ptr<Layer> layer_;
  int examples_;
  Walled scratch_;
  std::vector<Shape> y_shapes_;
  std::vector<Walled> x_, y_, dy_, dx_, values_, gradients_;
  std::vector<ConstTensor> x_tensors_, dy_tensors_;
  std::vector<Tensor> y_tensors_, dx_tensors_;
};

std::vector<std::vector<float>> copies(std::vector<Walled>& arrays) {
  std::vector<std::vector<float>> out;
  for (Walled& array : arrays) out.push_back(array.copy());
  return out;
}

bool same_bits(std::vector<Walled>& arrays, const std::vector<std::vector<float>>& values) {
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    if (!test::same_bits(arrays[i].span(), values[i])) return false;
  }
  return true;
}

void fill_all(std::vector<Walled>& arrays, float value) {
  for (Walled& array : arrays) array.fill(value);
}

float largest(std::span<const float> values) {
  float found = 0;
  for (const float value : values) found = std::fmax(found, std::fabs(value));
  return found;
}

// Compares the gradient of one array with central differences, at most 300 elements of it.
void check_differences(Stand& stand, std::span<float> values, std::span<const float> gradient,
                       const char* what, std::size_t which, const GradientOptions& options) {
  const std::size_t stride = values.size() / 300 + 1;
  const float bound = options.tolerance * std::fmax(largest(gradient), 1e-2F);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < values.size(); i += stride) {
    const float middle = values[i];
    const float high = middle + options.step, low = middle - options.step;
    values[i] = low;
    stand.forward();
    const std::vector<std::vector<float>> before = copies(stand.y());
    values[i] = high;
    stand.forward();
    const double slope =
        stand.loss_above(before) / (static_cast<double>(high) - static_cast<double>(low));
    values[i] = middle;
    const double error = std::fabs(slope - static_cast<double>(gradient[i]));
    if (error <= static_cast<double>(bound)) continue;
    if (++wrong <= 5) {
      UNSCOPED_INFO(what << ' ' << which << " element " << i << ": backward says " << gradient[i]
                         << ", differences say " << slope);
    }
  }
  CHECK(wrong == 0);
  stand.forward();
}

void check_adds(std::vector<Walled>& arrays, const std::vector<std::vector<float>>& once,
                float start) {
  std::size_t wrong = 0;
  for (std::size_t a = 0; a < arrays.size(); ++a) {
    const std::span<const float> twice = arrays[a].span();
    const float bound = 1e-5F * std::fmax(largest(once[a]), 1.0F);
    for (std::size_t i = 0; i < twice.size(); ++i) {
      if (!(std::fabs(twice[i] - (start + 2 * once[a][i])) <= bound)) ++wrong;
    }
  }
  CHECK(wrong == 0);
}

// The part of a batch's array that belongs to one example.
std::vector<float> of_example(std::span<const float> batch, int example, int examples) {
  const std::size_t count = batch.size() / static_cast<std::size_t>(examples);
  const std::span<const float> part =
      batch.subspan(static_cast<std::size_t>(example) * count, count);
  return {part.begin(), part.end()};
}

std::vector<std::vector<float>> of_example(const std::vector<std::vector<float>>& batch,
                                           int example, int examples) {
  std::vector<std::vector<float>> out;
  for (const std::vector<float>& array : batch) out.push_back(of_example(array, example, examples));
  return out;
}

void check_examples_apart(const LayerSpec& spec, const std::vector<Shape>& x, Stand& batch,
                          const std::vector<std::vector<float>>& x_values) {
  const std::vector<std::vector<float>> y = copies(batch.y()), dy = copies(batch.dy()),
                                        dx = copies(batch.dx());
  for (int e = 0; e < batch.examples(); ++e) {
    Stand alone(spec, x, of_example(x_values, e, batch.examples()), 1);
    for (std::size_t i = 0; i < dy.size(); ++i) {
      std::ranges::copy(of_example(dy[i], e, batch.examples()), alone.dy()[i].span().begin());
    }
    fill_all(alone.dx(), 0);
    fill_all(alone.gradients(), 0);
    alone.forward();
    alone.backward();
    INFO("example " << e << " alone and in a batch of " << batch.examples());
    CHECK(same_bits(alone.y(), of_example(y, e, batch.examples())));
    CHECK(same_bits(alone.dx(), of_example(dx, e, batch.examples())));
  }
}
}  // namespace

TestSpec::TestSpec(std::string bytes)
    : bytes_(std::make_shared<const std::string>(std::move(bytes))), spec_(*bytes_) {}

TestSpec layer_spec(LayerKind kind, const Proto& params, const SpecOptions& options) {
  Proto layer;
  layer.field(1, "layer");
  for (int i = 0; i < options.inputs; ++i) layer.field(2, "x" + std::to_string(i));
  for (int i = 0; i < options.outputs; ++i) layer.field(3, "y" + std::to_string(i));
  if (options.updatable) layer.field(10, true);
  layer.message(static_cast<std::uint32_t>(kind), params);
  return TestSpec(layer.bytes());
}

std::unique_ptr<Layer> make_layer(const LayerSpec& spec, const std::vector<Shape>& x) {
  return layers::make_layer(spec, x);
}

LayerRun run_layer(const LayerSpec& spec, const std::vector<Shape>& x,
                   const std::vector<std::vector<float>>& values, int examples) {
  Stand stand(spec, x, values, examples);
  stand.forward();
  CHECK(stand.walls_stand());
  CHECK(same_bits(stand.x(), values));
  LayerRun run;
  run.outputs = copies(stand.y());
  run.shapes = stand.y_shapes();
  for (const std::vector<float>& output : run.outputs)
    CHECK(std::ranges::none_of(output, is_canary));
  if (!run.outputs.empty()) {
    run.y = run.outputs[0];
    run.shape = run.shapes[0];
  }
  return run;
}

std::vector<float> input_gradient(const LayerSpec& spec, const Shape& x,
                                  const std::vector<float>& values, const std::vector<float>& dy,
                                  int examples) {
  Stand stand(spec, {x}, {values}, examples);
  fill_all(stand.dy(), 0);
  REQUIRE(stand.dy().at(0).span().size() == dy.size());
  std::ranges::copy(dy, stand.dy()[0].span().begin());
  fill_all(stand.dx(), 0);
  fill_all(stand.gradients(), 0);
  stand.forward();
  stand.backward();
  CHECK(stand.walls_stand());
  return stand.dx()[0].copy();
}

void check_gradients(const LayerSpec& spec, const std::vector<Shape>& x,
                     const GradientOptions& options) {
  const layers::LayerType* type = layers::find_layer_type(spec.kind());
  REQUIRE(type != nullptr);
  REQUIRE(type->differentiable);

  std::vector<std::vector<float>> x_values = options.values;
  if (x_values.empty()) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      x_values.push_back(distinct_values(static_cast<std::size_t>(x[i].size() * options.examples),
                                         static_cast<std::int64_t>(i) + 1));
    }
  }
  Stand stand(spec, x, x_values, options.examples);
  for (std::size_t i = 0; i < stand.dy().size(); ++i) {
    std::ranges::copy(
        random_values(stand.dy()[i].span().size(), static_cast<std::int64_t>(i) + 100),
        stand.dy()[i].span().begin());
  }

  // Once, into zeros.
  fill_all(stand.dx(), 0);
  fill_all(stand.gradients(), 0);
  stand.forward();
  const std::vector<std::vector<float>> y = copies(stand.y()), dy = copies(stand.dy()),
                                        values = copies(stand.values());
  stand.backward();
  const std::vector<std::vector<float>> dx = copies(stand.dx()),
                                        gradients = copies(stand.gradients());
  CHECK(stand.walls_stand());
  CHECK(same_bits(stand.x(), x_values));
  CHECK(same_bits(stand.y(), y));
  CHECK(same_bits(stand.dy(), dy));
  CHECK(same_bits(stand.values(), values));
  check_examples_apart(spec, x, stand, x_values);

  // Twice, into something.
  const float start = 0.5F;
  fill_all(stand.dx(), start);
  fill_all(stand.gradients(), start);
  stand.backward();
  stand.backward();
  check_adds(stand.dx(), dx, start);
  check_adds(stand.gradients(), gradients, start);

  // Each alone: what is not wanted changes nothing else.
  const std::size_t inputs = dx.size(), all = inputs + gradients.size();
  for (std::size_t unwanted = 0; unwanted < all; ++unwanted) {
    stand.want_all();
    if (unwanted < inputs) {
      stand.want_no_input(unwanted);
    } else {
      stand.want_no_parameter(unwanted - inputs);
    }
    fill_all(stand.dx(), 0);
    fill_all(stand.gradients(), 0);
    stand.backward();
    CHECK(stand.walls_stand());
    for (std::size_t i = 0; i < all; ++i) {
      std::span<const float> got =
          i < inputs ? stand.dx()[i].span() : stand.gradients()[i - inputs].span();
      INFO("gradient " << i << " where gradient " << unwanted << " is not wanted");
      if (i == unwanted) {
        CHECK(largest(got) == 0.0F);
      } else {
        CHECK(test::same_bits(got, i < inputs ? dx[i] : gradients[i - inputs]));
      }
    }
  }
  stand.want_all();

  for (std::size_t i = 0; i < stand.x().size(); ++i) {
    check_differences(stand, stand.x()[i].span(), dx[i], "input", i, options);
  }
  for (std::size_t i = 0; i < stand.values().size(); ++i) {
    check_differences(stand, stand.values()[i].span(), gradients[i], "parameter", i, options);
  }
}

std::vector<float> distinct_values(std::size_t count, std::int64_t seed, float spacing) {
  std::vector<float> values(count);
  const auto half = static_cast<std::int64_t>(count / 2);
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = (static_cast<float>(static_cast<std::int64_t>(i) - half) + 0.5F) * spacing;
  }
  Random random(seed);
  shuffle(std::span(values), random);
  return values;
}

std::vector<float> random_values(std::size_t count, std::int64_t seed) {
  Random random(seed);
  std::vector<float> values(count);
  for (float& value : values) value = random.uniform() * 2 - 1;
  return values;
}

}  // namespace attune::test
