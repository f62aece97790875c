// The same bits everywhere: trains exactly as computeBits() of
// tests/browser/jobs/scenarios/bits.mjs does, which says the recipe. Prints the hashes; with
// ATTUNE_BITS_FILE set it writes them there too, as JSON, for tests/browser/run.mjs to compare.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "support/helpers.h"
#include "support/json.h"
#include "support/network_builder.h"
#include "support/sha256.h"
#include "task/update_task.h"

namespace attune::test {
namespace {
using format::Array;
using format::ElementType;

const format::ParameterOverrides kSeeded = {{"shuffle", true}, {"seed", 7.0}};

format::ParameterOverrides with_seed(format::ParameterOverrides parameters) {
  parameters.insert(kSeeded.begin(), kSeeded.end());
  return parameters;
}

// --- what JavaScript sees ---

std::string hex(const void* bytes, std::size_t size) {
  std::string digits;
  for (std::size_t i = 0; i < size; ++i) {
    const unsigned byte = static_cast<const unsigned char*>(bytes)[i];
    digits.push_back("0123456789abcdef"[byte >> 4]);
    digits.push_back("0123456789abcdef"[byte & 15]);
  }
  return digits;
}

std::string bits_of_number(double number) { return "f64:" + hex(&number, sizeof(number)); }

std::string bits_of_value(const FeatureValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return "string:" + *text;
  if (const auto* number = std::get_if<double>(&value)) return bits_of_number(*number);
  if (const auto* integer = std::get_if<std::int64_t>(&value))
    return bits_of_number(static_cast<double>(*integer));
  if (const auto* array = std::get_if<Array>(&value)) {
    std::string shape;
    for (const std::int64_t extent : array->shape.extents())
      shape += (shape.empty() ? "" : ",") + std::to_string(extent);
    const std::string type = array->type == ElementType::float64 ? "Float64Array"
                             : array->type == ElementType::int32 ? "Int32Array"
                                                                 : "Float32Array";
    return type + "[" + shape + "]:" + hex(array->bytes.data(), array->bytes.size());
  }
  std::string entries;
  for (const auto& [label, number] : std::get<format::Dictionary>(value)) {
    const auto* const text = std::get_if<std::string>(&label);
    entries += entries.empty() ? "" : ",";
    entries += text != nullptr ? *text : std::to_string(std::get<std::int64_t>(label));
    entries += "→" + bits_of_number(number);
  }
  return entries;
}

std::string bits_of(const Features& prediction) {
  std::map<std::string, const FeatureValue*> outputs;
  for (const auto& [name, value] : prediction.all()) outputs[name] = &value;
  std::string bits;
  for (const auto& [name, value] : outputs)
    bits += (bits.empty() ? "" : " ") + name + "=" + bits_of_value(*value);
  return bits;
}

// --- the data ---

std::vector<Features> digit_examples() {
  const std::string pixels = read_file("golden/mnist-cnn/digits.bin");
  const Json json = Json::read("golden/mnist-cnn/case.json");
  const std::vector<Json>& digits = json["target"]["values"].items();
  std::vector<Features> examples;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    std::vector<float> image(784);
    for (std::size_t p = 0; p < 784; ++p)
      image[p] = static_cast<float>(static_cast<std::uint8_t>(pixels.at(i * 784 + p))) / 256;
    examples.push_back(
        features_of({{"image", array_of(image, Shape{1, 28, 28})},
                     {"output_true", array_of({static_cast<float>(digits[i].integer())}, Shape{1},
                                              ElementType::int32)}}));
  }
  return examples;
}

// The file allows only mini-batches of 128.
std::string digits_model(std::uint8_t mini_batch) {
  std::string bytes = read_file("models/mnist-cnn-updatable.mlmodel");
  const Json json = Json::read("golden/mnist-cnn/case.json");
  for (const Json& patch : json["patches"].items()) {
    const auto at = static_cast<std::size_t>(patch["offset"].integer());
    bytes.at(at) = static_cast<char>(0x80 | mini_batch);
    bytes.at(at + 1) = 0;
  }
  return bytes;
}

std::vector<Features> symptom_examples() {
  std::vector<Features> examples;
  for (int row = 0; row < 80; ++row) {
    std::vector<float> input, target;
    for (int i = 0; i < 3; ++i) input.push_back(static_cast<float>((row * 37 + i * 101) % 64) / 64);
    for (int i = 0; i < 5; ++i) target.push_back(static_cast<float>((row * 53 + i * 29) % 32) / 32);
    examples.push_back(
        features_of({{"input1", array_of(input, Shape{3}, ElementType::float64)},
                     {"output1_true", array_of(target, Shape{5}, ElementType::float64)}}));
  }
  return examples;
}

format::Image strokes(const std::function<bool(int, int)>& is_stroke) {
  auto pixels = std::make_shared<std::string>();
  for (int y = 0; y < 84; ++y) {
    for (int x = 0; x < 84; ++x)
      pixels->append(is_stroke(x, y) ? "\xFF\xFF\xFF\xFF" : std::string("\0\0\0\xFF", 4));
  }
  return {.width = 84, .height = 84, .rgba = *pixels, .owner = pixels};
}

std::vector<Features> drawing_examples() {
  std::vector<Features> examples;
  for (int shift = -3; shift <= 3; ++shift) {
    const auto tree = [=](int x, int y) {
      return std::abs(x - 42 - 4 * shift) < 5 && y > 12 && y < 72;
    };
    const auto wave = [=](int x, int y) {
      return std::abs(y - 42 - 4 * shift) < 5 && x > 12 && x < 72;
    };
    const auto ring = [=](int x, int y) {  // within 5 of a circle of radius 28
      const int distance = (x - 42) * (x - 42) + (y - 42 - shift) * (y - 42 - shift);
      return distance > 23 * 23 && distance < 33 * 33;
    };
    examples.push_back(features_of({{"drawing", strokes(tree)}, {"label", std::string("🌲")}}));
    examples.push_back(features_of({{"drawing", strokes(wave)}, {"label", std::string("🌊")}}));
    examples.push_back(features_of({{"drawing", strokes(ring)}, {"label", std::string("🙂")}}));
  }
  return examples;
}

// --- the trainings ---

struct Training {
  std::string name, bytes;
  std::vector<Features> examples;
  format::ParameterOverrides parameters;
};

std::vector<Training> all_trainings() {
  const std::vector<Features> sixty_four = digit_examples();
  std::vector<Features> eighty = sixty_four;
  eighty.insert(eighty.end(), sixty_four.begin(), sixty_four.begin() + 16);
  return {
      {"digits", digits_model(4), eighty, with_seed({{"learningRate", 0.001}, {"epochs", 10.0}})},
      {"slices",
       read_file("models/mnist-cnn-updatable.mlmodel"),
       sixty_four,
       {{"learningRate", 0.001}, {"epochs", 2.0}, {"shuffle", false}}},
      {"symptoms", read_file("models/keras-mlp-updatable.mlmodel"), symptom_examples(),
       with_seed({{"learningRate", 0.125}})},
      {"drawings",
       read_file("models/drawing-classifier-updatable.mlmodel"),
       drawing_examples(),
       {}}};
}

std::shared_ptr<const models::Model> train(const Training& training, int& steps) {
  const auto base = models::read_model(training.bytes);
  task::UpdateTask task(*base, training.parameters);
  task.add(training.examples);
  for (bool finished = false; !finished;) {
    const task::StepResult result = task.step();
    steps += result.mini_batch_ended ? 1 : 0;
    finished = result.finished;
  }
  return task.snapshot();
}

void write_bits(const std::vector<std::pair<std::string, std::string>>& bits) {
  std::string json;
  for (const auto& [name, digest] : bits) {
    std::printf("bits: %-12s %s\n", name.c_str(), digest.c_str());
    json += (json.empty() ? "{\n" : ",\n") + std::string("  \"") + name + "\": \"" + digest + "\"";
  }
  const char* const path = std::getenv("ATTUNE_BITS_FILE");
  if (path == nullptr) return;
  std::FILE* const file = std::fopen(path, "wb");
  REQUIRE(file != nullptr);
  std::fputs((json + "\n}\n").c_str(), file);
  REQUIRE(std::fclose(file) == 0);
}

TEST_CASE("training: 200 seeded steps leave the bits that browsers are compared with",
          "[task][bits]") {
  std::vector<std::pair<std::string, std::string>> bits;
  std::string predicted;
  std::map<std::string, int> steps;
  for (const Training& training : all_trainings()) {
    const auto version = train(training, steps[training.name]);
    bits.emplace_back(training.name, sha256(models::write_model(*version)));
    for (std::size_t i = 0; i < 8; ++i) {
      predicted += (predicted.empty() ? "" : "\n") +
                   bits_of(version->predict({&training.examples[i], 1})[0]);
    }
  }
  bits.emplace_back("predictions", sha256(predicted));
  CHECK(steps["digits"] == 200);
  CHECK(steps["slices"] == 2);
  CHECK(steps["symptoms"] == 200);
  std::set<std::string> distinct;
  for (const auto& [name, digest] : bits) distinct.insert(digest);
  CHECK(distinct.size() == 5);
  write_bits(bits);
}

TEST_CASE("training: the same seed leaves the same bits, another seed does not", "[task][bits]") {
  const auto digest = [](double seed) {
    Training training = all_trainings()[2];
    training.parameters["seed"] = seed;
    int steps = 0;
    return sha256(models::write_model(*train(training, steps)));
  };
  const std::string seven = digest(7);
  CHECK(digest(7) == seven);
  CHECK(digest(8) != seven);
}

TEST_CASE("training: helpers change no bit", "[task][bits]") {
  if (!plan::kHasHelpers) SKIP("nobody helps in this build");
  if (plan::team_size() > 1) SKIP("helpers are here already");
  for (const Training& training : all_trainings()) {
    int steps = 0;
    const std::string alone = models::write_model(*train(training, steps));
    const Helpers helpers(3);
    CHECK(models::write_model(*train(training, steps)) == alone);
  }
}

}  // namespace
}  // namespace attune::test
