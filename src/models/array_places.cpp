#include "models/array_places.h"

#include <array>

namespace attune::models {

using format::LayerKind;

std::span<const ArrayPlace> array_places(LayerKind kind) {
  static constexpr std::array kInnerProduct = {ArrayPlace{"weights", 20},
                                               ArrayPlace{"biases", 21, 10}};
  static constexpr std::array kConvolution = {ArrayPlace{"weights", 90},
                                              ArrayPlace{"biases", 91, 70}};
  static constexpr std::array kEmbeddingNd = {ArrayPlace{"weights", 20},
                                              ArrayPlace{"biases", 21, 3}};
  static constexpr std::array kMatmul = {ArrayPlace{"weights", 8}, ArrayPlace{"biases", 9, 7}};
  static constexpr std::array kScale = {ArrayPlace{"weights", 2}, ArrayPlace{"biases", 5, 3}};
  static constexpr std::array kBias = {ArrayPlace{"biases", 2}};
  switch (kind) {
    case LayerKind::inner_product:
    case LayerKind::embedding:
      return kInnerProduct;
    case LayerKind::embedding_nd:
      return kEmbeddingNd;
    case LayerKind::convolution:
      return kConvolution;
    case LayerKind::batched_matmul:
      return kMatmul;
    case LayerKind::scale:
      return kScale;
    case LayerKind::bias:
      return kBias;
    default:
      return {};
  }
}

}  // namespace attune::models
