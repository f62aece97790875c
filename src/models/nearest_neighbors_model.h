// The model behind k_nearest_neighbors_classifier.cpp.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "models/model.h"
#include "neighbors/neighbors.h"

namespace attune::models {

/// What the model remembers. A copy shares the numbers of all examples.
struct Memory {
  explicit Memory(std::size_t dimensions) : samples(dimensions) {}

  void add(const float* sample, const format::Label& label);
  /// Adds examples that stand one after the other; keeps them.
  void add(std::shared_ptr<const std::vector<float>> values, std::span<const format::Label> added);

  neighbors::Samples samples;
  std::vector<std::uint32_t> label_of;  ///< of each example the number of its label
  std::vector<format::Label> labels;    ///< each once, in the order in which they were seen
  std::map<format::Label, std::uint32_t> numbers;
};

/// Learning is remembering: a version adds examples and shares those of the version before.
class NearestNeighborsModel final : public Model {
 public:
  /// @throws Error model_invalid, invalid_parameter; memory for points too large for the limits
  NearestNeighborsModel(std::shared_ptr<const coreml::Model> message,
                        const format::ParameterOverrides& overrides,
                        const format::Limits& limits = {});
  /// A version: the same file with other parameters and other examples behind those of the file's
  /// that it keeps.
  /// @param kept  how many of the file's, from the first on, stand unchanged at the start of memory
  NearestNeighborsModel(const NearestNeighborsModel& base, format::ParameterSet parameters,
                        std::shared_ptr<const Memory> memory, std::size_t kept);

  std::vector<Features> predict(std::span<const Features> inputs) const override;
  format::ParameterSet parameters() const override { return parameters_; }
  std::unique_ptr<Trainer> make_trainer(const format::ParameterOverrides& overrides) const override;
  void write_learned(coreml::Model& copy) const override;
  void write_delta(stored::Delta& delta) const override;
  std::shared_ptr<const Model> with_delta(const stored::Delta& delta) const override;

  // For the trainer.
  std::size_t dimensions() const { return memory_->samples.dimensions(); }
  const std::string& input_name() const { return input_; }
  bool has_integer_labels() const { return integer_labels_; }
  const Memory& memory() const { return *memory_; }
  std::size_t kept() const { return kept_; }

 private:
  const coreml::KNearestNeighborsClassifier& classifier() const {
    return message().knearestneighborsclassifier();
  }
  std::size_t count_in_file() const {
    return static_cast<std::size_t>(classifier().nearestneighborsindex().floatsamples_size());
  }
  std::shared_ptr<const std::vector<float>> read_samples() const;
  std::shared_ptr<const Memory> read_memory(std::size_t count) const;
  void make_index();
  Features answer(std::span<const neighbors::Neighbor> nearest) const;
  double weight(const neighbors::Neighbor& neighbor, const neighbors::Neighbor& nearest) const;
  Features output(const format::Label& label, format::Dictionary probabilities) const;

  format::ParameterSet parameters_;
  bool integer_labels_;
  std::string input_;
  std::shared_ptr<const std::vector<float>> in_file_;  // its samples, shared by the versions
  std::shared_ptr<const Memory> memory_;
  std::size_t kept_;
  std::unique_ptr<const neighbors::Index> index_;
};

/// Writes one example's point, which the feature holds in any shape.
/// @throws Error bad_example, shape_mismatch
void read_point(std::string_view feature, const Features& example, std::span<float> out);

}  // namespace attune::models
