// Inner product (a dense layer): each row of the input times a matrix.
//   y[r, o] = b[o] + sum_i W[o, i] x[r, i]
//
//   x  (C_in), (r, C_in), (r1, r2, C_in), (r, C, H, W) or (r1, r2, C, H, W), where C H W = C_in
//   y  (C_out), (r, C_out), (r1, r2, C_out), (r, C_out, 1, 1) or (r1, r2, C_out, 1, 1)
//   W  [C_out, C_in]
//   b  [C_out]
//
// Reads InnerProductLayerParams. Weights and bias can be trained. With int8DynamicQuantize x is
// rounded as shared/dense.h says; a bias is added even then, which the format forbids and its own
// tools write.
// Refuses ranks outside 1 to 5 and rows of another length (shape-mismatch), int8DynamicQuantize
// with weights that are not int8 (model-invalid).

#include "layers/shared/dense.h"
#include "layers/shared/spatial.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kInputChannels = 1, kOutputChannels = 2, kHasBias = 10, kWeights = 20,
                        kBias = 21, kInt8DynamicQuantize = 22;

class InnerProduct final : public Dense {
 public:
  InnerProduct(const LayerSpec& spec, std::span<const Shape> x)
      : Dense(spec, x, options(spec, x)) {}

 private:
  static Options options(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1, 1);
    const int rank = x[0].rank();
    if (rank > 5) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()},
           ": innerProduct reads 1 input of rank 1 to 5, got ", x);
    }
    const int first = rank < 4 ? rank - 1 : rank - 3;  // of the axes that make a row
    const format::Message& params = spec.params();
    const int out = output_count(spec, params.integer(kOutputChannels));
    return {.rows = x[0].size_of(0, first),
            .in = x[0].size_of(first, rank),
            .y = first == rank - 1 ? x[0].with(-1, out) : with_image(x[0], out, 1, 1),
            .stated_in = params.integer(kInputChannels),
            .out = params.integer(kOutputChannels),
            .weights = kWeights,
            .bias = kBias,
            .has_bias = params.flag(kHasBias),
            .quantizes_input = params.flag(kInt8DynamicQuantize)};
  }
};
}  // namespace

LayerType inner_product() { return layer_type<InnerProduct>(LayerKind::inner_product); }
}  // namespace attune::layers
