// The contract of a layer: what it must know when it is made, and what it does while the network
// runs.
//
// A network works on a batch of examples. Every value between layers is a Tensor: `examples` arrays
// of one shape, one after the other. A layer never mixes examples. The shape of ONE example is what
// Core ML calls the blob's shape: five axes [Seq, Batch, C, H, W] in networks with rank-5 mapping,
// the declared axes otherwise. "Channel", "height" and "width" are the axes -3, -2 and -1.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/shape.h"
#include "base/share.h"
#include "base/tensor.h"
#include "format/layer_spec.h"

namespace attune::layers {

using format::Floats;
using format::LayerKind;
using format::LayerSpec;

/// What can go wrong while a network runs; all else is refused when it is made.
enum class Status : std::uint8_t { ok, failed };

/// A learned array of a layer. The layer reads `value`; whoever trains it points `value` at a copy
/// of its own and `gradient` at a place of the same size.
struct Parameter {
  std::string_view role;   ///< "weights" or "biases", as MLParameterKey names them
  format::FieldPath path;  ///< below the layer's params: where its WeightParams stands
  Shape shape;             ///< as the format lays it out, e.g. [outputChannels, inputChannels]
  Floats stored;           ///< the file's or the version's values
  const float* value = nullptr;
  float* gradient = nullptr;  ///< null when it is not trained

  explicit operator bool() const { return value != nullptr; }
};

/// One run over a batch. The plan owns all of it; every tensor of one pass has the same number of
/// examples.
struct Pass {
  std::span<const ConstTensor> x;  ///< inputs
  std::span<const Tensor>
      y;  ///< outputs: forward() writes every element, backward() reads what forward() wrote
  std::span<const ConstTensor> dy;  ///< backward: the loss's gradient by each output
  std::span<const Tensor> dx;  ///< backward: where to add the gradient by each input; data is null
                               ///< where nobody wants it
  std::span<float> scratch;    ///< scratch_floats(examples) floats, contents unspecified
  int examples = 1;
  /// backward: to which share of the parameters' gradients to add; 0 parts: to none. Heeded by
  /// layers that say splits_gradients().
  Share share;
};

/// Where the layers of a network left off: at their end, at a loopBreak, at a loopContinue.
enum class Flow : std::uint8_t { done, left_loop, next_turn };

/// A network inside a layer (branch, loop). It shares its values by name with the network around
/// it: it reads what was made there, and what it makes is seen there. The plan makes and runs it.
class Subnetwork {
 public:
  virtual ~Subnetwork() = default;
  /// @throws Error what its layers refuse; model_too_large when a prediction runs too many of them
  virtual Flow run() = 0;
  /// A value as it is now. @throws Error model_invalid when nothing has made it
  virtual ConstTensor value(std::string_view name) const = 0;
};

class Layer {
 public:
  Layer() = default;
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;
  virtual ~Layer() = default;

  /// The shape of each output, for one example.
  virtual std::vector<Shape> output_shapes() const = 0;
  /// Learned arrays that can be trained, in the order weights, biases; none for most layers.
  virtual std::span<Parameter> parameters() { return {}; }
  /// How many floats of scratch forward() and backward() need for a batch of so many examples.
  virtual std::uint64_t scratch_floats([[maybe_unused]] int examples) const { return 0; }

  // Of dynamic layers only (is_dynamic() below), called for ONE example whose inputs are known.
  /// Before every forward(): settles what output_shapes() says, which hangs on the inputs' values.
  /// @throws Error bad_example, model_invalid, shape_mismatch for values that give no shape
  virtual void settle([[maybe_unused]] std::span<const ConstTensor> x) {}
  /// In place of forward(): runs the networks that the layer holds.
  /// @param x  dies when the first network runs
  /// @param networks  as LayerType::networks; null where the file holds none
  virtual Flow steer([[maybe_unused]] std::span<const ConstTensor> x,
                     [[maybe_unused]] std::span<Subnetwork* const> networks) {
    return Flow::done;
  }

  /// Whether forward() may find its output where its one input is.
  virtual bool works_in_place() const { return false; }
  /// Whether it makes the same of the largest of some numbers as the largest of what it makes of
  /// them.
  virtual bool keeps_order() const { return false; }
  /// Whether each number that it gives is the largest of some that it reads.
  virtual bool takes_largest() const { return false; }
  /// Whether threads may run examples of one batch at once, each with a Pass of its own.
  virtual bool splits_examples() const { return true; }
  /// Whether threads may add to different parts of the parameters' gradients at once.
  virtual bool splits_gradients() const { return false; }
  /// Writes every element of pass.y. Allocates nothing.
  virtual Status forward(const Pass& pass) noexcept = 0;

  /// Needs: forward() ran last on this pass and `pass.y` still holds its result.
  /// Adds the gradient to `pass.dx` and to the parameters' own gradients where they are wanted;
  /// never assigns. A layer that does not override this cannot be trained through.
  virtual void backward([[maybe_unused]] const Pass& pass) noexcept {}
  /// Whether this one has a backward(), where that hangs on more than its kind.
  virtual bool has_backward() const { return true; }
  /// What went wrong in the last forward() or backward(), for a message; "" for nothing known.
  virtual std::string_view complaint() const { return {}; }
};

/// One member of the format's oneof, ready to be made.
struct LayerType {
  LayerKind kind = LayerKind::none;
  bool differentiable = false;
  /// @param x  the shapes of the layer's inputs, for one example
  /// @throws Error model_invalid, shape_mismatch, unsupported: everything that can be refused is
  /// refused here
  std::unique_ptr<Layer> (*make)(const LayerSpec& spec, std::span<const Shape> x) = nullptr;
  /// The first input whose values, not only its shape, decide the shapes of the outputs; -1: none.
  int shape_input = -1;
  bool steers = false;                         ///< control flow: steer() takes forward()'s place
  std::array<std::uint32_t, 2> networks = {};  ///< fields of the params that hold networks
};

/// The registry's entry for a class with a constructor (const LayerSpec&, std::span<const Shape>).
template <typename T>
LayerType layer_type(LayerKind kind, int shape_input = -1) {
  return {kind, !std::is_same_v<decltype(&T::backward), void (Layer::*)(const Pass&) noexcept>,
          [](const LayerSpec& spec, std::span<const Shape> x) -> std::unique_ptr<Layer> {
            return std::make_unique<T>(spec, x);
          },
          shape_input};
}

/// The type of a layer, or null when no file here implements that kind.
const LayerType* find_layer_type(LayerKind kind);
/// The same. @throws Error unsupported for a kind that is not implemented
const LayerType& layer_type_of(const LayerSpec& spec);

/// Whether what comes after a layer is known only when its inputs' values are: control flow, and
/// output shapes that hang on values. A network with such layers is run layer by layer, one example
/// at a time, and not trained. A dynamic layer is made for the spec's lifetime: it may keep a
/// pointer to it.
bool is_dynamic(const LayerSpec& spec);

/// @throws Error unsupported for a kind that is not implemented; else as LayerType::make
std::unique_ptr<Layer> make_layer(const LayerSpec& spec, std::span<const Shape> x);

/// @throws Error model_invalid unless a layer makes as many outputs as its spec names,
/// shape_mismatch when one of them is empty: no layer is made to read nothing
void check_outputs(const LayerSpec& spec, std::span<const Shape> y);

/// Reads a parameter of the layer: `path` below its params, e.g. {20}.
/// @param channel_axis  as LayerSpec::weights has it
Parameter make_parameter(const LayerSpec& spec, std::string_view role,
                         const format::FieldPath& path, const Shape& shape, int channel_axis = 0);

/// @throws Error shape_mismatch "layer 'x': softmax reads 1 input of rank >= 3, got [2] and [3]"
/// unless there are `count`
///         inputs, each of at least the given rank
void expect_inputs(const LayerSpec& spec, std::span<const Shape> x, std::size_t count,
                   int least_rank = 0);

}  // namespace attune::layers
