// Epochs, loss and optimizer of an updatable network, and values outside what its file allows.
// Upstream names (UpdatableModel- ValidatorTests and ParameterTests of coremltools, without the
// word "test") stand above the cases that answer to them.

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/matchers.h"
#include "support/updatable_checks.h"

namespace attune::test {
namespace {

coreml::NetworkUpdateParameters& update_of(coreml::Model& model) {
  return *network_in(model).mutable_updateparams();
}

coreml::Model adam_network() {
  coreml::Model model = score_network();
  use_adam(model);
  return model;
}

// A value that the caller wants for one update.
void check_override_refused(const coreml::Model& model, const char* key,
                            format::ParameterValue value) {
  INFO(key);
  CHECK_THROWS_MATCHES(
      opened(model)->make_trainer({{key, value}}), Error,
      has_code(ErrorCode::invalid_parameter, "parameter '" + std::string(key) + "'"));
}

void allow_only(coreml::Int64Parameter& parameter, std::int64_t value,
                const std::vector<std::int64_t>& allowed) {
  parameter.set_defaultvalue(value);
  parameter.mutable_set()->clear_values();
  for (const std::int64_t one : allowed) parameter.mutable_set()->add_values(one);
}

// MissingUpdatableModelParameters
TEST_CASE("updatable: a network without update parameters is refused", "[models]") {
  coreml::Model model = score_network();
  network_in(model).clear_updateparams();
  check_refused(model, "one loss");
}

TEST_CASE("updatable: a network without a loss, or without an optimizer, is refused", "[models]") {
  coreml::Model model = score_network();
  update_of(model).clear_losslayers();
  check_refused(model, "one loss");
  model = score_network();
  update_of(model).clear_optimizer();
  check_refused(model, "required parameters");
  update_of(model).mutable_optimizer();
  check_refused(model, "required parameters");
}

// MissingMiniBatchSizeParameter
TEST_CASE("updatable: both optimizers need miniBatchSize", "[models]") {
  coreml::Model model = score_network();
  sgd_of(model).clear_minibatchsize();
  check_refused(model, "required parameters");
  use_adam(model).clear_minibatchsize();
  check_refused(model, "required parameters");
}

// MissingLearningRateParameter
TEST_CASE("updatable: both optimizers need learningRate", "[models]") {
  coreml::Model model = score_network();
  sgd_of(model).clear_learningrate();
  check_refused(model, "required parameters");
  use_adam(model).clear_learningrate();
  check_refused(model, "required parameters");
}

// MissingBeta1Parameter
TEST_CASE("updatable: Adam needs beta1", "[models]") {
  coreml::Model model = adam_network();
  check_accepted(model);
  use_adam(model).clear_beta1();
  check_refused(model, "required parameters");
}

// MissingBeta2Parameter
TEST_CASE("updatable: Adam needs beta2", "[models]") {
  coreml::Model model = adam_network();
  use_adam(model).clear_beta2();
  check_refused(model, "required parameters");
}

// MissingEpsParameter
TEST_CASE("updatable: Adam needs eps", "[models]") {
  coreml::Model model = adam_network();
  use_adam(model).clear_eps();
  check_refused(model, "required parameters");
}

// MissingEpochsParameter
TEST_CASE("updatable: epochs must be there", "[models]") {
  coreml::Model model = score_network();
  update_of(model).clear_epochs();
  check_refused(model, "required parameters");
}

// ExistingShuffleWithMissingSeedParameter
TEST_CASE("updatable: shuffle without a seed is fine, and then the seed is 0", "[models]") {
  coreml::Model model = score_network();
  update_of(model).mutable_shuffle()->set_defaultvalue(true);
  check_accepted(model);
  const format::ParameterSet parameters = opened(model)->parameters();
  CHECK(parameters.flag("shuffle"));
  CHECK(parameters.integer("seed") == 0);
}

TEST_CASE("updatable: momentum may be absent, and then it is 0", "[models]") {
  coreml::Model model = score_network();
  sgd_of(model).clear_momentum();
  check_accepted(model);
  CHECK(opened(model)->parameters().real("momentum") == 0);
}

TEST_CASE("updatable: a seed outside its own range is refused, any number without one is fine",
          "[models]") {
  coreml::Model model = score_network();
  update_of(model).mutable_seed()->set_defaultvalue(-9'000'000'000);
  check_accepted(model);
  set_parameter(*update_of(model).mutable_seed(), 5, 6, 7);
  check_refused(model, "parameter values");
}

TEST_CASE("updatable: both ends of a range are allowed", "[models]") {
  coreml::Model model = score_network();
  for (const std::int64_t value : {1, 8}) {
    set_parameter(*update_of(model).mutable_epochs(), value, 1, 8);
    check_accepted(model);
  }
  CHECK_NOTHROW(opened(model)->make_trainer({{"epochs", 1.0}}));
  CHECK_NOTHROW(opened(model)->make_trainer({{"epochs", 8.0}}));
}

TEST_CASE("updatable: miniBatchSize and epochs are above 0, whatever the file allows", "[models]") {
  coreml::Model model = score_network();
  coreml::Int64Parameter* const parameters[] = {update_of(model).mutable_epochs(),
                                                sgd_of(model).mutable_minibatchsize()};
  for (coreml::Int64Parameter* const parameter : parameters) {
    const coreml::Int64Parameter before = *parameter;
    for (const std::int64_t value : {0, -1}) {
      parameter->clear_AllowedValues();
      parameter->set_defaultvalue(value);
      check_refused(model, "parameter values");
      set_parameter(*parameter, 2, value, 5);
      check_refused(model, "parameter values");
    }
    set_parameter(*parameter, 2, 3, 1);  // a range that holds nothing
    check_refused(model, "parameter values");
    *parameter = before;
  }
}

TEST_CASE("updatable: a set is looked through up to the default, and an empty one allows nothing",
          "[models]") {
  coreml::Model model = score_network();
  coreml::Int64Parameter& epochs = *update_of(model).mutable_epochs();
  allow_only(epochs, 3, {});
  check_refused(model, "parameter values");
  allow_only(epochs, 3, {0, 3});
  check_refused(model, "parameter values");
  allow_only(epochs, 3, {3, 0});
  check_accepted(model);
  check_override_refused(model, "epochs", 0.0);
}

// MiniBatchSizeOutOfAllowedRange
TEST_CASE("updatable: miniBatchSize outside its range is refused, in the file and for an update",
          "[models]") {
  coreml::Model model = score_network();
  check_override_refused(model, "miniBatchSize", 1001.0);
  check_override_refused(model, "miniBatchSize", 0.0);
  set_parameter(*sgd_of(model).mutable_minibatchsize(), 5, 10, 100);
  check_refused(model, "parameter values");
}

// MiniBatchSizeOutOfAllowedSet
TEST_CASE("updatable: miniBatchSize outside its set is refused, in the file and for an update",
          "[models]") {
  coreml::Model model = score_network();
  allow_only(*sgd_of(model).mutable_minibatchsize(), 10, {10, 20, 30, 40});
  check_accepted(model);
  CHECK_NOTHROW(opened(model)->make_trainer({{"miniBatchSize", std::int64_t{40}}}));
  check_override_refused(model, "miniBatchSize", std::int64_t{15});
  allow_only(*sgd_of(model).mutable_minibatchsize(), 5, {10, 20, 30, 40});
  check_refused(model, "parameter values");
}

// LearningRateOutOfAllowedRange
TEST_CASE("updatable: learningRate outside its range is refused, in the file and for an update",
          "[models]") {
  coreml::Model model = score_network();
  set_parameter(*sgd_of(model).mutable_learningrate(), 0.5, 0.1, 1);
  check_accepted(model);
  check_override_refused(model, "learningRate", 5.0);
  check_override_refused(model, "learningRate", 0.0);
  set_parameter(*sgd_of(model).mutable_learningrate(), 5, 0.1, 1);
  check_refused(model, "parameter values");
  model = adam_network();
  set_parameter(*use_adam(model).mutable_learningrate(), 5, 0.1, 1);
  check_refused(model, "parameter values");
}

// MomentumOutOfAllowedRange
TEST_CASE("updatable: momentum outside its range is refused, in the file and for an update",
          "[models]") {
  coreml::Model model = score_network();
  set_parameter(*sgd_of(model).mutable_momentum(), 0.5, 0.1, 1);
  check_override_refused(model, "momentum", 5.0);
  set_parameter(*sgd_of(model).mutable_momentum(), 5, 0.1, 1);
  check_refused(model, "parameter values");
}

// Beta1OutOfAllowedRange
TEST_CASE("updatable: beta1 outside its range is refused, in the file and for an update",
          "[models]") {
  coreml::Model model = adam_network();
  check_override_refused(model, "beta1", 5.0);
  set_parameter(*use_adam(model).mutable_beta1(), 5, 0.1, 1);
  check_refused(model, "parameter values");
}

// Beta2OutOfAllowedRange
TEST_CASE("updatable: beta2 outside its range is refused, in the file and for an update",
          "[models]") {
  coreml::Model model = adam_network();
  check_override_refused(model, "beta2", -0.5);
  set_parameter(*use_adam(model).mutable_beta2(), 5, 0.1, 1);
  check_refused(model, "parameter values");
}

// EpsOutOfAllowedRange
TEST_CASE("updatable: eps outside its range is refused, in the file and for an update",
          "[models]") {
  coreml::Model model = adam_network();
  check_override_refused(model, "eps", 5.0);
  set_parameter(*use_adam(model).mutable_eps(), 5, 0.1, 1);
  check_refused(model, "parameter values");
}

// EpochsOutOfAllowedRange
TEST_CASE("updatable: epochs outside their range are refused, in the file and for an update",
          "[models]") {
  coreml::Model model = score_network();
  check_override_refused(model, "epochs", 1001.0);
  check_override_refused(model, "epochs", 2.5);
  set_parameter(*update_of(model).mutable_epochs(), 100, 1, 10);
  check_refused(model, "parameter values");
}

// EpochsOutOfAllowedSet
TEST_CASE("updatable: epochs outside their set are refused, in the file and for an update",
          "[models]") {
  coreml::Model model = score_network();
  allow_only(*update_of(model).mutable_epochs(), 10, {10, 20, 30, 40});
  check_accepted(model);
  check_override_refused(model, "epochs", 25.0);
  allow_only(*update_of(model).mutable_epochs(), 100, {10, 20, 30, 40});
  check_refused(model, "parameter values");
}

TEST_CASE("updatable: an unknown parameter, or one of another type, is refused for an update",
          "[models]") {
  const coreml::Model model = score_network();
  CHECK_THROWS_MATCHES(opened(model)->make_trainer({{"beta1", 0.5}}), Error,
                       has_code(ErrorCode::invalid_parameter, "'beta1'"));
  check_override_refused(model, "shuffle", 1.0);
  check_override_refused(model, "learningRate", true);
}

}  // namespace
}  // namespace attune::test
