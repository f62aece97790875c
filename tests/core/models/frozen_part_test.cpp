// What the frozen layers make is kept, and nothing about the numbers shows it.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <numeric>
#include <vector>

#include "models/loss_network.h"
#include "support/matchers.h"
#include "support/network_builder.h"

namespace attune::test {
namespace {
using models::FrozenPart;
using models::LossNetwork;

constexpr std::size_t kExamples = 70, kHidden = 17;

// A frozen layer and its activation below the one that learns, which reads the input too.
coreml::Model half_frozen() {
  coreml::Model model = score_network();
  set_layers(model, {frozen_dense("f", "x", "f", 3, kHidden), activation("g", "f", "g", 30),
                     dense("h", "g", "h", kHidden, 3), dense("i", "x", "i", 3, 3),
                     layer_bytes(LayerKind::add, "scores", {"h", "i"}, {"scores"}),
                     softmax("p", "scores", "p")});
  return model;
}

struct Run {
  std::vector<float> scores, gradients;
};

// Forward and backward through all examples, in slices of several lengths, twice.
Run run(std::size_t kept_bytes) {
  const auto model = std::static_pointer_cast<const models::NetworkModel>(opened(half_frozen()));
  LossNetwork network(model, *models::read_loss(model->network()), 1, true, kept_bytes);
  CHECK(network.plan().frontier_floats() == kHidden + 3);
  for (const Features& example : score_examples(kExamples)) network.add(example);
  std::vector<std::uint32_t> order(kExamples);
  std::iota(order.begin(), order.end(), 0U);
  Run run;
  for (int epoch = 0; epoch < 2; ++epoch) {
    std::ranges::reverse(order);
    for (std::size_t at = 0, size = 1; at < kExamples; at += size, size = size % 32 + 7) {
      const models::Rows slice =
          models::Rows(order).subspan(at, std::min({size, kExamples - at, std::size_t{32}}));
      const int count = static_cast<int>(slice.size());
      network.forward(slice);
      const std::span<const float> scores = network.plan().loss_input(count).span();
      run.scores.insert(run.scores.end(), scores.begin(), scores.end());
      network.plan().backward(count, network.target(count), 1);
      size = slice.size();
    }
  }
  for (const plan::TrainedArray& array : network.plan().trained())
    run.gradients.insert(run.gradients.end(), array.gradient.begin(), array.gradient.end());
  return run;
}

TEST_CASE("frozen part: kept, in part or not at all, the bits are the same", "[models]") {
  const Run recomputed = run(0);
  REQUIRE(recomputed.scores.size() == 2 * kExamples * 3);
  for (const std::size_t examples : {1, 33, 70}) {
    const Run kept = run(examples * (kHidden + 3) * sizeof(float));
    CHECK_THAT(kept.scores, EqualsBits(recomputed.scores));
    CHECK_THAT(kept.gradients, EqualsBits(recomputed.gradients));
  }
}

TEST_CASE("frozen part: an example in another's place is not taken for it", "[models]") {
  const auto model = std::static_pointer_cast<const models::NetworkModel>(opened(half_frozen()));
  LossNetwork network(model, *models::read_loss(model->network()), 1, true);
  const std::vector<Features> examples = score_examples(2);
  const std::uint32_t row = 0;
  const auto scores = [&](const Features& example) {
    network.truncate(0);
    network.add(example);
    network.forward({&row, 1});
    const std::span<const float> x = network.plan().loss_input(1).span();
    return std::vector<float>(x.begin(), x.end());
  };
  const std::vector<float> first = scores(examples[0]);
  CHECK(scores(examples[1]) != first);
  CHECK_THAT(scores(examples[0]), EqualsBits(first));
}

TEST_CASE("frozen part: where all layers learn, there is none", "[models]") {
  const auto model = std::static_pointer_cast<const models::NetworkModel>(opened(score_network()));
  CHECK(
      LossNetwork(model, *models::read_loss(model->network()), 1, true).plan().frontier_floats() ==
      0);
}

}  // namespace
}  // namespace attune::test
