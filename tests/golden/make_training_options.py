"""Makes training-options.json: what anchor, clipping, class weights and replay do to an update; and
what evaluations should say.

    python tests/golden/make_training_options.py

Float64 NumPy over the oracle's network (reference.py); class weights 'balanced' and all measures of
classes and numbers by scikit-learn. Nothing is shuffled. For each mini-batch:

    g  = gradient of  sum_e w[class of e] loss(e) / sum_e w[class of e]     (own, then replayed ones)
    g += strength (w - w0)
    g *= min(1, limit / (|g| + 1e-6))        |g| over all trained tensors   (clip_grad_norm_)

The reported loss is that of the own examples.
"""

import math
import pathlib

import numpy as np
import specs
from fixtures import exact, short, write_json
from reference import Adam, Network, Sgd
from sklearn.metrics import (accuracy_score, confusion_matrix, f1_score, mean_absolute_error,
                             mean_squared_error, precision_recall_fscore_support, precision_score,
                             r2_score, recall_score)
from sklearn.utils.class_weight import compute_class_weight

GOLDEN = pathlib.Path(__file__).resolve().parent
MODELS = GOLDEN.parent / "models"
SGD = {"miniBatchSize": 8, "epochs": 3, "learningRate": 0.05, "momentum": 0.9}


def float32(values):
    return np.asarray(values, np.float32).astype(np.float64)


def noise(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape)


def directions(seed, labels):
    """Points of four directions; few of one class are what class weights are for."""
    labels = np.asarray(labels)
    return {"features": float32(noise(80, 4, 10)[labels] * 1.2 + noise(seed, len(labels), 10))}, labels


def measures(seed, count):
    values = float32(noise(seed, count, 7))
    estimate = np.stack([np.sin(values[:, 0] + values[:, 1]), values[:, 2:5].mean(axis=1)], 1)
    return {"measures": values}, float32(estimate)


def images(seed, labels):
    labels = np.asarray(labels)
    return {"image": float32(noise(91, 3, 2, 8, 6)[labels] * 0.8 + noise(seed, len(labels), 2, 8, 6))}, labels


OWN = directions(85, [0, 0, 1, 0, 2, 0, 0, 1, 3, 0, 0, 2, 0, 1, 0, 0, 3, 0, 0, 0, 1])
OLD = directions(86, [3, 2, 1, 0, 3, 2, 1])
MEASURES = measures(101, 20)
IMAGES = images(92, np.arange(12) * 5 % 3)
ADAM = {"miniBatchSize": 6, "epochs": 3, "learningRate": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
MLP = {"model": "momentum-mlp.mlmodel", "target": "direction", "own": OWN, "parameters": SGD, "options": {}}
CASES = [
    {**MLP, "name": "plain"},
    {**MLP, "name": "anchor", "options": {"anchor": 0.7}},
    {**MLP, "name": "anchor to shipped, from another start", "warm": OLD, "options": {"anchor": 0.7}},
    {**MLP, "name": "anchor to start, from another start", "warm": OLD,
     "options": {"anchor": 0.7, "toStart": True}},
    {**MLP, "name": "clip", "options": {"gradientClipNorm": 0.4}},
    {**MLP, "name": "clip that never clips", "options": {"gradientClipNorm": 1000.0}},
    {**MLP, "name": "class weights", "options": {"classWeights": {"west": 5.0, "north": 0.25}}},
    {**MLP, "name": "balanced", "options": {"classWeights": "balanced"}},
    {**MLP, "name": "replay", "replay": OLD, "options": {"replayRatio": 1.0}},
    {**MLP, "name": "some replay", "replay": OLD, "options": {"replayRatio": 0.3}},
    {**MLP, "name": "all together", "replay": OLD, "warm": OLD,
     "options": {"anchor": 0.2, "gradientClipNorm": 0.6, "classWeights": "balanced", "replayRatio": 0.7}},
    {"name": "numbers", "model": "half-frozen.mlmodel", "target": "estimate_true", "own": MEASURES,
     "parameters": {"miniBatchSize": 5, "epochs": 3, "learningRate": 0.1},
     "options": {"anchor": 0.5, "gradientClipNorm": 0.1}},
    {"name": "adam", "model": "batchnorm-between.mlmodel", "target": "probabilities_true",
     "own": IMAGES, "replay": images(93, [2, 1]), "parameters": ADAM,
     "options": {"anchor": 0.1, "gradientClipNorm": 0.5, "classWeights": {"2": 3.0}, "replayRatio": 0.5}},
]


def class_weights(case, names):
    """The weight of every class, by index."""
    wanted = case["options"].get("classWeights")
    if wanted is None:
        return None
    if wanted != "balanced":
        return np.array([wanted.get(name, 1.0) for name in names])
    own, replayed = case["own"][1], case.get("replay", (None, np.zeros(0, int)))[1]
    if not len(replayed):
        present = np.unique(own)
        found = np.ones(len(names))
        found[present] = compute_class_weight("balanced", classes=present, y=own)
        return found
    counts = np.bincount(own, minlength=len(names)).astype(float)
    times = case["options"].get("replayRatio", 1.0) * len(own) / len(replayed)
    counts += times * np.bincount(replayed, minlength=len(names))
    return np.where(counts > 0, counts.sum() / ((counts > 0).sum() * np.maximum(counts, 1e-300)), 1.0)


def run(network, case, shipped):
    options, parameters = case["options"], case["parameters"]
    start = {key: network.weights[key[0]][key[1]].copy() for key in network.trained}
    anchor = start if options.get("toStart") else shipped
    adam = network.spec.updateParams.optimizer.HasField("adamOptimizer")
    optimizer = Adam(parameters) if adam else Sgd(parameters)
    weights = class_weights(case, case.get("labels", []))
    (inputs, target), count = case["own"], len(case["own"][1])
    old_inputs, old_target = case.get("replay", ({}, np.zeros(0)))
    ratio, losses = options.get("replayRatio", 1.0) if len(old_target) else 0.0, []
    for epoch in range(parameters["epochs"]):
        for first in range(0, count, parameters["miniBatchSize"]):
            last = min(first + parameters["miniBatchSize"], count)
            own = np.arange(first, last)
            drawn = np.arange(math.floor(ratio * (epoch * count + first)),
                              math.floor(ratio * (epoch * count + last)))
            batch = {name: values[own] for name, values in inputs.items()}
            wanted, of_class = target[own], None if weights is None else weights[target[own]]
            losses.append(float(network.loss_and_gradients(batch, wanted, of_class)[0]))
            if len(drawn):
                old = drawn % len(old_target)
                batch = {name: np.concatenate([values, old_inputs[name][old]])
                         for name, values in batch.items()}
                wanted = np.concatenate([wanted, old_target[old]])
                of_class = None if weights is None else weights[wanted]
            gradients = network.loss_and_gradients(batch, wanted, of_class)[1]
            for key in gradients:
                gradients[key] = gradients[key] + options.get("anchor", 0.0) * (
                    network.weights[key[0]][key[1]] - anchor[key])
            if "gradientClipNorm" in options:
                norm = math.sqrt(sum((g * g).sum() for g in gradients.values()))
                factor = min(1.0, options["gradientClipNorm"] / (norm + 1e-6))
                gradients = {key: factor * g for key, g in gradients.items()}
            for (name, role), gradient in gradients.items():
                network.weights[name][role] = (
                    network.weights[name][role] - optimizer.step((name, role), gradient))
    return losses


def describe(examples, labels):
    inputs, target = examples
    return {"inputs": {name: {"shape": list(values.shape[1:]), "values": exact(values)}
                       for name, values in inputs.items()},
            "targets": [labels[i] for i in target] if labels and target.ndim == 1 else
            (target.tolist() if target.ndim == 1 else [exact(row) for row in target])}


def make(case):
    model = specs.read_model(MODELS / case["model"])
    network = Network(model)
    names = list(getattr(getattr(network.spec, "stringClassLabels", None), "vector", []))
    case["labels"] = names or [str(i) for i in range(3)]
    shipped = {key: network.weights[key[0]][key[1]].copy() for key in network.trained}
    if "warm" in case:  # the options of the first update: none
        run(network, {**MLP, "own": case["warm"], "parameters": {**SGD, "learningRate": 0.3}}, shipped)
    start = {key: network.weights[key[0]][key[1]].copy() for key in network.trained}
    losses = run(network, case, shipped)
    document = {"name": case["name"], "model": case["model"], "target": case["target"],
                "own": describe(case["own"], names)}
    for role in ("replay", "warm"):
        if role in case:
            document[role] = describe(case[role], names)
    document |= {"parameters": {**case["parameters"], "shuffle": False}, "options": case["options"],
                 "losses": losses, "tensors": []}
    for layer, role in network.trained:
        final = network.weights[layer][role]
        document["tensors"].append({
            "layer": layer, "role": {"weights": "weights", "bias": "biases"}[role],
            "final": short(final), "norm": float(np.linalg.norm(final)),
            "changeNorm": float(np.linalg.norm(final - start[layer, role]))})
    return document


def classes():
    """Labels that the model knows and one that it does not, in two blocks."""
    names = ["cat", "dog", "emu", "yak"]
    actual = [0, 0, 1, 1, 1, 2, 2, 0, 1, 1, 3, 2]
    predicted = [0, 1, 1, 1, 0, 2, 0, 0, 1, 2, 1, 0]
    present = sorted(set(actual) | set(predicted))
    precision, recall, f1, support = precision_recall_fscore_support(
        actual, predicted, labels=present, zero_division=0)
    return {
        "labels": names, "actual": actual, "predicted": predicted,
        "accuracy": float(accuracy_score(actual, predicted)),
        "confusion": confusion_matrix(actual, predicted, labels=present).tolist(),
        "classes": [{"label": names[c], "count": int(support[i]), "predicted": predicted.count(c),
                     "precision": float(precision[i]), "recall": float(recall[i]), "f1": float(f1[i])}
                    for i, c in enumerate(present)],
        "macroPrecision": float(precision_score(actual, predicted, average="macro", zero_division=0)),
        "macroRecall": float(recall_score(actual, predicted, average="macro", zero_division=0)),
        "macroF1": float(f1_score(actual, predicted, average="macro", zero_division=0))}


def numbers():
    """Three numbers an example: one far from zero, one around it, one that never changes."""
    wanted = float32(np.stack([1e4 + noise(7, 9), noise(8, 9), np.full(9, 2.5)], 1))
    got = float32(wanted + noise(9, 9, 3) * [0.5, 0.2, 0.1])
    return {"wanted": wanted.tolist(), "got": got.tolist(),
            "meanSquaredError": float(mean_squared_error(wanted, got)),
            "meanAbsoluteError": float(mean_absolute_error(wanted, got)),
            "rSquared": float(r2_score(wanted, got))}


if __name__ == "__main__":
    made = [make(case) for case in CASES]
    plain = np.concatenate([t["final"] for t in made[0]["tensors"]])
    for document in made:
        finals = np.concatenate([t["final"] for t in document["tensors"]])
        same = len(finals) == len(plain) and np.linalg.norm(finals - plain) < 1e-3 * np.linalg.norm(plain)
        assert same == (document["name"] in ("plain", "clip that never clips")), document["name"]
        print(f"{document['name']}: loss {document['losses'][0]:.4f} -> {document['losses'][-1]:.4f}")
    write_json(GOLDEN / "training-options.json",
               {"cases": made, "classes": classes(), "numbers": numbers()})
