// What we make of a model is byte by byte what coremltools' own builders make of it.

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "support/json.h"
#include "support/network_builder.h"
#include "surgery/anatomy.h"
#include "surgery/heads.h"
#include "surgery/make_updatable.h"

namespace attune::surgery {
namespace {
std::string expected(const std::string& name) {
  return test::read_file("golden/surgery/" + name + ".expected.mlmodel");
}

ParameterChoice only(double value, std::vector<std::int64_t> values = {}) {
  return {.value = value, .minimum = {}, .maximum = {}, .values = std::move(values)};
}
}  // namespace

TEST_CASE("surgery: a classifier made updatable as coremltools does it", "[surgery][golden]") {
  TrainingOptions options;
  options.parameters = {{"learningRate", only(0.05)},
                        {"miniBatchSize", only(8)},
                        {"momentum", only(0.9)},
                        {"epochs", only(4, {1, 4, 16})}};
  const auto model = make_updatable(*test::opened_file("golden/surgery/classifier.mlmodel"),
                                    {"hidden", "last"}, options);
  const bool same = models::write_model(*model) == expected("classifier");
  CHECK(same);
}

TEST_CASE("surgery: a regressor made updatable as coremltools does it", "[surgery][golden]") {
  TrainingOptions options;
  options.loss_name = "mse";
  options.optimizer = "adam";
  options.parameters = {{"learningRate", only(0.02)}, {"miniBatchSize", only(4, {2, 4})},
                        {"beta1", only(0.8)},         {"beta2", only(0.99)},
                        {"eps", only(1e-7)},          {"epochs", only(2)}};
  options.seed = 11;
  const auto model = make_updatable(*test::opened_file("golden/surgery/regressor.mlmodel"),
                                    {"conv", "last"}, options);
  const bool same = models::write_model(*model) == expected("regressor");
  CHECK(same);
}

TEST_CASE("surgery: nearest neighbours as coremltools builds them", "[surgery][golden]") {
  NeighborsOptions options;
  options.kd_tree = true;
  options.leaf_size = 12;
  options.inverse_distance = true;
  options.number_of_neighbors = {.value = 3, .minimum = 1, .maximum = 1000, .values = {}};
  const auto model =
      with_nearest_neighbors(*test::opened_file("models/tiny-drawing-embedding.mlmodel"), options);
  const bool same = learning_part(model->message()).SerializeAsString() == expected("neighbors");
  CHECK(same);
}

}  // namespace attune::surgery
