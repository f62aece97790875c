"""Makes models with coremltools' builders that tests/web/build makes with ours, to be the same bytes.

    python tests/golden/make_build.py
"""

import pathlib

import numpy as np
import specs
from coremltools.models import datatypes
from coremltools.models.nearest_neighbors import KNearestNeighborsClassifierBuilder
from coremltools.models.neural_network import AdamParams, NeuralNetworkBuilder, SgdParams
from coremltools.proto import Model_pb2

FOLDER = pathlib.Path(__file__).resolve().parent / "built"


def ramp(shape, scale=1.0):
    count = int(np.prod(shape))
    return (((np.arange(count) % 7) - 3) * scale).astype(np.float32).reshape(shape)


def image_classifier():
    builder = NeuralNetworkBuilder([("image", datatypes.Array(1, 6, 6))], [("probs", None)],
                                   mode="classifier", disable_rank5_shape_mapping=False)
    # coremltools wants [height, width, input, output] and stores [output, input, height, width].
    builder.add_convolution("conv", kernel_channels=1, output_channels=2, height=3, width=3,
                            stride_height=1, stride_width=1, border_mode="same", groups=1,
                            W=ramp((2, 1, 3, 3), 0.25).transpose(2, 3, 1, 0),
                            b=np.array([0.5, -0.5], np.float32), has_bias=True,
                            input_name="image", output_name="conv")
    builder.add_activation("relu", "RELU", "conv", "relu")
    builder.add_batchnorm("norm", 2, np.array([1, 2]), np.array([0, 1]), np.array([0.5, 0]),
                          np.array([1, 4]), "relu", "norm")
    builder.add_pooling("pool", 2, 2, 2, 2, "MAX", "VALID", "norm", "pool")
    builder.add_flatten("flat", 0, "pool", "flat")
    builder.add_inner_product("dense", ramp((3, 18), 0.125), np.array([1, 0, -1]), 18, 3, True, "flat", "dense")
    builder.add_softmax("probs", "dense", "probs")
    builder.set_class_labels(["a", "b", "c"], "label", "probs")
    builder.set_pre_processing_parameters(image_input_names=["image"], is_bgr=False, image_scale=0.5, gray_bias=-1)
    builder.make_updatable(["conv", "dense"])
    builder.set_categorical_cross_entropy_loss("lossLayer", "probs")
    builder.set_sgd_optimizer(SgdParams(lr=0.05, batch=8, momentum=0.5))
    builder.set_epochs(4, [1, 4])
    builder.set_shuffle(9)
    model = builder.spec
    # The builder made the training input before the image became one.
    model.description.trainingInput[0].CopyFrom(model.description.input[0])
    outputs = sorted(model.description.output, key=lambda output: output.name != "label")
    del model.description.output[:]
    model.description.output.extend(outputs)  # ours: the label, then its probabilities
    return model


def regressor():
    builder = NeuralNetworkBuilder([("x", datatypes.Array(3))], [("price", datatypes.Array(1))],
                                   mode="regressor", disable_rank5_shape_mapping=False)
    builder.add_inner_product("price", np.array([[1, 2, 3]], np.float32), np.array([4]), 3, 1, True, "x", "price")
    builder.spec.description.predictedFeatureName = "price"
    builder.make_updatable(["price"])
    builder.set_mean_squared_error_loss("mse", ("price", datatypes.Array(1)))
    builder.set_adam_optimizer(AdamParams(eps=1e-7))
    builder.set_epochs(1)
    return builder.spec


def many_layers():
    builder = NeuralNetworkBuilder([("x", datatypes.Array(2, 4))], [("y", datatypes.Array(2, 3))],
                                   disable_rank5_shape_mapping=True)
    builder.add_transpose("turned", [1, 0], "x", "turned")
    builder.add_reshape_static("flat", "turned", "flat", [2, 4])
    builder.add_concat_nd("joined", ["x", "flat"], "joined", axis=-1)
    builder.add_activation("leaky", "LEAKYRELU", "joined", "leaky", params=[0.25])
    builder.add_inner_product("dense", ramp((3, 8)), None, 8, 3, False, "leaky", "dense")
    builder.add_softmax_nd("soft", "dense", "soft", -1)
    builder.add_clip("y", "soft", "y", 0.125, 0.5)
    model = builder.spec
    model.description.metadata.shortDescription = "many"
    model.description.metadata.author = "Attune"
    model.description.metadata.userDefined["note"] = "made"
    return model


def neighbors_strings():
    builder = KNearestNeighborsClassifierBuilder("point", "kind", 2, "none", number_of_neighbors=3,
                                                 weighting_scheme="inverse_distance", index_type="kd_tree",
                                                 leaf_size=12)
    builder.add_samples([[1.0, 2.0], [3.0, 4.0]], ["a", "b"])
    return builder.spec


def pipeline():
    front = NeuralNetworkBuilder([("x", datatypes.Array(3))], [("point", datatypes.Array(2))],
                                 disable_rank5_shape_mapping=False)
    front.add_inner_product("point", np.array([[1, 0, 0], [0, 1, 0]], np.float32), np.zeros(2), 3, 2, True,
                            "x", "point")
    model = front.spec
    for feature in [*model.description.input, *model.description.output]:
        feature.type.multiArrayType.dataType = specs.FLOAT32
    memory = KNearestNeighborsClassifierBuilder("point", "kind", 2, "unknown").spec
    whole = Model_pb2.Model(specificationVersion=4, isUpdatable=True)
    description = whole.description
    description.input.extend(model.description.input)
    description.output.extend(memory.description.output)
    description.predictedFeatureName = "kind"
    description.predictedProbabilitiesName = "kindProbs"
    description.trainingInput.extend([model.description.input[0], memory.description.trainingInput[1]])
    inner = whole.pipelineClassifier.pipeline
    inner.models.extend([model, memory])
    inner.names.extend(["front", "memory"])
    return whole


def canonical(model):
    """What the builders do without need: explicit empty lists do not show, but old versions do."""
    model.specificationVersion = 4
    if model.WhichOneof("Type") in ("pipelineClassifier",):
        for each in model.pipelineClassifier.pipeline.models:
            each.specificationVersion = 4
    return model


def main():
    FOLDER.mkdir(exist_ok=True)
    models = {"image-classifier": image_classifier(), "many-layers": many_layers(), "regressor": regressor(),
              "neighbors-strings": neighbors_strings(),
              "neighbors-integers": KNearestNeighborsClassifierBuilder("point", "label", 2, 0).spec,
              "pipeline": pipeline()}
    for name, model in models.items():
        specs.write_model(FOLDER / f"{name}.mlmodel", canonical(model))


if __name__ == "__main__":
    main()
