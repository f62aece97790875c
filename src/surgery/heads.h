// Puts something that learns behind a model that does not: nearest neighbours, or a linear
// classifier.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/model.h"
#include "surgery/make_updatable.h"

namespace attune::surgery {

struct NeighborsOptions {
  /// The output, or the network's inner value, that the head reads. "": of a classifier what its
  /// last dense layer reads, else the only array output.
  std::string features;
  std::string label = "label";  ///< of the output; its probabilities are label + "Probs"
  format::Label default_label = std::string("unknown");  ///< its type is that of all labels
  bool inverse_distance = false;
  bool kd_tree = false;
  int leaf_size = 30;
  ParameterChoice number_of_neighbors{.value = 5, .minimum = 1, .maximum = 1000, .values = {}};
};

/// A pipelineClassifier: the model, which learns no more, and behind it nearest neighbours without
/// examples, as coremltools' KNearestNeighborsClassifierBuilder makes them.
/// @throws Error invalid_parameter when there is no such value, or it is no array of fixed size;
/// unsupported for a model that cannot be run here
std::shared_ptr<const models::Model> with_nearest_neighbors(const models::Model& model,
                                                            const NeighborsOptions& options);

enum class Init : std::uint8_t { zeros, glorot_uniform, he_uniform };

struct ClassifierOptions {
  std::string features;  ///< as above
  std::string label = "label";
  std::vector<format::Label> classes;  ///< all strings or all integers, each once
  Init init = Init::zeros;
  std::int64_t seed = 0;  ///< of init
  /// Unless it says otherwise: 10 epochs of 1 to 1000, mini-batches of 10 of 1 to 1024 examples.
  TrainingOptions training;
};

/// A network goes on as a neuralNetworkClassifier: its layers up to the features, an innerProduct
/// that learns, a softmax. Of any other model it becomes a pipelineClassifier with such a network
/// as its last model. Nothing but the innerProduct learns.
/// @throws Error as with_nearest_neighbors(); invalid_parameter for classes that do not fit
std::shared_ptr<const models::Model> with_classifier(const models::Model& model,
                                                     const ClassifierOptions& options);

/// [rows, columns] values for new weights, the same everywhere: zeros, or uniform in (-a, a) with
/// a = sqrt(6 / (rows + columns)) (Glorot) or sqrt(6 / columns) (He).
std::vector<float> initial_weights(Init init, std::int64_t seed, std::int64_t rows,
                                   std::int64_t columns);

}  // namespace attune::surgery
