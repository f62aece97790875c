// Small networks, made field by field, for tests of models and of updates.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "coreml/model.pb.h"
#include "format/features.h"
#include "format/layer_spec.h"
#include "models/model.h"
#include "support/wire_writer.h"

namespace attune::test {

using format::Features;
using format::FeatureValue;
using format::LayerKind;

// --- layers, as bytes ---

std::string layer_bytes(LayerKind kind, std::string_view name,
                        const std::vector<std::string>& inputs,
                        const std::vector<std::string>& outputs, const Proto& params = {},
                        bool updatable = false);

/// What an innerProduct says about being updated.
struct DenseFlags {
  bool layer = true, weights = true, bias = true;  ///< isUpdatable of each
  bool has_bias = true;
  bool bias_present = true;
  bool quantized_weights = false, quantized_bias = false;
};
/// An innerProduct from `in` to `out` values; its weights are random, its biases 0.
std::string dense(std::string_view name, std::string_view input, std::string_view output, int in,
                  int out, const DenseFlags& flags = {});
/// One that cannot be updated.
inline std::string frozen_dense(std::string_view name, std::string_view input,
                                std::string_view output, int in, int out) {
  return dense(name, input, output, in, out, {.layer = false, .weights = false, .bias = false});
}
/// An activation: 10 ReLU, 15 leakyReLU, 30 tanh, 40 sigmoid …
std::string activation(std::string_view name, std::string_view input, std::string_view output,
                       std::uint32_t function = 10);
std::string softmax(std::string_view name, std::string_view input, std::string_view output);

// --- models ---

/// x [3] -> hidden -> relu -> scores -> softmax -> p [3]; cross entropy with the class index
/// p_true. A neuralNetwork. SGD with learningRate 0.125, momentum 0, miniBatchSize 2; epochs 3.
/// Every parameter but momentum has a range.
coreml::Model score_network();
/// x [3] -> hidden -> relu -> y [2]; mean squared error with y_true. Else as score_network().
coreml::Model value_network();
/// score_network() as a classifier with the labels cat, dog, emu: outputs `label` and `labelProbs`;
/// learns from `label`.
coreml::Model label_network();

coreml::NeuralNetwork& network_in(coreml::Model& model);
coreml::SGDOptimizer& sgd_of(coreml::Model& model);
/// Replaces SGD by Adam with learningRate 0.125, miniBatchSize 2, beta1 0.9, beta2 0.999, eps 1e-8,
/// all with ranges.
coreml::AdamOptimizer& use_adam(coreml::Model& model);
/// Replaces the layers.
void set_layers(coreml::Model& model, const std::vector<std::string>& layers);

/// An array feature of float32.
coreml::FeatureDescription array_feature(std::string_view name,
                                         const std::vector<std::int64_t>& shape);
coreml::FeatureDescription string_feature(std::string_view name);
coreml::FeatureDescription int64_feature(std::string_view name);
void set_parameter(coreml::Int64Parameter& parameter, std::int64_t value, std::int64_t least,
                   std::int64_t most);
void set_parameter(coreml::DoubleParameter& parameter, double value, double least, double most);

/// Opens it from its bytes, as a user does.
std::shared_ptr<const models::Model> opened(const coreml::Model& model);
/// Opens a file below tests/.
std::shared_ptr<const models::Model> opened_file(std::string_view path);

// --- values ---

FeatureValue array_of(const std::vector<float>& values);
FeatureValue array_of(const std::vector<float>& values, const Shape& shape,
                      format::ElementType type = format::ElementType::float32);
Features features_of(std::vector<std::pair<std::string, FeatureValue>> values);
/// The floats of an array feature.
std::vector<float> floats_of(const Features& features, std::string_view name);
/// The text or number of a label feature, as text.
std::string label_of(const Features& features, std::string_view name);

/// Examples for score_network(): x and p_true.
std::vector<Features> score_examples(std::size_t count);
/// Examples for value_network(): x and y_true.
std::vector<Features> value_examples(std::size_t count);

}  // namespace attune::test
