"""Checks model files that the core wrote against the files they came from, with coremltools.

    python tests/golden/check_written.py DIR

DIR/NAME.mlmodel, or DIR/NAME__anything.mlmodel, is compared with its source: DIR/NAME.source.mlmodel
if it is there, else tests/models/NAME.mlmodel. Everything but the values of updated weights and the
appended examples must have the same meaning, unknown fields included. Prints a line for each file
and ends with the number of failures as its exit code.
"""

import collections
import pathlib
import sys

import numpy as np
import specs
from coremltools.models import MLModel

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
