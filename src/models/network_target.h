// The target of a loss: which feature of an example holds it, and what it becomes inside.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "coreml/model.pb.h"
#include "format/features.h"
#include "losses/loss.h"

namespace attune::models {

/// The one loss layer of an updatable network.
struct LossSpec {
  const losses::LossType* type = nullptr;
  std::string name, input, target;
};

/// @return nothing when the network has no loss of a known kind
std::optional<LossSpec> read_loss(const coreml::NeuralNetwork& network);

/// Reads targets: a class index, a label, a one-hot vector for cross entropy; an array for mean
/// squared error.
class TargetReader {
 public:
  /// @param classes  what the loss compares: the number of scores, or the number of values
  TargetReader(const coreml::Model& message, const LossSpec& loss, const Shape& target_shape,
               std::int64_t classes);

  /// The feature that the loss names.
  const std::string& name() const { return target_; }
  /// Floats of one example's target.
  std::int64_t size() const { return shape_.size(); }
  /// The class that a label, or without labels an index, stands for; text may spell an integer.
  std::optional<std::size_t> class_of(const format::Label& label) const;
  /// The other way round. Needs: an index below `classes`
  format::Label label(std::int64_t index) const;
  /// Writes size() floats. @throws Error bad_example, shape_mismatch
  void read(const format::Features& example, float* out) const;

 private:
  float class_index(std::string_view feature, const format::FeatureValue& value,
                    bool is_label) const;

  std::string target_, label_feature_;
  std::vector<format::Label> labels_;
  bool classes_wanted_;
  std::int64_t classes_;
  Shape shape_;     ///< inside
  Shape declared_;  ///< of the feature
};

}  // namespace attune::models
