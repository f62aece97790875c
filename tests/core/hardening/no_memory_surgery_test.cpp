// Memory that runs out while a model is changed into another.

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "support/network_builder.h"
#include "support/no_memory.h"
#include "surgery/add_class.h"
#include "surgery/heads.h"
#include "surgery/learned_parameters.h"
#include "surgery/make_updatable.h"
#include "surgery/rewrites.h"
#include "surgery/stored_examples.h"

namespace attune::test {
namespace {
surgery::NeighborsOptions neighbors() {
  surgery::NeighborsOptions options;
  options.label = kLongName;
  return options;
}
}  // namespace

TEST_CASE("no memory: changes to a network leave it as it was", "[hardening]") {
  const std::shared_ptr<const models::Model> model = opened(label_network());
  const auto questions = std::vector<format::Features>{features_of({{"x", array_of({1, 2, 3})}})};
  const Untouched untouched(model, questions);
  surgery::TrainingOptions training;
  training.target = kLongName;
  surgery::ClassifierOptions classifier;
  classifier.label = kLongName;
  classifier.classes = {format::Label(kLongName), format::Label("dog")};
  const format::Array weights = surgery::learned_array(*model, "scores", "weights");

  untouched.by("neighbours", [&] { surgery::with_nearest_neighbors(*model, neighbors()); });
  untouched.by("classifier", [&] { surgery::with_classifier(*model, classifier); });
  untouched.by("class", [&] { surgery::add_class(*model, format::Label(kLongName), questions); });
  untouched.by("updatable", [&] { surgery::make_updatable(*model, {"scores"}, training); });
  untouched.by("arrays", [&] {
    format::Features arrays;
    arrays.set("scores.weights", weights);
    surgery::with_arrays(*model, arrays);
  });
  untouched.by("rewrite", [&] { surgery::rewrite(*model, {}); });
}

TEST_CASE("no memory: changes to a pipeline leave it as it was", "[hardening]") {
  const std::shared_ptr<const models::Model> network = opened(label_network());
  const std::shared_ptr<const models::Model> model =
      surgery::with_nearest_neighbors(*network, neighbors());
  const auto questions = std::vector<format::Features>{features_of({{"x", array_of({1, 2, 3})}})};
  const Untouched untouched(model, questions);
  surgery::ClassifierOptions classifier;
  classifier.classes = {format::Label("cat"), format::Label("dog")};

  untouched.by("neighbours", [&] { surgery::with_nearest_neighbors(*model, {}); });
  untouched.by("classifier", [&] { surgery::with_classifier(*model, classifier); });
  untouched.by("examples", [&] { surgery::with_examples(*model, {}); });
}

}  // namespace attune::test
