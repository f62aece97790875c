#include "surgery/updatable_report.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/network_builder.h"
#include "support/other_models.h"
#include "surgery/make_updatable.h"

namespace attune::surgery {
namespace {
using Catch::Matchers::ContainsSubstring;
using format::LayerKind;
using test::opened;

const LayerReport& layer(const UpdatableReport& report, std::string_view name) {
  for (const LayerReport& each : report.layers) {
    if (each.name == name) return each;
  }
  throw std::out_of_range("no layer " + std::string(name));
}
}  // namespace

TEST_CASE("updatable report: of a model that learns nothing stands in the way", "[surgery]") {
  const UpdatableReport report = check_updatable(opened(test::score_network()));
  CHECK(report.updatable);
  CHECK(report.portable);
  CHECK(report.reasons.empty());
  CHECK(report.loss_input == "p");
  REQUIRE(report.layers.size() == 4);
  CHECK(layer(report, "hidden").kind == "innerProduct");
  for (const char* name : {"hidden", "scores"}) {
    CHECK(layer(report, name).is_updatable);
    CHECK(layer(report, name).could_be_updatable);
    CHECK(layer(report, name).passes_gradients);
    CHECK(layer(report, name).why.empty());
  }
  CHECK_FALSE(layer(report, "relu").could_be_updatable);
  CHECK(layer(report, "relu").passes_gradients);
  CHECK(layer(report, "relu").passes_gradients_here);
  CHECK_THAT(layer(report, "relu").why, ContainsSubstring("passes through"));
  CHECK(layer(report, "softmax").passes_gradients);
}

TEST_CASE("updatable report: without a loss it says what makeUpdatable would do", "[surgery]") {
  coreml::Model model = test::score_network();
  forget_training(model);
  const UpdatableReport report = check_updatable(opened(model));
  CHECK_FALSE(report.updatable);
  CHECK_FALSE(report.portable);
  CHECK_FALSE(report.reasons.empty());
  CHECK(report.loss_input == "p");
  CHECK(layer(report, "scores").could_be_updatable);
  CHECK(layer(report, "scores").why == "it is not marked as updatable");
  CHECK(layer(report, "scores").fix == "makeUpdatable({ layers: ['scores'] })");
}

TEST_CASE("updatable report: what blocks is named, with what would change it", "[surgery]") {
  coreml::Model model = test::label_network();
  forget_training(model);
  *model.mutable_description()->mutable_input(0) = test::array_feature("x", {2, 2, 2});
  test::set_layers(
      model, {test::layer_bytes(LayerKind::convolution, "conv", {"x"}, {"c"},
                                test::Proto()
                                    .field(1, 1)
                                    .field(2, 2)
                                    .packed(20, {1, 1})
                                    .message(50)
                                    .message(90, test::weights({1, 2}))),
              test::layer_bytes(LayerKind::reshape, "reshape", {"c"}, {"v"},
                                test::Proto().packed(1, {4, 1, 1})),
              test::frozen_dense("dense", "v", "d", 4, 3), test::activation("elu", "d", "e", 50),
              test::frozen_dense("last", "e", "s", 3, 3), test::softmax("softmax", "s", "p")});
  const UpdatableReport report = check_updatable(opened(model));
  CHECK(layer(report, "last").could_be_updatable);
  CHECK_FALSE(layer(report, "elu").passes_gradients);
  CHECK(layer(report, "elu").passes_gradients_here);
  CHECK_FALSE(layer(report, "dense").could_be_updatable);
  CHECK_THAT(layer(report, "dense").why, ContainsSubstring("stops at 'elu' (activation)"));
  CHECK(layer(report, "dense").fix ==
        "train only layers behind 'elu'; or here only, with makeUpdatable({ portable: false })");
  CHECK_THAT(layer(report, "reshape").fix,
             ContainsSubstring("rewrite() makes a layer of kind flatten"));
  CHECK_FALSE(layer(report, "conv").could_be_updatable);
}

TEST_CASE("updatable report: every broken rule is a reason", "[surgery]") {
  coreml::Model model = test::score_network();
  model.set_specificationversion(3);
  model.mutable_neuralnetwork()->mutable_updateparams()->clear_epochs();
  model.mutable_description()->clear_traininginput();
  const UpdatableReport report = check_updatable(opened(model));
  CHECK_FALSE(report.updatable);
  REQUIRE(report.reasons.size() == 3);
  CHECK_THAT(report.reasons[0].message, ContainsSubstring("[rule: specification version]"));
  CHECK_THAT(report.reasons[1].message, ContainsSubstring("[rule: required parameters]"));
  CHECK_THAT(report.reasons[2].message, ContainsSubstring("[rule: training inputs]"));
}

TEST_CASE("updatable report: nearest neighbours, pipelines, and what can never learn",
          "[surgery]") {
  const UpdatableReport neighbors = check_updatable(opened(test::line_model()));
  CHECK(neighbors.updatable);
  CHECK(neighbors.portable);
  CHECK(neighbors.layers.empty());
  CHECK(check_updatable(opened(test::swapping_model())).updatable);

  const UpdatableReport network =
      check_updatable(opened(test::wrapped_model(test::score_network())));
  CHECK(network.updatable);
  CHECK(network.layers.size() == 4);

  const UpdatableReport glm = check_updatable(opened(test::linear_model()));
  CHECK_FALSE(glm.updatable);
  CHECK_FALSE(glm.portable);
  REQUIRE(glm.reasons.size() == 1);
  CHECK_THAT(glm.reasons[0].message, ContainsSubstring("glmRegressor"));
}

}  // namespace attune::surgery
