// The contract of a model: what can be asked of it. A model never changes; what is learned makes a
// new one.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "attune/delta.pb.h"
#include "base/error.h"
#include "coreml/model.pb.h"
#include "format/features.h"
#include "format/limits.h"
#include "format/parameters.h"
#include "models/evaluation.h"
#include "models/host.h"

namespace attune::models {

class Trainer;
using format::Features;

/// Any model. On its own this class is a model that we can open, describe and keep, but not run.
class Model : public std::enable_shared_from_this<Model> {
 public:
  /// Shares the message: of a sub-model it is a part of its pipeline's.
  explicit Model(std::shared_ptr<const coreml::Model> message, std::shared_ptr<Host> host = nullptr)
      : message_(std::move(message)), host_(std::move(host)) {}
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;
  virtual ~Model() = default;

  const coreml::Model& message() const { return *message_; }
  const std::shared_ptr<const coreml::Model>& shared_message() const { return message_; }
  /// What it was loaded with; may be null.
  const std::shared_ptr<Host>& host() const { return host_; }

  /// Answers a batch in its order.
  /// @throws Error bad_example, shape_mismatch for features that do not fit; unsupported for a kind
  /// of model we cannot run
  virtual std::vector<Features> predict(std::span<const Features> inputs) const;

  /// A classifier's labels in the order of its scores; of nearest neighbours those known so far, in
  /// the order first seen.
  virtual std::vector<format::Label> class_labels() const { return {}; }

  /// The parameters that an update, or the model itself (numberOfNeighbors), takes.
  virtual format::ParameterSet parameters() const { return {}; }

  /// What its plans take; those of a pipeline's models together stay within one limit.
  virtual std::uint64_t planned_bytes() const { return 0; }

  /// Prepares learning from examples. This model stays as it is.
  /// @throws Error not_updatable with the layer and the rule; invalid_parameter
  virtual std::unique_ptr<Trainer> make_trainer(const format::ParameterOverrides& overrides) const;

  /// How well it does on examples that hold inputs and targets.
  /// @throws Error bad_example when the target is missing
  virtual Evaluation evaluate(std::span<const Features> examples) const;

  /// Puts what has been learned into a copy of message().
  virtual void write_learned([[maybe_unused]] coreml::Model& copy) const {}
  /// What has been learned, alone; and this model (fresh from the same file) with that put on.
  virtual void write_delta([[maybe_unused]] stored::Delta& delta) const {}
  virtual std::shared_ptr<const Model> with_delta(const stored::Delta& delta) const;

 private:
  std::shared_ptr<const coreml::Model> message_;
  std::shared_ptr<Host> host_;
};

/// One member, or a family of members, of the format's oneof Model.Type.
struct ModelType {
  std::span<const int> fields;  ///< numbers in Model
  /// @throws Error model_invalid, unsupported, invalid_parameter
  std::shared_ptr<const Model> (*make)(std::shared_ptr<const coreml::Model> message,
                                       const format::ParameterOverrides& overrides,
                                       const format::Limits& limits,
                                       std::shared_ptr<Host> host) = nullptr;
};

/// The member of Model.Type as the format spells it, e.g. "neuralNetworkClassifier"; "" when none
/// is set.
std::string_view type_name(const coreml::Model& message);

/// A model of any kind, ready to use; one that we cannot run is a plain Model.
/// @param overrides  load-time parameters, e.g. numberOfNeighbors
/// @param host  has what the file only names; may be null
std::shared_ptr<const Model> make_model(std::shared_ptr<const coreml::Model> message,
                                        const format::ParameterOverrides& overrides = {},
                                        const format::Limits& limits = {},
                                        std::shared_ptr<Host> host = nullptr);

/// What a `.mlmodel` says. The bytes are not needed any more then.
/// @throws Error model_invalid when the bytes are none; format advice for files that are known by
/// their first bytes; model_too_large beyond the limits
std::shared_ptr<const coreml::Model> read_message(std::string_view bytes,
                                                  const format::Limits& limits = {});
/// Reads a `.mlmodel`, and makes its model.
/// @throws Error as both do
std::shared_ptr<const Model> read_model(std::string_view bytes,
                                        const format::ParameterOverrides& overrides = {},
                                        const format::Limits& limits = {},
                                        std::shared_ptr<Host> host = nullptr);
/// A copy of the file's message with what was learned in it.
std::shared_ptr<coreml::Model> current_message(const Model& model);
/// Writes it: byte-identical to a canonical source except where something was learned.
std::string write_model(const Model& model);
std::string write_delta(const Model& model);
/// @throws Error model_invalid when the delta does not belong to this model; format_too_new
std::shared_ptr<const Model> apply_delta(const Model& base, std::string_view bytes);

}  // namespace attune::models
