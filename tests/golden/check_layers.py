"""Compares layers.json with a second computation: jax.lax, or plain loops over single numbers.

    python tests/golden/check_layers.py

Reads the fixture itself (message bytes, inputs, outputs), shares no code with layers.py, and prints
the largest deviation of each kind, relative to the largest value of the output.
"""

import itertools
import json
import math
import pathlib

import jax

jax.config.update("jax_enable_x64", True)

import numpy as np
from coremltools.proto import NeuralNetwork_pb2
from jax import lax

GOLDEN = pathlib.Path(__file__).resolve().parent


def numbers(weights):
    if weights.float16Value:
        return np.frombuffer(weights.float16Value, "<f2").astype(float)
    if not weights.rawValue:
        return np.array(weights.floatValue, float)
    bits, q = weights.quantization.numberOfBits, weights.quantization
    stream = int.from_bytes(weights.rawValue, "big")
    total = len(weights.rawValue) * 8
    whole = [stream >> (total - bits * (i + 1)) & ((1 << bits) - 1) for i in range(total // bits)]
    if q.HasField("lookupTableQuantization"):
        return np.array([q.lookupTableQuantization.floatValue[v] for v in whole])
    scale, bias = list(q.linearQuantization.scale), list(q.linearQuantization.bias)
    each = 15 // len(scale)  # every quantised tensor of the fixture holds 15 values
    return np.array([v * scale[i // each] + bias[i // each] for i, v in enumerate(whole[:15])])


def two(values, default):
    return tuple(int(v) for v in values) or (default, default)


def as_rank4(x):
    return x.reshape(-1, *x.shape[-3:])


def window_pads(p, size, kernel, stride):
    if p.HasField("valid"):
        return [(e.startEdgeSize, e.endEdgeSize) for e in p.valid.paddingAmounts.borderAmounts] or [(0, 0)] * 2
    mode = "SAME_LOWER" if p.same.asymmetryMode else "SAME"
    return lax.padtype_to_pads(size, kernel, stride, mode)


def convolution(p, x):
    x4 = as_rank4(x)
    kernel, stride = two(p.kernelSize, 3), two(p.stride, 1)
    groups = p.nGroups or 1
    if p.isDeconvolution:  # the gradient of the convolution that would have made x from y
        w = numbers(p.weights).reshape(p.kernelChannels, p.outputChannels // groups, *kernel)
        if len(p.outputShape):
            size = tuple(p.outputShape)
            pads = [((r := (n - 1) * s + k - o) // 2, r - r // 2)
                    for n, s, k, o in zip(x4.shape[2:], stride, kernel, size)]
        elif p.HasField("same"):
            size = tuple(n * s for n, s in zip(x4.shape[2:], stride))
            pads = lax.padtype_to_pads(size, kernel, stride, "SAME_LOWER" if p.same.asymmetryMode else "SAME")
        else:
            pads = window_pads(p, None, None, None)
            size = tuple((n - 1) * s + k - a - b for n, s, k, (a, b) in zip(x4.shape[2:], stride, kernel, pads))
        forward = lambda y: lax.conv_general_dilated(y, w, stride, pads, feature_group_count=groups)
        _, back = jax.vjp(forward, np.zeros((len(x4), p.outputChannels, *size)))
        y = np.asarray(back(x4)[0])
    else:
        w = numbers(p.weights).reshape(p.outputChannels, p.kernelChannels, *kernel)
        dilation = two(p.dilationFactor, 1)
        wide = [(k - 1) * d + 1 for k, d in zip(kernel, dilation)]
        pads = window_pads(p, x4.shape[2:], wide, stride)
        y = np.asarray(lax.conv_general_dilated(x4, w, stride, pads, rhs_dilation=dilation,
                                                feature_group_count=groups))
    if p.hasBias:
        y = y + numbers(p.bias)[None, :, None, None]
    return y.reshape(*x.shape[:-3], *y.shape[1:])


def pooling(p, x):
    """One window at a time, over positions that may lie in the padding."""
    height, width = size = x.shape[-2:]
    kernel, stride = (size, (1, 1)) if p.globalPooling else (two(p.kernelSize, 3), two(p.stride, 1))
    if p.globalPooling:
        pads = [(0, 0), (0, 0)]
    elif p.HasField("includeLastPixel"):
        pads = [(a, a) for a in two(p.includeLastPixel.paddingAmounts, 0)]
    else:
        pads = window_pads(p, size, kernel, stride)
    out = []
    for axis in (0, 1):
        room = size[axis] + sum(pads[axis]) - kernel[axis]
        if not p.globalPooling and p.HasField("includeLastPixel"):
            count = math.ceil(room / stride[axis]) + 1
            if any(a for a, _ in pads) and (count - 1) * stride[axis] >= size[axis] + pads[axis][0]:
                count -= 1
        else:
            count = room // stride[axis] + 1
        out.append(count)
    y = np.zeros((*x.shape[:-2], *out))
    for at in np.ndindex(*y.shape):
        top, left = at[-2] * stride[0] - pads[0][0], at[-1] * stride[1] - pads[1][0]
        cells = list(itertools.product(range(top, top + kernel[0]), range(left, left + kernel[1])))
        real = [x[(*at[:-2], r, c)] for r, c in cells if 0 <= r < height and 0 <= c < width]
        if p.type == 0:
            y[at] = max(real)
        elif p.type == 2:
            y[at] = math.sqrt(sum(v * v for v in real))
        else:
            counted = [1 for r, c in cells if r < height + pads[0][1] and c < width + pads[1][1]]
            y[at] = sum(real) / (len(real) if p.avgPoolExcludePadding else len(counted))
    return y


def batchnorm(p, x):
    y = np.zeros_like(x)
    gamma, beta = numbers(p.gamma), numbers(p.beta)
    epsilon = p.epsilon or 1e-5
    front = x.shape[:-3]
    for c in range(p.channels):
        lane = x[..., c, :, :]
        for at in np.ndindex(*front):
            if not p.computeMeanVar:
                mean, variance = numbers(p.mean)[c], numbers(p.variance)[c]
            else:
                seen = (lane[at] if p.instanceNormalization else lane).ravel().tolist()
                mean = math.fsum(seen) / len(seen)
                variance = math.fsum((v - mean) ** 2 for v in seen) / len(seen)
            y[(*at, c)] = gamma[c] * (lane[at] - mean) / math.sqrt(variance + epsilon) + beta[c]
    return y


def inner_product(p, x):
    w = numbers(p.weights)
    b = numbers(p.bias) if p.hasBias else np.zeros(p.outputChannels)
    front, tail = (x.shape[:-1], ()) if x.ndim < 4 else (x.shape[:-3], (1, 1))
    y = [math.fsum(w[o * p.inputChannels + i] * row[i] for i in range(p.inputChannels)) + b[o]
         for row in x.reshape(-1, p.inputChannels) for o in range(p.outputChannels)]
    return np.array(y).reshape(*front, p.outputChannels, *tail)


def embedding(p, x):
    w = numbers(p.weights)
    b = numbers(p.bias) if p.hasBias else np.zeros(p.outputChannels)
    y = [w[o * p.inputDim + int(i)] + b[o] for i in x.ravel() for o in range(p.outputChannels)]
    return np.array(y).reshape(*x.shape[:-3], p.outputChannels, 1, 1)


def softmax(p, x):
    return np.asarray(jax.nn.softmax(x, axis=-3))


def flatten(p, x):
    y = []
    channels, height, width = x.shape[-3:]
    for at in np.ndindex(*x.shape[:-3]):
        if p.mode == 0:
            y += [x[(*at, c, i, j)] for c in range(channels) for i in range(height) for j in range(width)]
        else:
            y += [x[(*at, c, i, j)] for i in range(height) for j in range(width) for c in range(channels)]
    return np.array(y).reshape(*x.shape[:-3], channels * height * width, 1, 1)


def reshape(p, x):
    target = list(p.targetShape)
    shape = ([x.shape[0]] if len(target) == 3 else [target[0]]) + [x.shape[1]] + target[-3:]
    if p.mode == 0:
        return np.array(x.ravel().tolist()).reshape(shape)
    stream = iter(flatten(NeuralNetwork_pb2.FlattenLayerParams(mode=1), x).ravel())
    y = np.zeros(shape)
    for s, b in np.ndindex(*shape[:2]):
        for i in range(shape[3]):
            for j in range(shape[4]):
                for c in range(shape[2]):
                    y[s, b, c, i, j] = next(stream)
    return y


def permute(p, x):
    axes = list(p.axis) or [0, 1, 2, 3]
    real = [0, 2, 3, 4]
    shape = [0, x.shape[1], 0, 0, 0]
    for to, source in enumerate(axes):
        shape[real[to]] = x.shape[real[source]]
    y = np.zeros(shape)
    for at in np.ndindex(*shape):
        source = [0, at[1], 0, 0, 0]
        for to, origin in enumerate(axes):
            source[real[origin]] = at[real[to]]
        y[at] = x[tuple(source)]
    return y


def concat(p, *xs):
    axis = xs[0].ndim - (5 if p.sequenceConcat else 3)
    shape = list(xs[0].shape)
    shape[axis] = sum(x.shape[axis] for x in xs)
    y, start = np.zeros(shape), 0
    for x in xs:
        for at in np.ndindex(*x.shape):
            to = list(at)
            to[axis] += start
            y[tuple(to)] = x[at]
        start += x.shape[axis]
    return y


def padding(p, x):
    (top, bottom), (left, right) = [(e.startEdgeSize, e.endEdgeSize) for e in p.paddingAmounts.borderAmounts]
    height, width = x.shape[-2:]
    kind = p.WhichOneof("PaddingType")
    y = np.zeros((*x.shape[:-2], top + height + bottom, left + width + right))

    def mirror(i, n):
        return -i if i < 0 else 2 * (n - 1) - i if i >= n else i

    for at in np.ndindex(*y.shape):
        i, j = at[-2] - top, at[-1] - left
        inside = 0 <= i < height and 0 <= j < width
        if kind == "replication":
            i, j = min(max(i, 0), height - 1), min(max(j, 0), width - 1)
        elif kind == "reflection":
            i, j = mirror(i, height), mirror(j, width)
        y[at] = x[(*at[:-2], i, j)] if inside or kind != "constant" else p.constant.value
    return y


def lane_value(weights, shape, c, i, j):
    values = numbers(weights)
    if len(shape) == 1:
        return values[0 if shape[0] == 1 else c]
    c = 0 if shape[0] == 1 else c
    return values[(c * shape[1] + i) * shape[2] + j]


def each(x, function):
    y = np.zeros_like(x)
    for at in np.ndindex(*x.shape):
        y[at] = function(float(x[at]), at[-3:])
    return y


def scale(p, x):
    return each(x, lambda v, cij: v * lane_value(p.scale, p.shapeScale, *cij)
                + (lane_value(p.bias, p.shapeBias, *cij) if p.hasBias else 0))


def bias(p, x):
    return each(x, lambda v, cij: v + lane_value(p.bias, p.shape, *cij))


def unary(p, x):
    epsilon = p.epsilon or 1e-6
    function = [math.sqrt, lambda v: (v + epsilon) ** -0.5, lambda v: 1 / (v + epsilon),
                lambda v: math.pow(v, p.alpha), math.exp, math.log, abs, lambda v: max(p.alpha, v)][p.type]
    return each(x, lambda v, _: function((p.scale or 1) * v + p.shift))


def activation(p, x):
    kind = p.WhichOneof("NonlinearityType")
    q = getattr(p, kind)
    nn = jax.nn

    def lane(weights, at):
        values = numbers(weights)
        return values[0] if len(values) == 1 else values[at[-3]]

    whole = {
        "linear": lambda: q.alpha * x + q.beta, "ReLU": lambda: nn.relu(x),
        "leakyReLU": lambda: nn.leaky_relu(x, q.alpha), "tanh": lambda: nn.tanh(x),
        "scaledTanh": lambda: q.alpha * nn.tanh(q.beta * x), "sigmoid": lambda: nn.sigmoid(x),
        "sigmoidHard": lambda: np.clip(q.alpha * x + q.beta, 0, 1), "ELU": lambda: nn.elu(x, q.alpha),
        "softsign": lambda: nn.soft_sign(x), "softplus": lambda: nn.softplus(x)}
    if kind in whole:
        return np.asarray(whole[kind]())
    single = {
        "thresholdedReLU": lambda v, at: v if v >= q.alpha else 0.0,
        "PReLU": lambda v, at: v if v >= 0 else v * lane(q.alpha, at),
        "parametricSoftplus": lambda v, at: lane(q.alpha, at) * math.log1p(math.exp(lane(q.beta, at) * v))}
    return each(x, single[kind])


KINDS = {"convolution": convolution, "pooling": pooling, "batchnorm": batchnorm,
         "innerProduct": inner_product, "embedding": embedding, "softmax": softmax, "flatten": flatten,
         "reshape": reshape, "permute": permute, "concat": concat, "padding": padding, "scale": scale,
         "bias": bias, "unary": unary, "activation": activation}

if __name__ == "__main__":
    worst = {}
    for entry in json.loads((GOLDEN / "layers.json").read_text())["layers"]:
        message = NeuralNetwork_pb2.NeuralNetworkLayer.FromString(bytes.fromhex(entry["layerBytesHex"]))
        kind = message.WhichOneof("layer")
        assert kind == entry["kind"]
        inputs = [np.float32(i["values"]).astype(float).reshape(i["shape"]) for i in entry["inputs"]]
        found = KINDS[kind](getattr(message, kind), *inputs)
        expected = np.array(entry["output"]["values"]).reshape(entry["output"]["shape"])
        assert found.shape == expected.shape, (entry["name"], found.shape, expected.shape)
        off = np.abs(found - expected).max() / max(np.abs(expected).max(), 1e-30)
        assert off < 1e-8, (entry["name"], off)
        count, largest = worst.get(kind, (0, 0.0))
        worst[kind] = count + 1, max(largest, off)
    for kind, (count, off) in sorted(worst.items()):
        print(f"{kind}: {count} layers, {off:.1e}")
    print(f"{sum(c for c, _ in worst.values())} layers agree")
