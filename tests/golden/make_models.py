"""Makes the models of tests/models that nobody else made; the others are unchanged copies.

    python tests/golden/make_models.py

Every model is updatable and legal by the rules that coremltools' validators check.
"""

import pathlib

import specs
from coremltools.models.nearest_neighbors import KNearestNeighborsClassifierBuilder
from coremltools.models.neural_network import NeuralNetworkBuilder, SgdParams
from coremltools.models import datatypes
from coremltools.proto import Model_pb2, NeuralNetwork_pb2
from specs import draw

MODELS = pathlib.Path(__file__).resolve().parent.parent / "models"


def describe(model, text):
    model.description.metadata.shortDescription = text
    model.description.metadata.author = "Attune"
    model.description.metadata.license = "MIT"


def network(text, layers, inputs, outputs, *, target, exact=False):
    """A neuralNetwork model; inputs, outputs and target are (name, shape) or (name, shape, type)."""
    model = Model_pb2.Model(specificationVersion=4, isUpdatable=True)
    for feature in inputs:
        specs.array_feature(model.description.input.add(), *feature)
    for feature in outputs:
        specs.array_feature(model.description.output.add(), *feature)
    for feature in [*inputs, target]:
        specs.array_feature(model.description.trainingInput.add(), *feature)
    describe(model, text)
    model.neuralNetwork.layers.extend(layers)
    if exact:
        model.neuralNetwork.arrayInputShapeMapping = NeuralNetwork_pb2.EXACT_ARRAY_MAPPING
    return model


def common_parameters(update, epochs):
    specs.whole(update.epochs, epochs, low=1, high=1000)
    update.shuffle.defaultValue = True
    update.seed.defaultValue = 7


def drawing_classifier():
    """The feature extractor of Apple's drawing sample with an empty kNN behind it."""
    embedding = specs.read_model(MODELS / "tiny-drawing-embedding.mlmodel")
    builder = KNearestNeighborsClassifierBuilder(
        "embedding", "label", 128, "unknown", number_of_neighbors=5,
        weighting_scheme="inverse_distance", index_type="linear")
    builder.description = "Classifies 128 dimension vector based on 5 nearest neighbors"
    builder.author, builder.license = "Attune", "MIT"
    knn = builder.spec
    knn.description.input[0].shortDescription = "Input vector to classify"
    knn.description.output[0].shortDescription = "Predicted label. Defaults to 'unknown'"
    knn.description.output[1].shortDescription = "Probabilities / score for each possible label."

    model = Model_pb2.Model(specificationVersion=4, isUpdatable=True)
    description = model.description
    description.input.extend(embedding.description.input)
    description.output.extend(knn.description.output)
    description.predictedFeatureName = knn.description.predictedFeatureName
    description.predictedProbabilitiesName = knn.description.predictedProbabilitiesName
    description.trainingInput.extend([embedding.description.input[0], knn.description.output[0]])
    description.trainingInput[0].shortDescription = "Example sketch"
    description.trainingInput[1].shortDescription = "Associated true label of example sketch"
    describe(model, "Learns to name 28 x 28 drawings from a person's own examples.")
    model.pipelineClassifier.pipeline.models.extend([embedding, knn])
    return model


def momentum_mlp():
    """Made by coremltools' own builder, so that it is spelled as real files are."""
    builder = NeuralNetworkBuilder(
        [("features", datatypes.Array(10))], [("direction_probs", None)], mode="classifier",
        disable_rank5_shape_mapping=False)
    hidden, last = draw(11, (16, 10), 0.35), draw(12, (4, 16), 0.3)
    builder.add_inner_product("hidden", hidden, draw(13, 16, 0.1), 10, 16, True,
                              "features", "hidden_out")
    builder.add_activation("relu", "RELU", "hidden_out", "relu_out")
    builder.add_inner_product("last", last, draw(14, 4, 0.1), 16, 4, True, "relu_out", "scores")
    builder.add_softmax("softmax", "scores", "direction_probs")
    builder.set_class_labels(["north", "east", "south", "west"], "direction", "direction_probs")
    builder.make_updatable(["hidden", "last"])
    builder.set_categorical_cross_entropy_loss("loss", "direction_probs")
    builder.set_sgd_optimizer(SgdParams(lr=0.05, batch=8, momentum=0.9))
    builder.set_epochs(4)
    model = builder.spec
    for feature in [*model.description.input, *model.description.trainingInput]:
        if feature.type.WhichOneof("Type") == "multiArrayType":
            feature.type.multiArrayType.dataType = specs.FLOAT32
    update = model.neuralNetworkClassifier.updateParams
    specs.whole(update.optimizer.sgdOptimizer.miniBatchSize, 8, low=1, high=256)
    common_parameters(update, 4)
    model.specificationVersion = 4
    describe(model, "Two inner products, string labels, cross entropy, SGD with momentum 0.9")
    return model


def batchnorm_between():
    layers = [
        specs.convolution("conv", "image", "conv_out", draw(21, (6, 2, 3, 3), 0.3),
                          draw(22, 6, 0.1), padding="same", updatable=True),
        specs.batchnorm("norm", "conv_out", "norm_out", [1.25, 0.5, -0.75, 2.0, 1.0, 0.9],
                        [0.1, -0.2, 0.3, 0.0, -0.4, 0.25], [0.05, -0.3, 0.2, 0.4, -0.1, 0.15],
                        [0.5, 1.5, 0.25, 2.25, 0.81, 1.0], epsilon=1e-3),
        specs.activation("relu", "norm_out", "relu_out", "ReLU"),
        specs.pooling("pool", "relu_out", "pool_out", "MAX"),
        specs.flatten("flatten", "pool_out", "flat"),
        specs.inner_product("last", "flat", "scores", draw(23, (3, 72), 0.12), draw(24, 3, 0.05),
                            updatable=True),
        specs.softmax("softmax", "scores", "probabilities"),
    ]
    model = network("A stored batch normalisation between two trained layers; Adam", layers,
                    [("image", [2, 8, 6])], [("probabilities", [3])],
                    target=("probabilities_true", [1], specs.INT32))
    update = model.neuralNetwork.updateParams
    loss = update.lossLayers.add(name="loss").categoricalCrossEntropyLossLayer
    loss.input, loss.target = "probabilities", "probabilities_true"
    adam = update.optimizer.adamOptimizer
    specs.real(adam.learningRate, 0.01, 0, 1)
    specs.whole(adam.miniBatchSize, 6, allowed=[3, 6, 12])
    specs.real(adam.beta1, 0.9, 0, 1)
    specs.real(adam.beta2, 0.999, 0, 1)
    specs.real(adam.eps, 1e-8, 0, 1)
    common_parameters(update, 4)
    return model


def half_frozen():
    """Exact array mapping, rank-1 blobs, no momentum parameter at all, a last layer without bias."""
    layers = [
        specs.inner_product("frozen", "measures", "frozen_out", draw(31, (12, 7), 0.4),
                            draw(32, 12, 0.2), half=True),
        specs.activation("relu", "frozen_out", "relu_out", "ReLU"),
        specs.inner_product("hidden", "relu_out", "hidden_out", draw(33, (8, 12), 0.3),
                            draw(34, 8, 0.1), updatable=True),
        specs.activation("tanh", "hidden_out", "tanh_out", "tanh"),
        specs.inner_product("last", "tanh_out", "estimate", draw(35, (2, 8), 0.4), updatable=True),
    ]
    model = network("A frozen float16 layer before two trained float32 layers; MSE, plain SGD",
                    layers, [("measures", [7])], [("estimate", [2])],
                    target=("estimate_true", [2], specs.DOUBLE), exact=True)
    update = model.neuralNetwork.updateParams
    loss = update.lossLayers.add(name="loss").meanSquaredErrorLossLayer
    loss.input, loss.target = "estimate", "estimate_true"
    sgd = update.optimizer.sgdOptimizer
    specs.real(sgd.learningRate, 0.1, 0, 1)
    specs.whole(sgd.miniBatchSize, 5, allowed=[5])
    common_parameters(update, 5)
    return model


def sigmoid_tanh():
    layers = [
        specs.convolution("grouped", "patch", "grouped_out", draw(41, (6, 2, 3, 3), 0.35),
                          stride=(2, 2), padding="same", groups=2, updatable=True),
        specs.activation("tanh", "grouped_out", "tanh_out", "tanh"),
        specs.pooling("average", "tanh_out", "average_out", "AVERAGE", (3, 2), (1, 1), "same"),
        specs.convolution("second", "average_out", "second_out", draw(42, (4, 6, 3, 2), 0.3),
                          draw(43, 4, 0.1), padding="same-top-left", updatable=True),
        specs.activation("sigmoid", "second_out", "sigmoid_out", "sigmoid"),
        specs.pooling("all", "sigmoid_out", "all_out", "AVERAGE", overall=True),
        specs.inner_product("last", "all_out", "estimate", draw(44, (3, 4), 0.6), draw(45, 3, 0.1),
                            updatable=True),
    ]
    model = network("Groups, stride, both same paddings, average pooling, tanh, sigmoid; MSE, SGD",
                    layers, [("patch", [4, 9, 7])], [("estimate", [3])],
                    target=("estimate_true", [3]))
    update = model.neuralNetwork.updateParams
    loss = update.lossLayers.add(name="loss").meanSquaredErrorLossLayer
    loss.input, loss.target = "estimate", "estimate_true"
    sgd = update.optimizer.sgdOptimizer
    specs.real(sgd.learningRate, 0.2, 0, 1)
    specs.whole(sgd.miniBatchSize, 6, low=1, high=64)
    specs.real(sgd.momentum, 0, 0, 1)
    common_parameters(update, 5)
    return model


def knn_int64():
    """Labels that a JavaScript number cannot hold, and k from a set."""
    builder = KNearestNeighborsClassifierBuilder("vector", "kind", 4, -1,
                                                 weighting_scheme="uniform", index_type="linear")
    specs.whole(builder.spec.kNearestNeighborsClassifier.numberOfNeighbors, 3, allowed=[1, 3, 5])
    samples = [[0, 0, 0, 0], [1, 0, 0, 2], [0, 3, 1, 0], [9, 9, 8, 9], [8, 9, 10, 9],
               [10, 7, 9, 9], [-9, 0, 0, 5], [-8, 1, 1, 6], [-10, 2, 0, 4]]
    labels = [-3, -3, -3, 7, 7, 7, 9007199254740993, 9007199254740993, 9007199254740993]
    builder.add_samples(samples, labels)
    describe(builder.spec, "Nine samples with int64 labels, uniform weighting, linear index")
    return builder.spec


def knn_kdtree():
    builder = KNearestNeighborsClassifierBuilder(
        "vector", "kind", 3, "none", weighting_scheme="inverse_distance", index_type="kd_tree",
        leaf_size=4)
    builder.set_number_of_neighbors_with_bounds(3, allowed_range=(1, 10))
    centres = {"stone": (0, 0, 0), "wood": (12, 3, -5), "água": (-4, 15, 8), "iron": (6, -9, 14)}
    for index in range(24):
        label = list(centres)[index % 4]
        offset = draw(50 + index, 3, 3.0).round()
        sample = [float(c + o) for c, o in zip(centres[label], offset)]
        builder.add_samples([sample], [label])
    describe(builder.spec, "Twenty-four samples with string labels in a kd-tree of leaf size 4")
    return builder.spec


MADE = {
    "drawing-classifier-updatable": drawing_classifier,
    "momentum-mlp": momentum_mlp,
    "batchnorm-between": batchnorm_between,
    "half-frozen": half_frozen,
    "sigmoid-tanh": sigmoid_tanh,
    "knn-int64-uniform": knn_int64,
    "knn-kdtree-string": knn_kdtree,
}

if __name__ == "__main__":
    for name, make in MADE.items():
        specs.write_model(MODELS / f"{name}.mlmodel", make())
        print(f"{name}.mlmodel")
