"""Makes what coremltools' own builders make of a model, for comparison byte by byte.

    python tests/golden/make_surgery.py

tests/golden/surgery/NAME.mlmodel is a model that does not learn, NAME.expected.mlmodel the same model
after make_updatable(), a loss and an optimizer; neighbors.expected.mlmodel is the last model of a
pipeline that ends in nearest neighbours.
"""

import pathlib

import specs
from coremltools.models import datatypes
from coremltools.models.nearest_neighbors import KNearestNeighborsClassifierBuilder
from coremltools.models.neural_network import AdamParams, NeuralNetworkBuilder, SgdParams
from specs import draw

FOLDER = pathlib.Path(__file__).resolve().parent / "surgery"


def classifier():
    builder = NeuralNetworkBuilder([("features", datatypes.Array(5))], [("probs", None)],
                                   mode="classifier", disable_rank5_shape_mapping=False)
    builder.add_inner_product("hidden", draw(1, (4, 5), 0.5), draw(2, 4, 0.1), 5, 4, True, "features", "h")
    builder.add_activation("relu", "RELU", "h", "r")
    builder.add_inner_product("last", draw(3, (3, 4), 0.5), None, 4, 3, False, "r", "scores")
    builder.add_softmax("softmax", "scores", "probs")
    builder.set_class_labels(["a", "b", "c"], "label", "probs")
    return builder


def train_classifier(builder):
    builder.make_updatable(["hidden", "last"])
    builder.set_categorical_cross_entropy_loss("lossLayer", "probs")
    builder.set_sgd_optimizer(SgdParams(lr=0.05, batch=8, momentum=0.9))
    builder.set_epochs(4, [1, 4, 16])


def regressor():
    builder = NeuralNetworkBuilder([("image", datatypes.Array(2, 4, 4))], [("y", datatypes.Array(2))],
                                   disable_rank5_shape_mapping=False)
    builder.add_convolution("conv", kernel_channels=2, output_channels=3, height=3, width=3,
                            stride_height=1, stride_width=1, border_mode="valid", groups=1,
                            W=draw(4, (3, 3, 2, 3), 0.3), b=draw(5, 3, 0.1), has_bias=True,
                            input_name="image", output_name="c")
    builder.add_activation("tanh", "TANH", "c", "t")
    builder.add_flatten("flatten", 0, "t", "f")
    builder.add_inner_product("last", draw(6, (2, 12), 0.3), draw(7, 2, 0.1), 12, 2, True, "f", "y")
    return builder


def train_regressor(builder):
    builder.make_updatable(["conv", "last"])
    builder.set_mean_squared_error_loss("mse", ("y", datatypes.Array(2)))
    params = AdamParams(lr=0.02, batch=4, beta1=0.8, beta2=0.99, eps=1e-7)
    params.set_batch(4, [2, 4])
    builder.set_adam_optimizer(params)
    builder.set_epochs(2)
    builder.set_shuffle(11)


def neighbors():
    return KNearestNeighborsClassifierBuilder("embedding", "label", 128, "unknown", number_of_neighbors=3,
                                              weighting_scheme="inverse_distance", index_type="kd_tree",
                                              leaf_size=12).spec


def main():
    FOLDER.mkdir(exist_ok=True)
    for name, make, train in (("classifier", classifier, train_classifier),
                              ("regressor", regressor, train_regressor)):
        specs.write_model(FOLDER / f"{name}.mlmodel", make().spec)
        builder = make()
        train(builder)
        specs.write_model(FOLDER / f"{name}.expected.mlmodel", builder.spec)
    specs.write_model(FOLDER / "neighbors.expected.mlmodel", neighbors())


if __name__ == "__main__":
    main()
