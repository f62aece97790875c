// What comes out of an update: a new version, beside a model that stays as it was; its file and its
// delta.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "attune/delta.pb.h"
#include "support/json.h"
#include "support/layer_harness.h"
#include "support/matchers.h"
#include "support/network_builder.h"
#include "support/other_models.h"
#include "task/update_task.h"

namespace attune::test {
namespace {
using ModelPointer = std::shared_ptr<const models::Model>;
using task::StepResult;
using task::UpdateTask;

void run(UpdateTask& task) {
  while (!task.step().finished) continue;
}

ModelPointer trained(const models::Model& model, std::span<const Features> examples,
                     const format::ParameterOverrides& parameters = {}) {
  UpdateTask task(model, parameters);
  task.add(examples);
  run(task);
  return task.snapshot();
}

// What it predicts for a few inputs, as one row of floats.
std::vector<float> answers(const models::Model& model, std::span<const Features> examples) {
  std::vector<float> all;
  for (const Features& answer : model.predict(examples)) {
    for (const auto& [name, value] : answer.all()) {
      if (std::holds_alternative<format::Array>(value)) {
        const std::vector<float> floats = floats_of(answer, name);
        all.insert(all.end(), floats.begin(), floats.end());
      } else if (const auto* dictionary = std::get_if<format::Dictionary>(&value)) {
        for (const auto& [label, number] : *dictionary) all.push_back(static_cast<float>(number));
      }
    }
  }
  return all;
}

// --- beside the model ---

TEST_CASE("versions: the model that is updated predicts the same bits before, while and after",
          "[task]") {
  const std::vector<Features> examples = score_examples(7);
  const ModelPointer model = opened(score_network());
  const std::vector<float> before = answers(*model, examples);
  const std::string bytes = models::write_model(*model);
  UpdateTask task(*model, {{"shuffle", true}});
  task.add(examples);
  CHECK_THAT(answers(*model, examples), EqualsBits(before));
  for (int step = 0; step < 5; ++step) {
    task.step();
    CHECK_THAT(answers(*model, examples), EqualsBits(before));
  }
  run(task);
  CHECK_THAT(answers(*model, examples), EqualsBits(before));
  CHECK(models::write_model(*model) == bytes);
  CHECK(answers(*task.snapshot(), examples) != before);
}

TEST_CASE("versions: a snapshot in the middle predicts, and changes nothing", "[task]") {
  const std::vector<Features> examples = score_examples(7);
  const ModelPointer model = opened(score_network());
  UpdateTask task(*model, {});
  task.add(examples);
  CHECK_THAT(answers(*task.snapshot(), examples), EqualsBits(answers(*model, examples)));
  task.step();
  const ModelPointer middle = task.snapshot();
  const std::vector<float> then = answers(*middle, examples);
  CHECK(then != answers(*model, examples));
  CHECK(std::ranges::all_of(then, [](float value) { return std::isfinite(value); }));
  run(task);
  CHECK_THAT(answers(*middle, examples), EqualsBits(then));
  CHECK_THAT(answers(*task.snapshot(), examples),
             EqualsBits(answers(*trained(*model, examples), examples)));
}

TEST_CASE("versions: an update can go on from one, also when its model is gone", "[task]") {
  const std::vector<Features> examples = value_examples(4);
  ModelPointer version = trained(*opened(value_network()), examples);
  const models::Evaluation once = version->evaluate(examples);
  version = trained(*version, examples, {{"epochs", 20.0}});
  CHECK(version->evaluate(examples).loss_sum < once.loss_sum);
  // Momentum starts anew, so two updates are not one long one; plain SGD is.
  const ModelPointer two = trained(*trained(*opened(value_network()), examples), examples);
  const ModelPointer one = trained(*opened(value_network()), examples, {{"epochs", 6.0}});
  CHECK_THAT(answers(*two, examples), EqualsBits(answers(*one, examples)));
}

TEST_CASE("versions: two updates of one model do not see each other", "[task]") {
  const std::vector<Features> examples = score_examples(6);
  const ModelPointer model = opened(score_network());
  UpdateTask a(*model, {}), b(*model, {});
  a.add(examples);
  b.add(examples);
  for (bool finished = false; !finished;) {
    a.step();
    finished = b.step().finished;
  }
  const std::vector<float> alone = answers(*trained(*model, examples), examples);
  CHECK_THAT(answers(*a.snapshot(), examples), EqualsBits(alone));
  CHECK_THAT(answers(*b.snapshot(), examples), EqualsBits(alone));
}

TEST_CASE("versions: examples that were refused leave no trace", "[task]") {
  const std::vector<Features> examples = score_examples(6);
  const ModelPointer model = opened(score_network());
  UpdateTask task(*model, {});
  std::vector<Features> bad = score_examples(9);
  bad[8] = features_of({{"x", array_of({1, 2, 3})}, {"p_true", std::int64_t{99}}});
  task.add(std::span(examples).first(2));
  CHECK_THROWS_MATCHES(task.add(bad), Error,
                       has_code(ErrorCode::bad_example, "example 10: feature 'p_true'"));
  CHECK(task.count() == 2);
  task.add(std::span(examples).subspan(2));
  run(task);
  CHECK_THAT(answers(*task.snapshot(), examples),
             EqualsBits(answers(*trained(*model, examples), examples)));
}

TEST_CASE("versions: the examples are copied when they are added", "[task]") {
  const std::vector<Features> examples = score_examples(4);
  const ModelPointer model = opened(score_network());
  UpdateTask task(*model, {});
  {
    std::vector<float> memory = {1, 2, 3};
    Features view = examples[0];
    const std::string_view bytes(reinterpret_cast<const char*>(memory.data()), 12);
    view.all()[0].second = format::Array{format::ElementType::float32, Shape{3}, bytes, nullptr};
    task.add(std::vector<Features>{view});
    memory = {7, 7, 7};
  }
  run(task);
  Features same = examples[0];
  same.all()[0].second = array_of({1, 2, 3});
  CHECK_THAT(answers(*task.snapshot(), examples),
             EqualsBits(answers(*trained(*model, {&same, 1}), examples)));
}

// --- training that goes wrong ---

TEST_CASE(
    "versions: a loss that is no longer finite ends the update and leaves the model as it was",
    "[task]") {
  const std::vector<Features> examples = value_examples(8);
  const ModelPointer model = opened(value_network());
  const std::vector<float> before = answers(*model, examples);
  UpdateTask task(*model, {{"learningRate", 1e20}, {"epochs", 100.0}});
  task.add(examples);
  for (int times = 0; times < 2; ++times) {  // and it stays so
    try {
      run(task);
      FAIL("did not diverge");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::diverged);
      CHECK(error.hint() == "Use a smaller learningRate.");
    }
  }
  CHECK_THAT(answers(*model, examples), EqualsBits(before));
}

TEST_CASE("versions: weights that are not finite never become a version", "[task]") {
  const ModelPointer model = opened(value_network());
  UpdateTask task(*model, {{"learningRate", 1e30}, {"epochs", 1.0}, {"miniBatchSize", 1000.0}});
  task.add(std::vector<Features>{
      features_of({{"x", array_of({1e6F, 1e6F, 1e6F})}, {"y_true", array_of({1e12F, -1e12F})}})});
  // The loss before the one step is finite.
  CHECK_THROWS_MATCHES(run(task), Error, has_code(ErrorCode::diverged));
  CHECK_THROWS_MATCHES(task.snapshot(), Error, has_code(ErrorCode::diverged));
}

TEST_CASE("versions: what diverges begins anew, once, and becomes what half the rate gives",
          "[task]") {
  const std::vector<Features> examples = value_examples(8);
  const ModelPointer model = opened(value_network());
  const auto parameters = [](double rate) {
    return format::ParameterOverrides{{"learningRate", rate}, {"epochs", 60.0}};
  };
  bool restarted = false;
  for (double rate = 0.5; !restarted; rate *= 2) {
    REQUIRE(rate < 1e9);
    UpdateTask task(*model, parameters(rate));
    task.add(examples);
    std::string saved;
    int epochs = 0;
    for (StepResult result; !result.finished;) {
      result = task.step();
      if (result.restarted) {
        CHECK_FALSE(restarted);
        CHECK(task.examples_done() == 0);
        restarted = true;
        epochs = 0;
      }
      if (result.epoch_ended && ++epochs == 30 && restarted) saved = task.save();
    }
    CHECK(epochs == 60);
    if (!restarted) continue;
    CHECK(task.parameters().real("learningRate") == rate);
    UpdateTask half(*model, parameters(rate / 2));
    half.add(examples);
    run(half);
    const std::vector<float> expected = answers(*half.snapshot(), examples);
    CHECK_THAT(answers(*task.snapshot(), examples), EqualsBits(expected));
    UpdateTask resumed(*model, parameters(rate));
    resumed.add(examples);
    resumed.restore(saved);
    run(resumed);
    CHECK_THAT(answers(*resumed.snapshot(), examples), EqualsBits(expected));
  }
}

TEST_CASE("versions: half the rate counts in a pipeline, too, and for layers with their own rates",
          "[task]") {
  const std::vector<Features> examples = value_examples(8);
  const ModelPointer network = opened(value_network());
  const ModelPointer pipeline = opened(wrapped_model(value_network()));
  const auto of_all = [](double rate) {
    return format::ParameterOverrides{{"learningRate", rate}, {"epochs", 60.0}};
  };
  const auto of_layers = [](double rate) {
    return format::ParameterOverrides{
        {"hidden.learningRate", rate}, {"last.learningRate", rate}, {"epochs", 60.0}};
  };
  const auto check = [&](const ModelPointer& model, const auto& parameters) {
    for (double rate = 0.5;; rate *= 2) {
      REQUIRE(rate < 1e9);
      UpdateTask task(*model, parameters(rate));
      task.add(examples);
      bool restarted = false;
      for (StepResult result; !result.finished;) {
        result = task.step();
        restarted = restarted || result.restarted;
      }
      if (!restarted) continue;
      UpdateTask half(*model, parameters(rate / 2));
      half.add(examples);
      run(half);
      CHECK_THAT(answers(*task.snapshot(), examples),
                 EqualsBits(answers(*half.snapshot(), examples)));
      return;
    }
  };
  check(pipeline, of_all);
  check(network, of_layers);
}

// --- files ---

TEST_CASE("versions: an unchanged model writes the bytes that it was read from", "[task]") {
  for (const coreml::Model& model : {score_network(), value_network(), label_network()}) {
    CHECK(models::write_model(*opened(model)) == model.SerializeAsString());
  }
}

TEST_CASE("versions: a written one reads back to the same bits", "[task]") {
  const std::vector<Features> examples = score_examples(6);
  const ModelPointer version = trained(*opened(score_network()), examples);
  const std::string bytes = models::write_model(*version);
  const ModelPointer read = models::read_model(bytes);
  CHECK_THAT(answers(*read, examples), EqualsBits(answers(*version, examples)));
  CHECK(models::write_model(*read) == bytes);
  // Trains on alike.
  CHECK(models::write_model(*trained(*read, examples)) ==
        models::write_model(*trained(*version, examples)));
}

TEST_CASE("versions: a written one differs from its source in the updated weights only", "[task]") {
  for (const char* name : {"momentum-mlp", "batchnorm-between", "half-frozen", "sigmoid-tanh",
                           "keras-mlp-updatable"}) {
    INFO(name);
    const std::string source = read_file("models/" + std::string(name) + ".mlmodel");
    const ModelPointer model = models::read_model(source);
    UpdateTask task(*model, {});
    Features example;
    for (const coreml::FeatureDescription& input : model->message().description().traininginput()) {
      if (input.type().has_stringtype()) {
        example.set(input.name(), std::string("north"));
      } else {
        const auto& extents = input.type().multiarraytype().shape();
        const Shape shape(std::vector<std::int64_t>(extents.begin(), extents.end()));
        const bool index = input.type().multiarraytype().datatype() == 131104;
        const auto count = static_cast<std::size_t>(shape.size());
        example.set(input.name(),
                    array_of(index ? std::vector<float>(count, 1) : random_values(count), shape));
      }
    }
    task.add(std::vector<Features>{example});
    run(task);
    const std::string written = models::write_model(*task.snapshot());
    REQUIRE(written.size() == source.size());
    CHECK(written != source);

    // Blank the learned arrays in both: the rest is equal.
    stored::Delta delta;
    REQUIRE(delta.ParseFromString(models::write_delta(*task.snapshot())));
    std::string rest = source, written_rest = written;
    for (const stored::LearnedWeights& weights : delta.weights()) {
      const std::size_t at = written_rest.find(weights.values());
      REQUIRE(at != std::string::npos);
      std::fill_n(written_rest.begin() + static_cast<std::ptrdiff_t>(at), weights.values().size(),
                  '\0');
      std::fill_n(rest.begin() + static_cast<std::ptrdiff_t>(at), weights.values().size(), '\0');
    }
    CHECK(written_rest == rest);
  }
}

TEST_CASE("versions: weights in half precision are rounded to what the file holds", "[task]") {
  coreml::Model message = value_network();
  std::string halves;  // 1.0 eight times
  for (int i = 0; i < 8; ++i) halves += std::string("\x00\x3C", 2);
  const Proto params =
      Proto()
          .field(1, 4)
          .field(2, 2)
          .field(10, true)
          .message(20, Proto().field(2, std::string_view(halves)).field(50, true))
          .message(21, Proto().field(2, std::string_view(halves).substr(0, 4)).field(50, true));
  set_layers(message, {dense("hidden", "x", "h", 3, 4), activation("relu", "h", "r"),
                       layer_bytes(LayerKind::inner_product, "last", {"r"}, {"y"}, params, true)});
  const std::vector<Features> examples = value_examples(6);
  const ModelPointer version = trained(*opened(message), examples);
  const std::string bytes = models::write_model(*version);
  CHECK(bytes.size() == message.SerializeAsString().size());
  CHECK_THAT(answers(*models::read_model(bytes), examples),
             EqualsBits(answers(*version, examples)));
}

// --- deltas ---

TEST_CASE("versions: a delta put on the model gives the version's bits", "[task]") {
  const std::vector<Features> examples = score_examples(6);
  for (const coreml::Model& message : {score_network(), label_network()}) {
    const ModelPointer model = opened(message);
    std::vector<Features> labelled = examples;
    const ModelPointer version = trained(*model, labelled);
    const std::string delta = models::write_delta(*version);
    const ModelPointer again = models::apply_delta(*opened(message), delta);
    CHECK_THAT(answers(*again, examples), EqualsBits(answers(*version, examples)));
    CHECK(models::write_model(*again) == models::write_model(*version));
    CHECK(models::write_delta(*again) == delta);
    CHECK(models::write_model(*trained(*again, examples)) ==
          models::write_model(*trained(*version, examples)));
  }
}

TEST_CASE("versions: a delta holds all since the file, over several updates", "[task]") {
  const std::vector<Features> examples = score_examples(6);
  const ModelPointer model = opened(score_network());
  const ModelPointer version = trained(*trained(*model, examples), examples, {{"shuffle", true}});
  const ModelPointer again = models::apply_delta(*model, models::write_delta(*version));
  CHECK(models::write_model(*again) == models::write_model(*version));
}

TEST_CASE("versions: the delta of a model that learned nothing changes nothing", "[task]") {
  const ModelPointer model = opened(score_network());
  const ModelPointer again = models::apply_delta(*model, models::write_delta(*model));
  CHECK(models::write_model(*again) == models::write_model(*model));
}

TEST_CASE("versions: a delta of another model, a newer one, and a damaged one are refused",
          "[task]") {
  const ModelPointer model = opened(score_network());
  const std::string delta = models::write_delta(*trained(*model, score_examples(4)));
  const auto refused = [&](const models::Model& base, const std::string& bytes, ErrorCode code) {
    CHECK_THROWS_MATCHES(models::apply_delta(base, bytes), Error, has_code(code));
  };
  refused(*opened(value_network()), delta, ErrorCode::model_invalid);
  refused(*opened_file("models/glm-regressor.mlmodel"), delta, ErrorCode::model_invalid);
  refused(*model, delta.substr(0, delta.size() - 1), ErrorCode::model_invalid);

  stored::Delta message;
  REQUIRE(message.ParseFromString(delta));
  const auto changed = [&](auto change) {
    stored::Delta copy = message;
    change(copy);
    return copy.SerializeAsString();
  };
  refused(*model, changed([](stored::Delta& d) { d.set_formatversion(2); }),
          ErrorCode::format_too_new);
  refused(*model, changed([](stored::Delta& d) { d.mutable_weights(0)->set_layer(99); }),
          ErrorCode::model_invalid);
  refused(*model, changed([](stored::Delta& d) { d.mutable_weights(0)->clear_path(); }),
          ErrorCode::model_invalid);
  refused(*model, changed([](stored::Delta& d) { d.mutable_weights(0)->set_path(0, 100); }),
          ErrorCode::model_invalid);
  refused(*model, changed([](stored::Delta& d) { d.mutable_weights(0)->set_path(1, 21); }),
          ErrorCode::model_invalid);
  refused(*model,
          changed([](stored::Delta& d) { d.mutable_weights(0)->mutable_values()->append("xx"); }),
          ErrorCode::model_invalid);
  refused(*model,
          changed([](stored::Delta& d) { d.mutable_weights(0)->mutable_values()->append("xxxx"); }),
          ErrorCode::model_invalid);
}

}  // namespace
}  // namespace attune::test
