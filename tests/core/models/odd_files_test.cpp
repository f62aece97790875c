// Odd things that files in the wild hold, and what becomes of each. Elsewhere: probabilities that
// are called INT32 (network_model_test.cpp), fields in any order and unknown ones
// (round_trip_test.cpp), rubbish in the reserved bytes of weight blobs, which nobody reads
// (ml-program.mlpackage).
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include "models/trainer.h"
#include "support/matchers.h"
#include "support/network_builder.h"

namespace attune::test {
namespace {
Features answer(const models::Model& model, const Features& input) {
  return model.predict({&input, 1}).at(0);
}
}  // namespace

TEST_CASE("odd files: a float one-hot target of cross entropy says the same as an index",
          "[models]") {
  coreml::Model message = score_network();
  *message.mutable_description()->mutable_traininginput(1) = array_feature("p_true", {3});
  const auto model = opened(message);
  const auto learned = [&](const FeatureValue& target) {
    const auto trainer = model->make_trainer({});
    trainer->add(features_of({{"x", array_of({1, 2, 3})}, {"p_true", target}}));
    const std::uint32_t row = 0;
    trainer->begin_batch({&row, 1});
    return trainer->accumulate({&row, 1}, 1).loss_sum;
  };
  CHECK(learned(array_of({0, 0, 1})) == learned(std::int64_t{2}));
  CHECK(learned(array_of({0, 0, 1})) != learned(std::int64_t{0}));
  CHECK_THROWS_MATCHES(learned(array_of({0.5F, 0.5F, 0})), Error,
                       has_code(ErrorCode::bad_example, "class index"));
}

TEST_CASE("odd files: the dataType 0 of 2017 is read as what the values are", "[models]") {
  coreml::Model message = value_network();
  message.mutable_description()
      ->mutable_input(0)
      ->mutable_type()
      ->mutable_multiarraytype()
      ->set_datatype(0);
  message.mutable_description()
      ->mutable_output(0)
      ->mutable_type()
      ->mutable_multiarraytype()
      ->set_datatype(0);
  const Features input = features_of({{"x", array_of({1, 2, 3})}});
  CHECK(floats_of(answer(*opened(message), input), "y") ==
        floats_of(answer(*opened(value_network()), input), "y"));
}

TEST_CASE("odd files: layers may stand in any order in which each finds what it reads",
          "[models]") {
  coreml::Model message = score_network();
  message.set_isupdatable(false);
  network_in(message).clear_updateparams();
  // The branch that is needed last comes first, and something that nobody needs stands between.
  const std::string side = frozen_dense("side", "x", "b", 3, 3);
  const std::string unused = activation("unused", "b", "nobody");
  const std::string main = frozen_dense("main", "x", "a", 3, 3);
  const std::string sum = layer_bytes(LayerKind::add, "sum", {"a", "b"}, {"s"});
  const std::string end = softmax("softmax", "s", "p");
  const Features input = features_of({{"x", array_of({1, 2, 3})}});
  set_layers(message, {side, unused, main, sum, end});
  const std::vector<float> first = floats_of(answer(*opened(message), input), "p");
  set_layers(message, {main, side, sum, unused, end});
  CHECK(floats_of(answer(*opened(message), input), "p") == first);
  set_layers(message, {main, sum, side, end});
  CHECK_THROWS_MATCHES(
      opened(message), Error,
      has_code(ErrorCode::model_invalid, "neither an input nor made by an earlier"));
}

TEST_CASE("odd files: half-filled update parameters of a model that is not updatable", "[models]") {
  coreml::Model message = score_network();
  message.set_isupdatable(false);
  coreml::NetworkUpdateParameters& update = *network_in(message).mutable_updateparams();
  update.clear_optimizer();
  update.clear_epochs();
  for (const bool loss : {true, false}) {
    if (!loss) update.clear_losslayers();
    const auto model = opened(message);
    CHECK(models::write_model(*model) == message.SerializeAsString());
    CHECK(floats_of(answer(*model, score_examples(1)[0]), "p").size() == 3);
    CHECK(model->parameters().empty());
    CHECK_THROWS_MATCHES(model->make_trainer({}), Error,
                         has_code(ErrorCode::not_updatable, "isUpdatable"));
  }
}

TEST_CASE("odd files: a softmax over one value is always sure", "[models]") {
  coreml::Model message = score_network();
  set_layers(message, {dense("scores", "x", "s", 3, 1), softmax("softmax", "s", "p")});
  *message.mutable_description()->mutable_output(0) = array_feature("p", {1});
  const auto model = opened(message);
  CHECK(floats_of(answer(*model, score_examples(1)[0]), "p") == std::vector<float>{1});
  // It may be trained, and learns nothing: its loss is 0.
  const auto trainer = model->make_trainer({});
  trainer->add(features_of({{"x", array_of({1, 2, 3})}, {"p_true", std::int64_t{0}}}));
  const std::uint32_t row = 0;
  trainer->begin_batch({&row, 1});
  CHECK(trainer->accumulate({&row, 1}, 1).loss_sum == 0);
}

TEST_CASE("odd files: 150 x 150 pixels of colour with exact and rank-4 mapping", "[models]") {
  coreml::Model message = score_network();
  message.set_isupdatable(false);
  network_in(message).clear_updateparams();
  network_in(message).set_arrayinputshapemapping(1);
  network_in(message).set_imageinputshapemapping(1);
  coreml::FeatureDescription& input = *message.mutable_description()->mutable_input(0);
  input.mutable_type()->mutable_imagetype()->set_width(150);
  input.mutable_type()->mutable_imagetype()->set_height(150);
  input.mutable_type()->mutable_imagetype()->set_colorspace(20);
  *message.mutable_description()->mutable_output(0) = array_feature("p", {1, 3, 1, 1});
  set_layers(message, {layer_bytes(LayerKind::reduce_mean, "mean", {"x"}, {"p"},
                                   Proto().packed(1, {-1, -2}).field(2, true))});
  std::string pixels;
  for (int i = 0; i < 150 * 150; ++i) pixels += "\x0A\x14\x1E\xFF";
  format::Image image;
  image.width = image.height = 150;
  image.rgba = pixels;
  const Features answered = answer(*opened(message), features_of({{"x", image}}));
  CHECK_THAT(floats_of(answered, "p"), EqualsNear({10, 20, 30}));
}

}  // namespace attune::test
