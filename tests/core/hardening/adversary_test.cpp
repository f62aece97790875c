// Ten thousand updates by somebody who means harm: extreme rates, inputs that are not finite,
// denormals, labels from elsewhere. Whatever comes of each, no model gets a weight that is not
// finite, and the model that was asked stays as it is, to the bit.

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "format/feature_block.h"
#include "support/network_builder.h"
#include "task/update_task.h"

namespace attune::test {
namespace {
constexpr int kUpdates = 10'000;
constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr std::array kNumbers = {0.0F,
                                 -0.0F,
                                 1.0F,
                                 -1.0F,
                                 0.5F,
                                 1e-45F,
                                 -1e-38F,
                                 1e10F,
                                 -1e20F,
                                 3.4e38F,
                                 kInfinity,
                                 -kInfinity,
                                 std::numeric_limits<float>::quiet_NaN()};
constexpr std::array kRates = {0.125, 1e-300, 1.0, 10.0, 1e6, 1e30, 1e300, -1.0, 5e-324};

class Adversary {
 public:
  explicit Adversary(std::int64_t seed) : random_(seed) {}

  std::size_t below(std::size_t count) {
    return static_cast<std::size_t>(random_.below(static_cast<std::uint32_t>(count)));
  }
  // Half of the examples hold nothing strange but large numbers.
  float number(bool strange) { return kNumbers[below(strange ? kNumbers.size() : 9)]; }

  std::vector<float> numbers(std::size_t count) {
    const bool strange = below(4) == 0;
    std::vector<float> values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(number(strange));
    return values;
  }

  Features example(const std::string& target, std::size_t outputs) {
    Features features = features_of({{"x", array_of(numbers(below(20) == 0 ? 4 : 3))}});
    if (outputs > 0) {
      features.set(target, array_of(numbers(outputs)));
    } else {
      const std::array<std::int64_t, 6> classes = {0, 1, 2, 2, 0, 3};
      features.set(target, classes[below(below(20) == 0 ? 6 : 5)]);
    }
    return features;
  }

  format::ParameterOverrides parameters() {
    format::ParameterOverrides overrides;
    const auto set = [&](const char* name, format::ParameterValue value) {
      if (below(2) == 0) overrides[name] = value;
    };
    set("learningRate", kRates[below(kRates.size())]);
    set("epochs", std::int64_t{1} + static_cast<std::int64_t>(below(3)));
    set("miniBatchSize", std::int64_t{1} + static_cast<std::int64_t>(below(4)));
    set("shuffle", below(2) == 0);
    return overrides;
  }

  task::UpdateOptions options() {
    task::UpdateOptions options;
    if (below(4) == 0) options.training.gradient_clip_norm = kRates[below(kRates.size())];
    if (below(4) == 0) options.training.anchor = kRates[below(kRates.size())];
    if (below(6) == 0) options.training.balanced = true;
    if (below(6) == 0) options.validation_fraction = 0.3;
    if (below(6) == 0) options.keep_if_better.emplace();
    return options;
  }

 private:
  Random random_;
};

// Every parameter may be anything: the ranges of a file are no defence.
coreml::Model without_ranges(coreml::Model model, bool adam) {
  if (adam) use_adam(model);
  coreml::NetworkUpdateParameters& update = *network_in(model).mutable_updateparams();
  if (adam) {
    update.mutable_optimizer()->mutable_adamoptimizer()->mutable_learningrate()->clear_range();
  } else {
    update.mutable_optimizer()->mutable_sgdoptimizer()->mutable_learningrate()->clear_range();
  }
  return model;
}

void check_finite(const models::Model& model) {
  stored::Delta delta;
  model.write_delta(delta);
  for (const stored::LearnedWeights& weights : delta.weights()) {
    std::vector<float> values(weights.values().size() / sizeof(float));
    std::memcpy(values.data(), weights.values().data(), weights.values().size());
    for (const float value : values) {
      if (!std::isfinite(value)) FAIL("a weight that is not finite was given out");
    }
  }
}

struct Victim {
  std::shared_ptr<const models::Model> model;
  std::string target;
  std::size_t outputs;  // 0: a class
  std::string bytes, answers;

  Victim(const coreml::Model& message, std::string target_name, std::size_t output_count)
      : model(opened(message)),
        target(std::move(target_name)),
        outputs(output_count),
        bytes(models::write_model(*model)),
        answers(answer()) {}

  std::string answer() const {
    const std::vector<Features> questions = {
        features_of({{"x", array_of(std::vector<float>{1, -2, 0.5F})}})};
    return format::write_feature_block(model->predict(questions));
  }
};

enum class End : std::uint8_t { committed, refused };

End attack(Adversary& adversary, const Victim& victim) {
  try {
    task::UpdateTask task(*victim.model, adversary.parameters(), adversary.options());
    for (std::size_t i = 1 + adversary.below(6); i > 0; --i) {
      const std::vector<Features> one = {adversary.example(victim.target, victim.outputs)};
      try {
        task.add(one);
      } catch (const Error&) {  // the others are learned from
      }
    }
    for (int step = 0; step < 40 && !task.step().finished; ++step) {
      if (adversary.below(8) == 0)
        task.set_parameters({{"learningRate", kRates[adversary.below(kRates.size())]}});
    }
    const auto learned = task.snapshot();
    check_finite(*learned);
    return End::committed;
  } catch (const Error&) {
    return End::refused;
  }
}
}  // namespace

TEST_CASE("adversary: 10,000 hostile updates commit nothing that is not finite and change nothing",
          "[hardening]") {
  const std::vector<Victim> victims = {
      {without_ranges(score_network(), false), "p_true", 0},
      {without_ranges(score_network(), true), "p_true", 0},
      {without_ranges(value_network(), false), "y_true", 2},
      {without_ranges(value_network(), true), "y_true", 2},
  };
  Adversary adversary(2026);
  int committed = 0;
  for (int i = 0; i < kUpdates; ++i) {
    const Victim& victim = victims[adversary.below(victims.size())];
    if (attack(adversary, victim) == End::committed) ++committed;
    if (victim.answer() != victim.answers || models::write_model(*victim.model) != victim.bytes)
      FAIL("update " << i << " changed the model that it was to leave alone");
  }
  // Both ends are met often enough to mean something.
  CHECK(committed > kUpdates / 10);
  CHECK(committed < kUpdates * 9 / 10);
}

}  // namespace attune::test
