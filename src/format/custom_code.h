// What a custom layer or a custom model says in the file, and the code outside of the file that
// does its work. The core names the code by its class and knows no more of it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/shape.h"
#include "base/tensor.h"
#include "format/wire.h"

namespace attune::format {

/// Bytes that are no text. View the file.
struct RawBytes {
  std::string_view bytes;
};

/// A value of the map `parameters`. monostate: one of a kind that the format does not list.
using CustomValue =
    std::variant<std::monostate, double, std::string_view, std::int64_t, bool, RawBytes>;

/// CustomLayerParams or CustomModel; the numbers of their fields are the same. Views the file.
struct CustomSpec {
  explicit CustomSpec(const Message& message);

  std::string_view class_name, description;
  std::vector<std::pair<std::string_view, CustomValue>> parameters;  ///< in the order of the file
  /// Of a layer: floats where the file holds floats or halves, else the stored bytes.
  std::vector<std::variant<std::vector<float>, RawBytes>> weights;
};

/// The arrays of one example. The gradients are of backward() only.
struct CustomPass {
  std::span<const ConstTensor> x;
  std::span<const Tensor> y;
  std::span<const ConstTensor> dy;
  std::span<const Tensor> dx;  ///< where to add; data is null where nobody wants it
};

/// The code of one custom layer, made for the shapes of its inputs.
class CustomLayer {
 public:
  CustomLayer() = default;
  CustomLayer(const CustomLayer&) = delete;
  CustomLayer& operator=(const CustomLayer&) = delete;
  virtual ~CustomLayer() = default;

  /// @throws Error shape_mismatch when the code throws or answers something else than shapes
  virtual std::vector<Shape> output_shapes(std::span<const Shape> x) = 0;
  virtual bool has_backward() const = 0;
  /// Writes y. @return what the code threw; "" when it did not
  virtual std::string evaluate(const CustomPass& pass) = 0;
  /// Adds to dx. @return as evaluate()
  virtual std::string backward(const CustomPass& pass) = 0;
};

/// Who has the code: whoever loads the model.
class CustomHost {
 public:
  CustomHost() = default;
  CustomHost(const CustomHost&) = delete;
  CustomHost& operator=(const CustomHost&) = delete;
  virtual ~CustomHost() = default;

  /// @param layer  its name, for messages
  /// @return null when no class of that name was given
  /// @throws Error invalid_parameter when the class cannot be made
  virtual std::unique_ptr<CustomLayer> make_layer(const CustomSpec& spec,
                                                  std::string_view layer) = 0;
};

}  // namespace attune::format
