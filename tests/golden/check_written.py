"""Checks model files that the core wrote against the files they came from, with coremltools.

    python tests/golden/check_written.py DIR

DIR/NAME.mlmodel, or DIR/NAME__anything.mlmodel, is compared with its source: DIR/NAME.source.mlmodel
if it is there, else tests/models/NAME.mlmodel. Everything but the values of updated weights and the
appended examples must have the same meaning, unknown fields included. Prints a line for each file
and ends with the number of failures as its exit code.

DIR/NAME__updatable.mlmodel and DIR/NAME__updatable-anything.mlmodel were made of a source that does not
learn: coremltools' own builder makes the same layers of the source updatable, with the loss and the
parameters that the file states, and must come to the same message. DIR/NAME__head.mlmodel and the like
end in something that learns: a classifier or nearest neighbours, which are looked over one by one.
"""

import collections
import pathlib
import sys

import numpy as np
import specs
from coremltools.models import MLModel, datatypes
from coremltools.models.neural_network import AdamParams, NeuralNetworkBuilder, SgdParams

MODELS = pathlib.Path(__file__).resolve().parent.parent / "models"
PIPELINES = {"pipeline": lambda m: m.pipeline, "pipelineClassifier": lambda m: m.pipelineClassifier.pipeline,
             "pipelineRegressor": lambda m: m.pipelineRegressor.pipeline}
NETWORKS = ("neuralNetwork", "neuralNetworkClassifier", "neuralNetworkRegressor")
WEIGHTS = "CoreML.Specification.WeightParams"


class Difference(Exception):
    pass


def require(holds, *words):
    if not holds:
        raise Difference(" ".join(str(w) for w in words))


def trained_tensors(layer):
    """The updatable WeightParams of an updatable layer, by field name."""
    if not layer.isUpdatable:
        return {}
    found = {}

    def visit(message, path):
        for field, value in message.ListFields():
            if field.message_type is None or field.is_repeated:
                continue
            if field.message_type.full_name == WEIGHTS:
                if value.isUpdatable:
                    found[f"{path}{field.name}"] = value
            else:
                visit(value, f"{path}{field.name}.")

    visit(getattr(layer, layer.WhichOneof("layer")), "")
    return found


def compare_network(written, source, counts):
    require(len(written.layers) == len(source.layers), "number of layers")
    for mine, theirs in zip(written.layers, source.layers):
        require(mine.name == theirs.name, "layer", theirs.name, "is now", mine.name)
        tensors, originals = trained_tensors(mine), trained_tensors(theirs)
        require(tensors.keys() == originals.keys(), "updatable tensors of layer", mine.name)
        for name, tensor in tensors.items():
            original = originals[name]
            values, before = np.array(tensor.floatValue), np.array(original.floatValue)
            require(values.shape == before.shape, "number of values in", mine.name, name)
            require(np.isfinite(values).all(), "a value of", mine.name, name, "is not finite")
            if (values != before).any():
                counts["tensors changed"] += 1
                tensor.floatValue[:] = original.floatValue


def compare_neighbors(written, source, counts):
    kind = written.WhichOneof("ClassLabels")
    require(kind == source.WhichOneof("ClassLabels"), "label type")
    mine, theirs = written.nearestNeighborsIndex, source.nearestNeighborsIndex
    if kind:
        labels = getattr(written, kind).vector
        require(len(labels) == len(mine.floatSamples), "a label for each example")
    for sample in mine.floatSamples:
        require(len(sample.vector) == mine.numberOfDimensions, "dimensions of an example")
        require(np.isfinite(sample.vector).all(), "an example is not finite")
    before = len(theirs.floatSamples)
    added = len(mine.floatSamples) - before
    require(added >= 0, "stored examples are missing")
    counts["examples appended"] += added
    if added:
        del mine.floatSamples[before:]
        del labels[before:]


def compare(written, source, counts):
    """Undoes in `written` what an update may change; what remains is compared by the caller."""
    kind = source.WhichOneof("Type")
    require(written.WhichOneof("Type") == kind, "model type")
    if kind in PIPELINES:
        mine, theirs = PIPELINES[kind](written).models, PIPELINES[kind](source).models
        require(len(mine) == len(theirs), "number of models in the pipeline")
        for a, b in zip(mine, theirs):
            compare(a, b, counts)
    elif not source.isUpdatable:
        return
    elif kind in NETWORKS:
        compare_network(getattr(written, kind), getattr(source, kind), counts)
    elif kind == "kNearestNeighborsClassifier":
        compare_neighbors(written.kNearestNeighborsClassifier, source.kNearestNeighborsClassifier, counts)


def ranged(set_value, parameter):
    set_value(parameter.defaultValue, parameter.range.minValue, parameter.range.maxValue)


def optimizer_of(update):
    """What the file states, as coremltools' own words for it."""
    kind = update.optimizer.WhichOneof("OptimizerType")
    stated = getattr(update.optimizer, kind)
    params = SgdParams() if kind == "sgdOptimizer" else AdamParams()
    ranged(params.set_lr, stated.learningRate)
    if kind == "sgdOptimizer":
        ranged(params.set_momentum, stated.momentum)
    else:
        for name in ("beta1", "beta2", "eps"):
            ranged(getattr(params, f"set_{name}"), getattr(stated, name))
    params.set_batch(stated.miniBatchSize.defaultValue, [stated.miniBatchSize.defaultValue])
    return kind, params


def check_updatable(written, original, counts):
    """Does with coremltools what was done to the original, and compares all."""
    network = specs.layers_of(written)
    update = network.updateParams
    builder = NeuralNetworkBuilder(spec=original)
    builder.make_updatable([layer.name for layer in network.layers if layer.isUpdatable])
    loss = update.lossLayers[0]
    if loss.WhichOneof("LossLayerType") == "categoricalCrossEntropyLossLayer":
        builder.set_categorical_cross_entropy_loss(loss.name, loss.categoricalCrossEntropyLossLayer.input)
    else:
        shape = written.description.trainingInput[-1].type.multiArrayType.shape
        builder.set_mean_squared_error_loss(
            loss.name, (loss.meanSquaredErrorLossLayer.input, datatypes.Array(*shape)))
    kind, params = optimizer_of(update)
    (builder.set_sgd_optimizer if kind == "sgdOptimizer" else builder.set_adam_optimizer)(params)
    builder.set_epochs(update.epochs.defaultValue)
    builder.set_shuffle(update.seed.defaultValue if update.HasField("seed") else None)
    # The builder knows only sets for these; a file may state ranges.
    remade = builder.nn_spec.updateParams
    remade.epochs.CopyFrom(update.epochs)
    getattr(remade.optimizer, kind).miniBatchSize.CopyFrom(getattr(update.optimizer, kind).miniBatchSize)
    remade.shuffle.CopyFrom(update.shuffle)
    require(builder.spec == written, "coremltools makes another model of the same source")
    counts["layers made updatable"] += sum(layer.isUpdatable for layer in network.layers)


def check_head(written, counts):
    """The last model learns, and nothing else does; the outside tells of it."""
    require(written.isUpdatable and written.specificationVersion >= 4, "not updatable")
    last, kind = written, written.WhichOneof("Type")
    if kind in PIPELINES:
        models = PIPELINES[kind](written).models
        require(not any(model.isUpdatable for model in models[:-1]), "a model in front learns")
        last = models[-1]
        for target in last.description.trainingInput[1:]:
            require(target in written.description.trainingInput, "training input", target.name)
    label = last.description.predictedFeatureName
    require(written.description.predictedFeatureName == label, "predicted feature")
    require([f.name for f in written.description.output][:2] == [label, label + "Probs"], "outputs")
    require(label in [f.name for f in written.description.trainingInput], "the label is no training input")
    if last.WhichOneof("Type") == "kNearestNeighborsClassifier":
        index = last.kNearestNeighborsClassifier.nearestNeighborsIndex
        shape = list(last.description.input[0].type.multiArrayType.shape)
        require(shape == [index.numberOfDimensions], "dimensions")
        counts["dimensions"] += index.numberOfDimensions
        return
    network = specs.layers_of(last)
    learning = [layer for layer in network.layers if layer.isUpdatable]
    require([layer.WhichOneof("layer") for layer in learning] == ["innerProduct"], "what learns")
    labels = getattr(network, network.WhichOneof("ClassLabels")).vector
    require(learning[0].innerProduct.outputChannels == len(labels), "a row for each class")
    require(network.layers[-1].WhichOneof("layer") == "softmax", "the end")
    require(network.labelProbabilityLayerName == network.layers[-1].output[0], "probabilities")
    counts["classes"] += len(labels)


def same_order(path):
    """Whether the file has its fields in the order in which protobuf writes them."""
    return specs.read_model(path).SerializeToString(deterministic=True) == path.read_bytes()


def check(path):
    name = path.stem.split("__")[0]
    source = path.parent / f"{name}.source.mlmodel"
    source = source if source.exists() else MODELS / f"{name}.mlmodel"
    require(source.exists(), "no source", source.name)
    written, original = specs.read_model(path), specs.read_model(source)
    require(not written.FindInitializationErrors(), "required fields are missing")
    MLModel(specs.read_model(path), skip_model_load=True)
    counts = collections.Counter()
    made = path.stem.partition("__")[2]
    if made.startswith(("updatable", "head")):
        require(same_order(path), "the order of fields")
        if made.startswith("head"):
            check_head(written, counts)
        else:
            check_updatable(written, original, counts)
        print(f"ok    {path.name}: {', '.join(f'{v} {k}' for k, v in counts.items())}")
        return
    compare(written, original, counts)
    mine, theirs = (m.SerializeToString(deterministic=True) for m in (written, original))
    if mine != theirs:
        for model in (written, original):
            model.DiscardUnknownFields()
        require(written == original, "something else than weights or examples changed")
        raise Difference("unknown fields changed")
    require(same_order(path) or not same_order(source), "the order of fields changed")
    told = ", ".join(f"{v} {k}" for k, v in counts.items() if v) or "nothing changed"
    identical = ", byte-identical" if path.read_bytes() == source.read_bytes() else ""
    print(f"ok    {path.name}: {told}{identical}")


def main(folder):
    failures = 0
    paths = [p for p in sorted(folder.glob("*.mlmodel")) if not p.stem.endswith(".source")]
    for path in paths:
        try:
            check(path)
        except Exception as problem:  # a broken file must not hide the others
            failures += 1
            print(f"FAIL  {path.name}: {problem}")
    print(f"{len(paths) - failures} passed, {failures} failed")
    return failures or (0 if paths else 1)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1])))
