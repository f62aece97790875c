"""Makes layers-elementwise.json and layers-reduce.json: small inputs and outputs of single layers.

    python tests/golden/make_layers_elementwise.py

In float64 NumPy, by NumPy's own functions of these names, which the format's comments follow; where
they differ or there is none, the definition stands here as a formula. The format of the files is
that of layers.json (README.md).
"""

import math
import pathlib

import numpy as np
from specs import draw, layer
from coremltools.proto import NeuralNetwork_pb2
from fixtures import exact, short, write_json

GOLDEN = pathlib.Path(__file__).resolve().parent
ENTRIES = []
SEEDS = iter(range(20000, 29000))


def values(*shape, scale=1.0):
    """Two decimals: readable, and never near a kink by accident."""
    return (draw(next(SEEDS), shape, scale).round(2) + np.float32(0)).astype(np.float32)


def whole(*shape, low=-3, high=4):
    """Small integers: equal ones are common."""
    return np.random.default_rng(next(SEEDS)).integers(low, high, shape).astype(np.float32)


def add(name, kind, outputs, *inputs, **params):
    """One layer; `params` are its message's fields, `outputs` an array or a list of them."""
    several = isinstance(outputs, list)
    outputs = outputs if several else [outputs]
    message = layer("layer", [f"x{i}" for i in range(len(inputs))], [f"y{i}" for i in range(len(outputs))])
    fields = getattr(message, kind)
    fields.SetInParent()
    for key, value in params.items():
        if isinstance(value, (list, tuple)):
            getattr(fields, key).extend(value)
        else:
            setattr(fields, key, value)
    results = [{"shape": list(y.shape), "values": short(y)} for y in outputs]
    ENTRIES.append({
        "name": name, "kind": kind,
        "layerBytesHex": message.SerializeToString(deterministic=True).hex(),
        "inputs": [{"shape": list(x.shape), "values": exact(x)} for x in inputs],
        **({"outputs": results} if several else {"output": results[0]}),
    })


def wide(x):
    return x.astype(np.float64)


erf = np.vectorize(math.erf)
erfc = np.vectorize(math.erfc)


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


UNARY = {
    "ceil": np.ceil, "floor": np.floor, "sign": np.sign, "round": np.round, "exp2": np.exp2,
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "atan": np.arctan, "sinh": np.sinh, "cosh": np.cosh,
    "tanh": np.tanh, "asinh": np.arcsinh, "erf": erf, "asin": np.arcsin, "acos": np.arccos,
    "atanh": np.arctanh, "acosh": np.arccosh, "logicalNot": lambda x: (x == 0) * 1.0,
}
GELU = {
    "EXACT": lambda x: 0.5 * x * erfc(-x / math.sqrt(2)),
    "TANH_APPROXIMATION": lambda x: 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))),
    "SIGMOID_APPROXIMATION": lambda x: x * sigmoid(1.702 * x),
}


def unary():
    for kind, function in UNARY.items():
        inputs = [values(7, scale=2.0), values(2, 3, 1, 5), values(1, 2, 3, 1, 2, scale=3.0)]
        if kind in ("asin", "acos", "atanh"):
            inputs = [np.clip(x / np.float32(4), -0.99, 0.99).round(2).astype(np.float32) for x in inputs]
        if kind == "acosh":
            inputs = [np.abs(x) + np.float32(1) for x in inputs]
        if kind in ("ceil", "floor", "sign", "round", "logicalNot"):
            inputs.append(np.arange(-3, 4, 0.5, dtype=np.float32).reshape(2, 7))
        if kind in ("sin", "cos", "tan"):
            inputs.append(np.float32([1e3, -12345.678, 1e5, -99999.9, 7e8, 1e20]))
        if kind in ("asinh", "atan", "erf", "tanh"):
            inputs.append(np.float32([-1e4, -30, -1e-5, 0, 1e-5, 4, 1e8]))
        if kind == "exp2":
            inputs.append(np.float32([-20.5, -1, 0, 3, 20.25]))
        for x in inputs:
            add(f"rank {x.ndim}", kind, function(wide(x)), x)
    for mode, function in GELU.items():
        number = NeuralNetwork_pb2.GeluLayerParams.GeluMode.Value(mode)
        for x in (values(9, scale=2.0), values(2, 3, 4), np.float32([[-8, -5, -1e-3, 0], [1e-3, 4, 10, 100]])):
            add(f"{mode}, rank {x.ndim}", "gelu", function(wide(x)), x, mode=number)
    for alpha, beta in ((0, 6), (0.25, 0.5), (-1.5, 1), (1, -0.5)):
        x = values(3, 5, scale=4.0)
        y = np.minimum(beta, np.where(x >= 0, wide(x), alpha * wide(x)))
        add(f"alpha {alpha}, beta {beta}", "clampedReLU", y, x, alpha=alpha, beta=beta)


PAIRS = [((4,), (4,)), ((3, 1), (5,)), ((2, 3, 1, 4), (3, 2, 1)), ((1,), (2, 1, 3, 1, 2)), ((2, 3, 4), (4,))]
COMPARISONS = {
    "equal": np.equal, "notEqual": np.not_equal, "lessThan": np.less, "lessEqual": np.less_equal,
    "greaterThan": np.greater, "greaterEqual": np.greater_equal,
}
LOGICAL = {"logicalAnd": np.logical_and, "logicalOr": np.logical_or, "logicalXor": np.logical_xor}
ARITHMETIC = {
    "modBroadcastable": np.mod, "divideBroadcastable": np.divide,
    "floorDivBroadcastable": np.floor_divide, "powBroadcastable": np.power,
}


def away_from_zero(x):
    return np.where(np.abs(x) < 0.25, np.float32(0.75), x)


def binary():
    for kind, function in (COMPARISONS | LOGICAL).items():
        for a, b in PAIRS:
            a, b = whole(*a), whole(*b)
            add(f"{list(a.shape)} and {list(b.shape)}", kind, function(a, b) * 1.0, a, b)
    for kind, function in COMPARISONS.items():
        for alpha in (0.0, 2.0):
            x = whole(2, 3, 3)
            add(f"alpha {alpha}", kind, function(x, alpha) * 1.0, x, alpha=alpha)
    for kind, function in ARITHMETIC.items():
        for a, b in PAIRS:
            a, b = values(*a, scale=3.0), away_from_zero(values(*b))
            if kind == "powBroadcastable":
                a = np.abs(a) + np.float32(0.25)
            add(f"{list(a.shape)} and {list(b.shape)}", kind, function(wide(a), wide(b)), a, b)
    signs = np.float32([7, -7, 7, -7, 6, -6]), np.float32([3, 3, -3, -3, -3, 3])
    for kind in ("modBroadcastable", "floorDivBroadcastable"):
        add("all signs", kind, ARITHMETIC[kind](*map(wide, signs)), *signs)
    a, b = np.float32([-2, -2, -0.5, 0, 0, 5]), np.float32([3, -2, -3, 2, 0, 0])
    add("negative numbers and zeros", "powBroadcastable", wide(a) ** wide(b), a, b)
    for c, a, b in (((4,), (4,), (4,)), ((3, 1), (5,), (2, 1, 1)), ((1,), (2, 3), (3,)), ((2, 2, 3), (1, 3), (1,))):
        c, a, b = whole(*c, low=-1, high=2), values(*a), values(*b)
        add(f"{list(c.shape)}, {list(a.shape)} and {list(b.shape)}", "whereBroadcastable",
            np.where(c, wide(a), wide(b)), c, a, b)


def over(function):
    return lambda x, axes, keeps: function(x, axis=axes, keepdims=keeps)


REDUCTIONS = {
    "reduceL1": lambda x, a, k: np.abs(x).sum(axis=a, keepdims=k),
    "reduceL2": lambda x, a, k: np.sqrt((x * x).sum(axis=a, keepdims=k)),
    "reduceMax": over(np.max), "reduceMin": over(np.min), "reduceSum": over(np.sum),
    "reduceProd": over(np.prod), "reduceMean": over(np.mean),
    "reduceLogSum": lambda x, a, k: np.log(x.sum(axis=a, keepdims=k)),
    "reduceSumSquare": lambda x, a, k: (x * x).sum(axis=a, keepdims=k),
    "reduceLogSumExp": lambda x, a, k: np.log(np.exp(x).sum(axis=a, keepdims=k)),
}


def reductions():
    cases = [((5,), [0]), ((3, 4), [1]), ((3, 4), [-2]), ((2, 3, 4), [0, 2]), ((2, 3, 4), [-1, -3, 1]),
             ((2, 1, 3, 2, 3), [1, -2]), ((2, 2, 3, 1, 2), [4, 0])]
    for kind, function in REDUCTIONS.items():
        for keeps in (False, True):
            for shape, axes in cases:
                x = values(*shape)
                if kind == "reduceLogSum":
                    x = np.abs(x) + np.float32(0.25)
                y = np.atleast_1d(function(wide(x), tuple(axes), keeps))
                add(f"{list(shape)}, axes {axes}, {'kept' if keeps else 'left out'}", kind, y, x, axes=axes,
                    keepDims=keeps)
            x = np.abs(values(2, 3, 2)) + np.float32(0.25)
            y = np.atleast_1d(function(wide(x), None, keeps))
            add(f"all axes, {'kept' if keeps else 'left out'}", kind, y, x, axes=[1], keepDims=keeps, reduceAll=True)


def positions():
    for kind, function in (("argMax", np.argmax), ("argMin", np.argmin)):
        for shape, axis in (((6,), 0), ((3, 5), 1), ((3, 5), -2), ((2, 3, 2, 4), 2), ((2, 1, 3, 2, 3), -5)):
            for removes in (False, True):
                x = whole(*shape)
                y = np.atleast_1d(np.expand_dims(function(x, axis), axis) if not removes else function(x, axis))
                add(f"{list(shape)}, axis {axis}, {'removed' if removes else 'kept'}", kind, y * 1.0, x, axis=axis,
                    removeDim=removes)
    for shape, axis in (((9,), 0), ((3, 5), 1), ((4, 3), 0), ((2, 5, 3), 1), ((2, 3, 2, 2, 3), 4)):
        for falls in (False, True):
            x = whole(*shape)
            y = np.argsort(-x if falls else x, axis=axis, kind="stable")
            add(f"{list(shape)}, axis {axis}, {'falling' if falls else 'rising'}", "argSort", y * 1.0, x, axis=axis,
                descending=falls)
            k = max(1, shape[axis] - 2)
            y = np.take(y, range(k), axis=axis)
            add(f"{k} of {list(shape)}, axis {axis - len(shape)}, {'largest' if falls else 'smallest'}", "topK",
                [np.take_along_axis(x, y, axis=axis), y * 1.0], x, axis=axis - len(shape), K=k, useBottomK=not falls)


def running_sums():
    for shape, axis in (((6,), 0), ((3, 4), -1), ((3, 4), 0), ((2, 3, 2, 3), 2), ((2, 1, 3, 2, 2), -3)):
        for excludes in (False, True):
            for reverses in (False, True):
                x = values(*shape)
                turned = np.flip(wide(x), axis) if reverses else wide(x)
                y = np.cumsum(turned, axis) - (turned if excludes else 0)
                y = np.flip(y, axis) if reverses else y
                name = f"{list(shape)}, {'without' if excludes else 'with'} itself, {'from' if reverses else 'to'} the end"
                params = {"excludeFinalSum": excludes, "reverse": reverses}
                add(f"{name}, axis {axis}", "cumSum", y, x, axis=axis, **params)
                if axis < 0:
                    add(f"{name}, axis {axis} as an input", "cumSum", y, x, np.float32([axis]), **params)


if __name__ == "__main__":
    for name, groups in (("elementwise", (unary, binary)), ("reduce", (reductions, positions, running_sums))):
        ENTRIES.clear()
        for group in groups:
            group()
        path = GOLDEN / f"layers-{name}.json"
        write_json(path, {"layers": ENTRIES})
        kinds = {entry["kind"] for entry in ENTRIES}
        print(f"{path.name}: {len(ENTRIES)} layers of {len(kinds)} kinds, {path.stat().st_size / 1000:.0f} KB")
