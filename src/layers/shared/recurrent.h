// Layers that walk along a sequence and keep a state: the base of simpleRecurrent, gru and the two
// LSTM layers. It walks; a member says what a step does.
//
//   x                 [Seq, Batch, C, H, W] with C H W = inputVectorSize
//   initial states    as many elements as [1, Batch, out, 1, 1]; zeros where they are not given
//   y                 [Seq, Batch, width, 1, 1] in the order in which the steps were made, or
//                     [1, Batch, width, 1, 1], the last one, without sequenceOutput
//   final states      [1, Batch, out, 1, 1]
//
// The inputs are x, then the states of each direction; the outputs y, then the states. A layer may
// name fewer outputs than it has. The arguments of all gates are clipped to -50 ... 50; a clipped
// one passes no gradient.
//
// Reversed input (reverseInput) is read from the end, and y then begins with the step that read the
// last element: so do the format's own tests. In a layer of two directions the second reads from
// the end, and its part of y stands beside the part of the first that read the same element.
//
// Gradients flow back through all steps. backward() runs the steps forward once more instead of
// keeping what they computed.
#pragma once

#include <vector>

#include "kernels/activations.h"
#include "layers/layer.h"

namespace attune::layers {

/// The function of a gate: f(clip(a)).
struct GateFunction {
  kernels::Activation function;
  kernels::ActivationConstants constants;
  float low = 0, high = 0;  ///< f(-50) and f(50)

  /// values = f(clip(values))
  void apply(float* values, std::size_t count) const noexcept;
  /// Needs: values = f(clip(a)); all three arrays are apart. values = dvalues f'(clip(a)), the
  /// gradient by a.
  void turn_back(float* values, const float* dvalues, float* temp,
                 std::size_t count) const noexcept;
};
/// An ActivationParams message of a recurrent layer: linear, sigmoid, tanh, ReLU, scaledTanh or
/// sigmoidHard.
/// @throws Error model_invalid for any other
GateFunction read_gate_function(const LayerSpec& spec, const format::Message& activation);
/// The same for a repeated field that must hold `count` of them.
std::vector<GateFunction> read_gate_functions(const LayerSpec& spec, std::uint32_t field,
                                              std::size_t count);

class Recurrent : public Layer {
 public:
  struct Options {
    std::uint64_t in = 0, out = 0;  ///< inputVectorSize, outputVectorSize
    int gates = 1;
    int directions = 1;
    bool has_cell = false;  ///< a second state, c
    bool sequence_output = false, reverse = false;
    bool trainable = true;  ///< whether parameters() shows the arrays
    /// Gates, the last ones, whose recursion reads something else than the last output: the step
    /// itself adds it.
    int own_recursions = 0;
  };

  std::vector<Shape> output_shapes() const override;
  std::span<Parameter> parameters() override { return trainable_ ? parameters_ : no_parameters(); }
  std::uint64_t scratch_floats(int examples) const override;
  Status forward(const Pass& pass) noexcept override;
  void backward(const Pass& pass) noexcept override;

 protected:
  /// @throws Error shape_mismatch for inputs of other shapes, model_invalid for impossible sizes
  Recurrent(const LayerSpec& spec, std::span<const Shape> x, const Options& options);

  /// One of a gate's four arrays.
  enum Role : std::uint8_t { weights, recursion, bias, peephole };
  static constexpr std::size_t kRoles = 4;

  /// Reads an array of a gate; gates are counted through all directions. In order of calls they
  /// become the layer's parameters.
  /// @param name   as the format calls it; becomes the parameter's role
  /// @param path   below the layer's params
  /// @param inside  instead of the params: the message in which the last number of the path stands
  void read_array(const LayerSpec& spec, int gate, Role role, std::string_view name,
                  const format::FieldPath& path, const format::Message* inside = nullptr);

  /// What a step works on; each array holds `rows` rows of `out` floats, one after the other.
  struct Step {
    int direction = 0, rows = 0;
    std::size_t floats = 0;  ///< rows times out
    float* gates = nullptr;  ///< of the first gate
    std::size_t gate_step = 0;
    const float* last_h = nullptr;
    float* h = nullptr;
    /// has_cell: the cell's state before and after the step. Otherwise last_c is this step's own,
    /// kept until backward().
    float *last_c = nullptr, *c = nullptr;
    float *dh = nullptr, *dc = nullptr;
    float* temp[3] = {};
    std::span<float> scratch;

    float* gate(int index) const { return gates + static_cast<std::size_t>(index) * gate_step; }
  };
  /// Needs: the gates hold W x + b + R h', but for the gates of own recursion W x + b.
  /// Ensures: the gates hold their values, h the output, c the new state.
  virtual void advance(const Step& step) const noexcept = 0;
  /// Needs: the same arrays as advance() left them; dh and dc the gradient by h and c.
  /// Ensures: the gates hold the gradients by their arguments; dc is the gradient by last_c; dh is
  /// the part of the gradient by last_h that does not flow through R, gates of own recursion
  /// excepted.
  virtual void go_back(const Step& step) noexcept = 0;

  int out() const { return out_; }
  const Parameter* array(int direction, int gate, Role role) const;
  float* gradient_of(int direction, int gate, Role role) const;
  /// values += R x for a gate's recursion matrix R.
  void add_recursion(const Step& step, int gate, const float* x, float* values) const noexcept;
  /// dx += R' da
  void add_recursion_back(const Step& step, int gate, const float* da, float* dx) const noexcept;
  /// Added to a gate's bias when it is read.
  void add_to_bias(int gate, float amount) { bias_added_[static_cast<std::size_t>(gate)] = amount; }

 private:
  struct Run;

  static std::span<Parameter> no_parameters() { return {}; }
  std::size_t index_of(int direction, int gate, Role role) const;
  int rows(int examples) const { return static_cast<int>(batch_) * examples; }
  // What stands behind the sequence among inputs and outputs: each direction's h, then its c.
  std::size_t state_of(int direction) const {
    return 1 + static_cast<std::size_t>(direction) * (has_cell_ ? 2 : 1);
  }
  bool reads_reversed(int direction) const { return directions_ == 2 ? direction == 1 : reverse_; }
  Run make_run(const Pass& pass, int direction) const;
  Step step_of(const Run& run, std::int64_t at) const;
  void run_forward(const Pass& pass, const Run& run) const noexcept;
  void run_back(const Pass& pass, const Run& run) noexcept;
  void add_gradients(const Run& run) noexcept;
  // Calls visit(place in the order of steps, place in x or y) for each row.
  template <typename Visit>
  void each_row(const Run& run, bool reversed, std::int64_t steps, Visit visit) const;

  std::int64_t seq_ = 1, batch_ = 1;
  int in_ = 0, out_ = 0, gates_ = 1, directions_ = 1, own_recursions_ = 0;
  bool has_cell_ = false, sequence_output_ = false, reverse_ = false, trainable_ = true;
  std::size_t outputs_ = 1;
  std::vector<Parameter> parameters_;
  std::vector<std::size_t> indices_;  // of [direction, gate, role] in parameters_
  std::vector<float> bias_added_;     // a gate
};

}  // namespace attune::layers
