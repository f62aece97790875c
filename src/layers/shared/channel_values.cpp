#include "layers/shared/channel_values.h"

#include "layers/shared/axes.h"

namespace attune::layers {

ChannelValues make_channel_values(const LayerSpec& spec, std::string_view role,
                                  std::uint32_t shape_field, std::uint32_t values_field,
                                  const Shape& x) {
  const Shape shape = positive_shape(spec, spec.params().signed_integers(shape_field),
                                     sentence("shape of its ", role));
  if (shape.rank() != 1 && shape.rank() != 3) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": the shape of its ", role, " is ", shape,
         "; it must be [1], [C], [1, H, W] or [C, H, W]");
  }
  const Shape repeated = shape.rank() == 1 ? Shape{shape[0], 1, 1} : shape;
  if (!kernels::broadcasts(repeated, x)) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": its ", role, " of shape ", shape,
         " do not fit the input ", x);
  }
  return {make_parameter(spec, role, {values_field}, shape), kernels::View(repeated, x)};
}

}  // namespace attune::layers
