"""Words for cases of model-types.json: values and features, as JSON and as messages."""

import numpy as np
import specs
from coremltools.proto import Model_pb2

CASES = []


def number(value):
    return "nan" if np.isnan(value) else float(f"{value:.15g}")


def value_of(value):
    """A feature's value as JSON: what it is, and its numbers."""
    if isinstance(value, dict):
        return {"dictionary": [[k, number(v)] for k, v in value.items()]}
    if isinstance(value, np.ndarray):
        return {"shape": list(value.shape), "array": [number(v) for v in value.ravel()]}
    if isinstance(value, list):
        return {"sequence": value}
    if isinstance(value, str):
        return {"string": value}
    if isinstance(value, (int, np.integer)):
        return {"int64": int(value)}
    return {"double": number(value)}


def describe(feature, name, kind, optional=False):
    """kind: 'double', 'int64', 'string', ('array', shape, type), ('dictionary', key), ('sequence', item)."""
    feature.name = name
    type_ = feature.type
    if isinstance(kind, str):
        getattr(type_, kind + "Type").SetInParent()
    elif kind[0] == "array":
        type_.multiArrayType.shape.extend(kind[1])
        type_.multiArrayType.dataType = kind[2] if len(kind) > 2 else specs.DOUBLE
    elif kind[0] == "dictionary":
        getattr(type_.dictionaryType, kind[1] + "KeyType").SetInParent()
    else:
        getattr(type_.sequenceType, kind[1] + "Type").SetInParent()
        type_.sequenceType.sizeRange.upperBound = -1
    type_.isOptional = optional


def model(inputs, outputs, predicted="", probabilities="", optional=()):
    message = Model_pb2.Model(specificationVersion=4)
    for name, kind in inputs.items():
        describe(message.description.input.add(), name, kind, name in optional)
    for name, kind in outputs.items():
        describe(message.description.output.add(), name, kind)
    message.description.predictedFeatureName = predicted
    message.description.predictedProbabilitiesName = probabilities
    return message


def regressor(width, outputs=None):
    return model({"x": ("array", [width])}, {"y": outputs or "double"}, "y")


def classifier(width, labels, **rest):
    kind = "string" if isinstance(labels[0], str) else "int64"
    inputs = rest.pop("inputs", {"x": ("array", [width])})
    return model(inputs, {"label": kind, "p": ("dictionary", kind)}, "label", "p", **rest)


def set_labels(part, labels):
    if isinstance(labels[0], str):
        part.stringClassLabels.vector.extend(labels)
    else:
        part.int64ClassLabels.vector.extend(int(v) for v in labels)


def add(name, oracle, message, rows, answers, labels=None, tolerance=1e-9):
    case = {"name": name, "oracle": oracle, "tolerance": tolerance,
            "modelBytesHex": message.SerializeToString(deterministic=True).hex()}
    if labels is not None:
        case["labels"] = list(labels)
    case["rows"] = [{"inputs": [[k, value_of(v)] for k, v in row.items()],
                     "outputs": [[k, value_of(v)] for k, v in answer.items()]}
                    for row, answer in zip(rows, answers, strict=True)]
    CASES.append(case)


def classified(labels, probabilities, best=None):
    """Outputs of a classifier, one a row of probabilities."""
    best = np.argmax(probabilities, axis=1) if best is None else best
    return [{"label": labels[b], "p": dict(zip(labels, p))} for b, p in zip(best, probabilities)]


def rows_of(x):
    return [{"x": row} for row in x]


def sixty_fourths(values):
    return np.round(np.asarray(values) * 64) / 64


def data(seed, count, width):
    return sixty_fourths(np.random.default_rng(seed).normal(size=(count, width)))


def blobs(seed, count, width, classes, spread=1.2):
    rng = np.random.default_rng(seed)
    y = np.arange(count) % classes
    centres = rng.normal(size=(classes, width)) * 1.5
    return sixty_fourths(centres[y] + rng.normal(size=(count, width)) * spread), y
