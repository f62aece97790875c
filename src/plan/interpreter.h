// Interpreter: a network whose shapes, or whose way, hang on values. Each layer is made when the
// values before it are known, one example at a time; nothing is planned ahead.
//
// All its networks, the ones inside branches and loops too, share their values by name: a name that
// is written again holds the new value. A layer is made anew only when its inputs have other
// shapes.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "layers/layer.h"

namespace attune::plan {

/// An input of the network: its name, which must outlive the plan, and the shape of one example.
struct Input {
  std::string_view name;
  Shape shape;
};

/// Throws what a layer's Status says: bad_example.
[[noreturn]] void refuse_values(const layers::LayerSpec& spec, const layers::Layer& layer);

class Interpreter {
 public:
  /// How deep networks may stand in layers of networks.
  static constexpr int kMostDepth = 64;
  /// How often one run may run the networks in its layers: what ends a loop that has no end.
  static constexpr int kMostRuns = 100'000;

  /// Needs: the specs, and the bytes they view, outlive this.
  /// @param most_bytes  all values of one example together
  /// @throws Error model_invalid when a layer reads a value that nothing before it makes, or
  /// nothing makes a wanted one; unsupported for a layer that we cannot run; model_too_large
  Interpreter(std::span<const layers::LayerSpec> specs, std::span<const Input> inputs,
              std::span<const std::string> wanted, std::uint64_t most_bytes);
  ~Interpreter();

  void set_input_shape(std::size_t index, const Shape& shape);
  /// Where to write an input. Dies at the next set_input_shape() of it.
  Tensor input(std::size_t index);
  /// Runs the layers. @throws Error
  void run();
  /// A value after run(), of one example. @throws Error model_invalid when the layers that ran did
  /// not make it
  ConstTensor value(std::string_view name) const;
  /// What the values take now.
  std::uint64_t bytes() const { return floats_ * sizeof(float); }

 private:
  class Body;  // the layers of one network
  struct Step;

  struct Value {
    Shape shape;
    std::vector<float> data;
    bool made = false;
  };

  std::size_t slot(std::string_view name);
  layers::Flow run_step(Step& step);
  void run_layer(Step& step, std::span<const ConstTensor> x);
  void check_room(std::uint64_t floats) const;

  struct Place {
    std::size_t value;
    Shape shape;  ///< of the input: a layer may write another value under its name
  };
  std::map<std::string_view, std::size_t> names_;
  std::vector<Value> values_;  // the inputs first
  std::vector<Place> inputs_;
  std::size_t input_values_;
  std::unique_ptr<Body> body_;
  std::uint64_t floats_ = 0, most_floats_;
  int runs_ = 0;
};

}  // namespace attune::plan
