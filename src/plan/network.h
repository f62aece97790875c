// A network made ready: its layers in order, the shape of every value, one block of memory for all
// of it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/share.h"
#include "base/tensor.h"
#include "layers/layer.h"
#include "losses/loss.h"
#include "plan/interpreter.h"
#include "plan/lifetimes.h"
#include "plan/team.h"

namespace attune::plan {

/// What training needs to know.
struct Training {
  const losses::LossType* loss = nullptr;
  std::string_view loss_name;
  std::string_view loss_input;  ///< the value that the loss compares with the target
  int state_per_weight = 0;     ///< floats that the optimizer keeps for each weight
  bool gradients = true;        ///< false: only the loss is wanted (evaluation)
};

/// An array that is trained: a copy of its own, its gradient, and the optimizer's memory.
struct TrainedArray {
  std::size_t layer = 0;  ///< index in the network
  layers::Parameter* parameter = nullptr;
  std::span<float> value, gradient, state;
};

class Network {
 public:
  /// A network with dynamic layers (layers::is_dynamic) is not planned but interpreted, one example
  /// a run.
  /// Needs: the specs, and the bytes they view, outlive the network.
  /// @param wanted    the values to compute; layers that none of them (nor the loss) needs are not
  /// run
  /// @param capacity  the most examples of one run; fewer where so many would take more than
  /// kBudgetBytes or most_bytes
  /// @param most_bytes  what the plan, or the values of a dynamic network, may take
  /// @throws Error model_invalid when a layer reads a value that nothing before it makes;
  /// unsupported, shape_mismatch from
  ///         the layers; memory when the plan does not fit; not_updatable for training through
  ///         dynamic layers
  Network(std::span<const layers::LayerSpec> specs, std::span<const Input> inputs,
          std::span<const std::string> wanted, int capacity,
          const std::optional<Training>& training = std::nullopt,
          std::uint64_t most_bytes = Arena::kMostBytes);
  ~Network();

  /// Above this the capacity shrinks: a function of the model alone, so that it is the same on
  /// every machine.
  static constexpr std::uint64_t kBudgetBytes = std::uint64_t{256} << 20;

  int capacity() const { return capacity_; }
  /// Whether shapes are known only after forward(), which may then throw what layers refuse.
  bool is_dynamic() const { return interpreter_ != nullptr; }
  std::uint64_t planned_bytes() const {
    return interpreter_ ? interpreter_->bytes() : arena_.planned_bytes();
  }
  /// Makes ready for inputs of these shapes. @return false when it is planned for others
  bool take_shapes(std::span<const Shape> inputs);

  /// Where to write `examples` examples of an input.
  Tensor input(std::size_t index, int examples);
  /// Whether anything wanted depends on an input.
  bool needs_input(std::size_t index) const { return values_[index].needed; }
  /// The shape of one example of a value. @throws Error model_invalid when there is no such value
  Shape shape(std::string_view value) const;
  /// A value after forward().
  ConstTensor value(std::string_view name, int examples) const;

  /// Runs the layers. @throws Error bad_example when a layer fails on these values
  void forward(int examples);

  // With training only.
  const losses::Loss& loss() const { return *loss_; }
  /// What the loss reads: the scores for cross entropy, the output for mean squared error.
  ConstTensor loss_input(int examples) const { return tensor(loss_value_, {0, examples}); }
  /// Needs: forward() ran. Adds scale times the gradient of the examples' losses to the trained
  /// arrays' gradients. With `scales` each example has its own instead of `scale`.
  /// @throws Error bad_example when a custom layer fails
  void backward(int examples, const ConstTensor& target, float scale,
                std::span<const float> scales = {});
  std::span<const TrainedArray> trained() const { return trained_; }

  // What training leaves as it is gives the same values for an example in every epoch. forward() is
  // forward_frozen(), then forward_learning(); what the latter reads of the former, the frontier,
  // may be kept and put back instead.
  /// Floats of one example at the frontier; 0 when there is nothing to save.
  std::size_t frontier_floats() const { return frontier_floats_; }
  void forward_frozen(int examples);
  void forward_learning(int examples);
  void copy_frontier(int example, float* to) const;
  void put_frontier(int example, const float* from);

 private:
  struct Value {
    std::string_view name;
    Shape shape;
    Slot slot, gradient;
    bool learns = false;  ///< depends on a trained array
    bool needed = false;
    bool wanted = false;    ///< read after forward()
    std::size_t place = 0;  ///< the value in whose memory it lies: its own, or what it was made of
  };
  struct Step {
    const layers::LayerSpec* spec = nullptr;
    std::unique_ptr<layers::Layer> layer;
    std::vector<std::size_t> x, y;   ///< indices of values
    std::vector<std::size_t> fresh;  ///< values whose gradients begin here, at 0
    bool forward = false, backward = false;
    bool learns = false;  ///< backward() adds to arrays of its own
  };

  std::size_t find(std::string_view name) const;
  void add_steps(std::span<const layers::LayerSpec> specs);
  void mark_needed(std::span<const std::string> wanted);
  void plan_training(const Training& training);
  void find_frontier();
  std::vector<int> count_readers() const;
  void postpone_activations();
  void find_places();
  // What a member of the team works with: room for one layer's tensors, so that running allocates
  // nothing, and scratch.
  struct Member {
    std::vector<ConstTensor> x, dy;
    std::vector<Tensor> y, dx;
    Slot scratch;
  };

  template <typename Which>
  void run(int examples, Which which);
  template <typename Work>
  void share_out(int pieces, const Work& work);
  int shares(const Step& step, int examples) const;
  layers::Pass pass(Member& member, const Step& step, Share::Range examples) const;
  layers::Pass backward_pass(Member& member, const Step& step, Share::Range examples) const;
  void backward(const Step& step, int examples);
  int backward_moment(std::size_t step) const;
  std::vector<Lifetime> lifetimes();
  std::uint64_t scratch_floats(int examples) const;
  void plan_memory(int state_per_weight, std::uint64_t budget);
  Tensor tensor(std::size_t value, Share::Range examples) const;
  Tensor gradient(std::size_t value, Share::Range examples) const;

  int capacity_;
  std::unique_ptr<Interpreter> interpreter_;  // then nothing of what follows is used
  std::size_t input_count_;
  std::vector<Value> values_;
  std::vector<Step> steps_;
  std::unique_ptr<losses::Loss> loss_;
  std::size_t loss_value_ = 0;
  std::vector<TrainedArray> trained_;
  std::vector<std::size_t> frontier_;  ///< values
  std::size_t frontier_floats_ = 0;
  std::vector<Slot> trained_slots_;
  std::vector<Member> members_;  ///< of the team
  Arena arena_;
};

}  // namespace attune::plan
