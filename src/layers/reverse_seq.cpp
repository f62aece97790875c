// ReverseSeq: the start of each sequence back to front, as TensorFlow's reverse_sequence.
//   y[..., b, ..., l, ...] = x[..., b, ..., n[b] - 1 - l, ...] for l < n[b], else x[..., l, ...]
//
//   x  any shape; b stands at the batch axis, l at the sequence axis
//   n  (B): a length for each index of the batch axis, rounded toward zero
//   y  the shape of x
//
// Reads ReverseSeqLayerParams: batchAxis 1, sequenceAxis 2 (negative: from the end). Refuses
// (model-invalid) a batch axis that does not stand before the sequence axis, (shape-mismatch) axes
// that x lacks, another number of lengths, anything but two inputs. forward() fails on a length
// below 0 or beyond the sequence axis. No gradient by the lengths: they are a choice.

#include <algorithm>

#include "kernels/elementwise.h"
#include "layers/shared/axes.h"

namespace attune::layers {
namespace {
class ReverseSeq final : public Layer {
 public:
  ReverseSeq(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 2);
    shape_ = x[0];
    const int rank = shape_.rank();
    const int batch = resolve_axis(spec, spec.params().signed_integer(1), rank);
    const int sequence = resolve_axis(spec, spec.params().signed_integer(2), rank);
    if (batch >= sequence) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": reverseSeq names batch axis ", batch,
           ", which does not stand before sequence axis ", sequence);
    }
    batch_ = shape_[batch];
    length_ = shape_[sequence];
    if (x[1] != Shape{batch_}) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": reverseSeq needs ", batch_,
           " lengths, got an input of shape ", x[1]);
    }
    between_ = shape_.size_of(batch + 1, sequence);
    inner_ = shape_.size_of(sequence + 1, rank);
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    for (const float number : pass.x[1].span()) {
      if (!(number > -1 && number < static_cast<float>(length_) + 1)) return Status::failed;
    }
    each_step(pass, [&](std::int64_t in_y, std::int64_t in_x) {
      std::copy_n(pass.x[0].data + in_x, inner_, pass.y[0].data + in_y);
    });
    return Status::ok;
  }

  // dx += dy, in the other order
  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    each_step(pass, [&](std::int64_t in_y, std::int64_t in_x) {
      kernels::add(pass.dy[0].data + in_y, pass.dx[0].data + in_x,
                   static_cast<std::size_t>(inner_));
    });
  }

 private:
  // Calls visit(place in y, place in x) for each step of each sequence of the batch in turn.
  template <typename Visit>
  void each_step(const Pass& pass, Visit visit) const {
    const std::int64_t steps = shape_.size() / std::max<std::int64_t>(inner_, 1);
    for (int e = 0; e < pass.examples; ++e) {
      const float* const lengths = pass.x[1].example(e);
      const std::int64_t start = shape_.size() * e;
      for (std::int64_t step = 0; step < steps; ++step) {
        const std::int64_t l = step % length_, b = step / length_ / between_ % batch_;
        const auto count = std::min(static_cast<std::int64_t>(lengths[b]), length_);
        const std::int64_t from = l < count ? step - l + count - 1 - l : step;
        visit(start + step * inner_, start + from * inner_);
      }
    }
  }

  Shape shape_;
  std::int64_t batch_ = 1, between_ = 1, length_ = 1, inner_ = 1;  // extents, outermost first
};
}  // namespace

LayerType reverse_seq() { return layer_type<ReverseSeq>(LayerKind::reverse_seq); }
}  // namespace attune::layers
