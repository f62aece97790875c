// The one page that JavaScript can see; module.d.ts is its typed face and documents each function.

#include <emscripten/bind.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "describe.h"
#include "edits.h"
#include "format/feature_block.h"
#include "guard.h"
#include "list.h"
#include "models/catalogue.h"
#include "models/fitted_images.h"
#include "options.h"
#include "page_host.h"
#include "remakes.h"
#include "session.h"
#include "surgery/learned_parameters.h"
#include "surgery/stored_examples.h"

namespace attune::bindings {

using emscripten::val;

Session& session() {
  static Session instance;
  return instance;
}

namespace {

// Addresses are numbers in JavaScript.
void* memory_at(std::uintptr_t address) {
  return reinterpret_cast<void*>(address);  // NOLINT(performance-no-int-to-ptr)
}

std::string_view bytes_at(std::uintptr_t address, std::size_t size) {
  return {static_cast<const char*>(memory_at(address)), size};
}

// Keeps the bytes until the next call and shows them in place.
val view(std::string bytes) {
  session().result = std::move(bytes);
  const auto* const data = reinterpret_cast<const unsigned char*>(session().result.data());
  return val(emscripten::typed_memory_view(session().result.size(), data));
}

std::string core_version() { return ATTUNE_VERSION; }

std::uintptr_t allocate(std::size_t size) {
  return guarded([&] {
    void* const memory = std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr) fail(ErrorCode::memory, "could not take ", size, " bytes of memory");
    return reinterpret_cast<std::uintptr_t>(memory);
  });
}

void release(std::uintptr_t address) { std::free(memory_at(address)); }

int load_model(std::uintptr_t address, std::size_t size, const val& parameters, const val& limits,
               const val& page) {
  return guarded([&] {
    std::unique_ptr<void, decltype(&std::free)> file(memory_at(address), &std::free);
    const format::Limits most = read_limits(limits);
    auto message = models::read_message(bytes_at(address, size), most);
    models::refuse_left_out(*message);
    file.reset();  // a large model's weights then take its place
    return session().models.add(models::make_model(std::move(message), read_parameters(parameters),
                                                   most, std::make_shared<PageHost>(page)));
  });
}

val missing_links(int model) {
  return guarded([&] {
    // The only host that a model here can have; kinds that name no files keep none.
    const auto host = session().models.get(model)->host();
    return host == nullptr ? val::array() : static_cast<const PageHost&>(*host).missing_links();
  });
}

val describe_model(int model) {
  return guarded([&] { return describe(*session().models.get(model)); });
}

void dispose_model(int model) { session().models.remove(model); }

val predict(int model, std::uintptr_t address, std::size_t size) {
  return guarded([&] {
    const auto inputs = format::read_feature_block(bytes_at(address, size));
    return view(format::write_feature_block(session().models.get(model)->predict(inputs)));
  });
}

template <typename Number>
val copied(const std::vector<Number>& numbers) {
  const val view(emscripten::typed_memory_view(numbers.size(), numbers.data()));
  return view.call<val>("slice");
}

// Example by example of a classifier, number by number of a regressor.
void put_answers(const models::Evaluation& evaluation, val& out) {
  if (!std::isnan(evaluation.correct)) {
    out.set("labels", list(evaluation.labels, label_value));
    out.set("actual", copied(evaluation.actual));
    out.set("predicted", copied(evaluation.predicted));
  }
  if (evaluation.residuals.empty()) return;
  std::vector<double> numbers;
  for (const models::Residuals& one : evaluation.residuals)
    numbers.insert(numbers.end(), {one.mean, one.spread, one.squared, one.absolute});
  out.set("residuals", copied(numbers));
}

val evaluate(int model, std::uintptr_t address, std::size_t size) {
  return guarded([&] {
    const auto examples = format::read_feature_block(bytes_at(address, size));
    const models::Evaluation evaluation = session().models.get(model)->evaluate(examples);
    val out = val::object();
    out.set("count", static_cast<double>(evaluation.count));
    out.set("lossSum", evaluation.loss_sum);
    out.set("correct", evaluation.correct);
    put_answers(evaluation, out);
    return out;
  });
}

val fit_images(int model, std::uintptr_t address, std::size_t size) {
  return guarded([&] {
    const auto examples = format::read_feature_block(bytes_at(address, size));
    return view(
        format::write_feature_block(models::fitted_images(*session().models.get(model), examples)));
  });
}

val export_model(int model) {
  return guarded([&] { return view(models::write_model(*session().models.get(model))); });
}

val export_delta(int model) {
  return guarded([&] { return view(models::write_delta(*session().models.get(model))); });
}

int apply_delta(int base, std::uintptr_t address, std::size_t size) {
  return guarded([&] {
    return session().models.add(
        models::apply_delta(*session().models.get(base), bytes_at(address, size)));
  });
}

int begin_update(int model, const val& parameters, const val& options) {
  return guarded([&] {
    return session().tasks.add(std::make_unique<task::UpdateTask>(
        *session().models.get(model), read_parameters(parameters), read_options(options)));
  });
}

val task_parameters(int task) {
  return guarded([&] { return parameter_values(session().tasks.get(task)->parameters()); });
}

void add_examples(int task, std::uintptr_t address, std::size_t size, const std::string& role) {
  guarded([&] {
    session().tasks.get(task)->add(format::read_feature_block(bytes_at(address, size)),
                                   read_role(role));
  });
}

// task::StepResult in JavaScript's kinds. A value object, because it crosses the border once in
// every slice: a property set through val costs more than a small model's mini-batch.
struct Step {
  bool mini_batch_ended, epoch_ended, finished, restarted;
  double epoch_index, mini_batch_index, loss_value, epoch_loss, epoch_accuracy, validation_loss,
      validation_accuracy, kept_epoch, gate_before, gate_after, examples_done, examples_total;
};

Step step(int task) {
  return guarded([&] {
    const task::StepResult result = session().tasks.get(task)->step();
    return Step{
        .mini_batch_ended = result.mini_batch_ended,
        .epoch_ended = result.epoch_ended,
        .finished = result.finished,
        .restarted = result.restarted,
        .epoch_index = static_cast<double>(result.epoch_index),
        .mini_batch_index = static_cast<double>(result.mini_batch_index),
        .loss_value = result.loss_value,
        .epoch_loss = result.epoch_loss,
        .epoch_accuracy = result.epoch_accuracy,
        .validation_loss = result.validation.loss,
        .validation_accuracy = result.validation.accuracy,
        .kept_epoch = static_cast<double>(result.kept_epoch),
        .gate_before = result.gate_before,
        .gate_after = result.gate_after,
        .examples_done = static_cast<double>(result.examples_done),
        .examples_total = static_cast<double>(result.examples_total),
    };
  });
}

void set_parameters(int task, const val& parameters) {
  guarded([&] { session().tasks.get(task)->set_parameters(read_parameters(parameters)); });
}

int snapshot_model(int task) {
  return guarded([&] { return session().models.add(session().tasks.get(task)->snapshot()); });
}

void finish_update(int task) {
  guarded([&] { session().tasks.get(task)->finish(); });
}

val save_task(int task) {
  return guarded([&] { return view(session().tasks.get(task)->save()); });
}

double restore_task(int task, std::uintptr_t address, std::size_t size) {
  return guarded([&] {
    task::UpdateTask& update = *session().tasks.get(task);
    update.restore(bytes_at(address, size));
    return static_cast<double>(update.examples_done());
  });
}

void dispose_task(int task) { session().tasks.remove(task); }

// --- changing models (src/surgery) ---

val updatable_report_of(int model) {
  return guarded([&] { return updatable_report(session().models.get(model)); });
}

val edit_model_by(int model, const val& edit, std::uintptr_t address, std::size_t size) {
  return guarded([&] {
    Edited edited = edit_model(*session().models.get(model), edit, bytes_at(address, size));
    val out = val::object();
    out.set("rewrites", edited.rewrites);
    out.set("model", session().models.add(std::move(edited.model)));
    return out;
  });
}

val learned_array(int model, const val& where) {
  return guarded([&] {
    format::Features features;
    features.set("array", surgery::learned_array(*session().models.get(model),
                                                 where["layer"].as<std::string>(),
                                                 where["role"].as<std::string>()));
    return view(format::write_feature_block({&features, 1}));
  });
}

val stored_examples(int model) {
  return guarded([&] {
    return view(
        format::write_feature_block(surgery::stored_examples(*session().models.get(model))));
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(attune) {
  emscripten::value_object<Step>("StepResult")
      .field("miniBatchEnded", &Step::mini_batch_ended)
      .field("epochEnded", &Step::epoch_ended)
      .field("finished", &Step::finished)
      .field("restarted", &Step::restarted)
      .field("epochIndex", &Step::epoch_index)
      .field("miniBatchIndex", &Step::mini_batch_index)
      .field("lossValue", &Step::loss_value)
      .field("epochLoss", &Step::epoch_loss)
      .field("epochAccuracy", &Step::epoch_accuracy)
      .field("validationLoss", &Step::validation_loss)
      .field("validationAccuracy", &Step::validation_accuracy)
      .field("keptEpoch", &Step::kept_epoch)
      .field("gateBefore", &Step::gate_before)
      .field("gateAfter", &Step::gate_after)
      .field("examplesDone", &Step::examples_done)
      .field("examplesTotal", &Step::examples_total);

  emscripten::function("coreVersion", &core_version);
  emscripten::function("allocate", &allocate);
  emscripten::function("release", &release);
  emscripten::function("loadModel", &load_model);
  emscripten::function("missingLinks", &missing_links);
  emscripten::function("describeModel", &describe_model);
  emscripten::function("disposeModel", &dispose_model);
  emscripten::function("predict", &predict);
  emscripten::function("evaluate", &evaluate);
  emscripten::function("fitImages", &fit_images);
  emscripten::function("exportModel", &export_model);
  emscripten::function("exportDelta", &export_delta);
  emscripten::function("applyDelta", &apply_delta);
  emscripten::function("beginUpdate", &begin_update);
  emscripten::function("taskParameters", &task_parameters);
  emscripten::function("addExamples", &add_examples);
  emscripten::function("step", &step);
  emscripten::function("setParameters", &set_parameters);
  emscripten::function("snapshotModel", &snapshot_model);
  emscripten::function("finishUpdate", &finish_update);
  emscripten::function("saveTask", &save_task);
  emscripten::function("restoreTask", &restore_task);
  emscripten::function("disposeTask", &dispose_task);

  emscripten::function("updatableReport", &updatable_report_of);
  emscripten::function("editModel", &edit_model_by);
  emscripten::function("learnedArray", &learned_array);
  emscripten::function("storedExamples", &stored_examples);
}

}  // namespace attune::bindings
