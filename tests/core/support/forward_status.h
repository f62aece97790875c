// Whether a layer takes the values it is given: what no constructor can know.
#pragma once

#include <vector>

#include "support/layer_harness.h"

namespace attune::test {

/// What forward() says of one example, into an output of its own.
inline layers::Status forward_status(const LayerSpec& spec, const std::vector<Shape>& x,
                                     const std::vector<std::vector<float>>& values) {
  const std::unique_ptr<layers::Layer> layer = make_layer(spec, x);
  std::vector<ConstTensor> from;
  for (std::size_t i = 0; i < x.size(); ++i) from.push_back({values[i].data(), x[i], 1});
  const Shape shape = layer->output_shapes().at(0);
  std::vector<float> y(static_cast<std::size_t>(shape.size()));
  std::vector<float> scratch(static_cast<std::size_t>(layer->scratch_floats(1)));
  const Tensor to{y.data(), shape, 1};
  layers::Pass pass;
  pass.x = from;
  pass.y = {&to, 1};
  pass.scratch = scratch;
  return layer->forward(pass);
}

}  // namespace attune::test
