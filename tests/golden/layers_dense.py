"""Matrix products, recurrent layers and layers over three axes in float64 NumPy.

Written from the definitions in the format's own comments, one plain loop at a time, without a look
at the core. A layer is a function of (parameters message, inputs) that returns the list of its
outputs. What the comments leave open is said where it is decided.
"""

import itertools
import math

import numpy as np
from weights import values_of


def array(weights, *shape, rows=None):
    """The floats of a WeightParams message in that shape."""
    if weights.int8RawValue:
        whole = np.frombuffer(weights.int8RawValue, np.int8).astype(np.float64)
        return (whole * np.float64(weights.quantization.linearQuantization.scale[0])).reshape(shape)
    rows = rows or shape[0]
    return values_of(weights, math.prod(shape), rows).reshape(shape)


# --- matrix products ---


def rounded(x):
    """int8DynamicQuantize: to multiples of the largest / 127; our choice, the format says no more."""
    step = np.abs(x).max() / 127
    return np.rint(x / step) * step if step > 0 else np.zeros_like(x)


def inner_product(params, inputs):
    x, = inputs
    rows = x.reshape(*x.shape[:-3], -1) if x.ndim > 3 else x
    if params.int8DynamicQuantize:
        rows = rounded(rows)
    y = rows @ array(params.weights, params.outputChannels, params.inputChannels).T
    if params.hasBias:
        y = y + array(params.bias, params.outputChannels)
    return [y[..., None, None] if x.ndim > 3 else y]


def batched_matmul(params, inputs):
    if len(inputs) == 1:
        x = rounded(inputs[0]) if params.int8DynamicQuantize else inputs[0]
        # Column-major [X1, X2] is row-major [X2, X1].
        y = x @ array(params.weights, params.weightMatrixSecondDimension, params.weightMatrixFirstDimension).T
        return [y + array(params.bias, params.weightMatrixSecondDimension) if params.hasBias else y]
    a, b = inputs
    a = a[None, :] if a.ndim == 1 else a
    b = b[:, None] if b.ndim == 1 else b
    a = a.swapaxes(-1, -2) if params.transposeA else a
    b = b.swapaxes(-1, -2) if params.transposeB else b
    return [np.matmul(a, b)]


def layer_normalization(params, inputs):
    x, = inputs
    shape = tuple(params.normalizedShape)
    axes = tuple(range(-len(shape), 0))
    centred = x - x.mean(axis=axes, keepdims=True)
    deviation = np.sqrt((centred ** 2).mean(axis=axes, keepdims=True) + (np.float64(params.eps) or 1e-5))
    return [centred / deviation * array(params.gamma, *shape) + array(params.beta, *shape)]


# --- recurrent layers: x [Seq, Batch, in, 1, 1] ---


def function(params):
    """An ActivationParams message as a function."""
    kind = params.WhichOneof("NonlinearityType")
    p = getattr(params, kind)
    return {
        "linear": lambda a: p.alpha * a + p.beta,
        "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
        "tanh": np.tanh,
        "ReLU": lambda a: np.maximum(a, 0),
        "scaledTanh": lambda a: p.alpha * np.tanh(p.beta * a),
        "sigmoidHard": lambda a: np.clip(p.alpha * a + p.beta, 0, 1),
    }[kind]


def clip(a):
    return np.clip(a, -50, 50)


def vectors(x):
    return x.reshape(*x.shape[:2], -1)


def steps_of(x, backwards):
    return vectors(x)[::-1] if backwards else vectors(x)


def state(inputs, index, batch, size):
    return inputs[index].reshape(batch, size) if index < len(inputs) else np.zeros((batch, size))


def image(a):
    """[..., n] as [..., n, 1, 1]"""
    return a[..., None, None]


def simple_recurrent(params, inputs):
    n, m = params.outputVectorSize, params.inputVectorSize
    w, r = array(params.weightMatrix, n, m), array(params.recursionMatrix, n, n)
    b = array(params.biasVector, n) if params.hasBiasVector else np.zeros(n)
    f = function(params.activation)
    h = state(inputs, 1, inputs[0].shape[1], n)
    ys = []
    for x in steps_of(inputs[0], params.reverseInput):
        h = f(clip(x @ w.T + h @ r.T + b))
        ys.append(h)
    y = np.stack(ys) if params.sequenceOutput else h[None]
    return [image(y), image(h[None])]


def gru(params, inputs):
    n, m = params.outputVectorSize, params.inputVectorSize
    f, g = (function(a) for a in params.activations)
    w, r, b = {}, {}, {}
    for gate in ("update", "reset", "output"):
        w[gate] = array(getattr(params, f"{gate}GateWeightMatrix"), n, m)
        r[gate] = array(getattr(params, f"{gate}GateRecursionMatrix"), n, n)
        bias = getattr(params, f"{gate}GateBiasVector")
        b[gate] = array(bias, n) if params.hasBiasVectors else np.zeros(n)
    y = state(inputs, 1, inputs[0].shape[1], n)
    ys = []
    for x in steps_of(inputs[0], params.reverseInput):
        z = f(clip(x @ w["update"].T + y @ r["update"].T + b["update"]))
        reset = f(clip(x @ w["reset"].T + y @ r["reset"].T + b["reset"]))
        c = y * reset
        o = g(clip(x @ w["output"].T + c @ r["output"].T + b["output"]))
        y = (1 - z) * o + z * y
        ys.append(y)
    out = np.stack(ys) if params.sequenceOutput else y[None]
    return [image(out), image(y[None])]


def lstm_run(lstm, weights, activations, n, xs, h, c):
    """All outputs in the order of the steps, and the last states."""
    f, g, hidden = (function(a) for a in activations)
    m = xs.shape[-1]

    def argument(gate, x, h, peep=None, added=0):
        a = x @ array(getattr(weights, f"{gate}WeightMatrix"), n, m).T
        a = a + h @ array(getattr(weights, f"{gate}RecursionMatrix"), n, n).T + added
        if lstm.hasBiasVectors:
            a = a + array(getattr(weights, f"{gate}BiasVector"), n)
        if lstm.hasPeepholeVectors and peep is not None:
            a = a + array(getattr(weights, f"{gate}PeepholeVector"), n) * peep
        return clip(a)

    limit = np.float64(lstm.cellClipThreshold) or 50
    ys = []
    for x in xs:
        i = f(argument("inputGate", x, h, c))
        z = g(argument("blockInput", x, h))
        if lstm.coupledInputAndForgetGate:
            forget = 1 - i
        else:
            forget = f(argument("forgetGate", x, h, c, 1 if lstm.forgetBias else 0))
        c = np.clip(c * forget + i * z, -limit, limit)
        o = f(argument("outputGate", x, h, c))
        h = hidden(c) * o
        ys.append(h)
    return np.stack(ys), h, c


def uni_directional_lstm(params, inputs):
    n, batch = params.outputVectorSize, inputs[0].shape[1]
    # With reverseInput the outputs stay in the order of the steps, as coremltools' own tests have it.
    ys, h, c = lstm_run(params.params, params.weightParams, params.activations, n,
                        steps_of(inputs[0], params.reverseInput),
                        state(inputs, 1, batch, n), state(inputs, 2, batch, n))
    y = ys if params.params.sequenceOutput else h[None]
    return [image(y), image(h[None]), image(c[None])]


def bi_directional_lstm(params, inputs):
    n, batch = params.outputVectorSize, inputs[0].shape[1]
    forwards, hf, cf = lstm_run(params.params, params.weightParams[0], params.activationsForwardLSTM, n,
                                vectors(inputs[0]), state(inputs, 1, batch, n), state(inputs, 2, batch, n))
    backwards, hb, cb = lstm_run(params.params, params.weightParams[1], params.activationsBackwardLSTM, n,
                                 vectors(inputs[0])[::-1], state(inputs, 3, batch, n), state(inputs, 4, batch, n))
    if params.params.sequenceOutput:
        y = np.concatenate([forwards, backwards[::-1]], axis=-1)
    else:
        y = np.concatenate([hf, hb], axis=-1)[None]
    return [image(a) for a in (y, hf[None], cf[None], hb[None], cb[None])]


# --- three axes: x [..., C, D, H, W] ---


def amounts(params, size, reach, stride):
    """((before, after) an axis) of a Convolution3D or Pooling3D padding."""
    if params.paddingType == 1:
        return [(0, 0)] * 3
    if params.paddingType == 2:
        totals = [max(0, (-(-n // s) - 1) * s + r - n) for n, r, s in zip(size, reach, stride)]
        return [(t // 2, t - t // 2) for t in totals]
    return [(params.customPaddingFront, params.customPaddingBack),
            (params.customPaddingTop, params.customPaddingBottom),
            (params.customPaddingLeft, params.customPaddingRight)]


def convolution3d(params, inputs):
    x, = inputs
    xs = x.reshape(-1, *x.shape[-4:])
    kernel = (params.kernelDepth, params.kernelHeight, params.kernelWidth)
    stride = (params.strideDepth, params.strideHeight, params.strideWidth)
    dilation = (params.dilationDepth, params.dilationHeight, params.dilationWidth)
    reach = [(k - 1) * d + 1 for k, d in zip(kernel, dilation)]
    groups, size = params.nGroups or 1, xs.shape[2:]
    ins, outs = params.inputChannels // groups, params.outputChannels // groups
    taps = list(itertools.product(*map(range, kernel)))

    def along(tap, counts):
        return tuple(slice(t * d, t * d + (n - 1) * s + 1, s)
                     for t, d, n, s in zip(tap, dilation, counts, stride))

    if params.isDeconvolution:
        w = array(params.weights, outs, params.inputChannels, *kernel)
        full = [(n - 1) * s + r for n, s, r in zip(size, stride, reach)]
        y = np.zeros((len(xs), params.outputChannels, *full))
        for c in range(params.inputChannels):
            first = c // ins * outs  # of the channels that this one's group makes
            for o in range(outs):
                for tap in taps:
                    y[(slice(None), first + o, *along(tap, size))] += xs[:, c] * w[(o, c, *tap)]
        if params.outputShape:
            edges = [((f - n) // 2, f - n - (f - n) // 2) for f, n in zip(full, params.outputShape)]
            if params.paddingType == 0:
                edges = [(before, f - n - before) for (before, _), f, n in
                         zip(amounts(params, size, reach, stride), full, params.outputShape)]
        elif params.paddingType == 2:
            edges = [((f - n * s) // 2, f - n * s - (f - n * s) // 2) for f, n, s in zip(full, size, stride)]
        else:
            edges = amounts(params, size, reach, stride)
        y = y[(..., *(slice(a, f - b) for (a, b), f in zip(edges, full)))]
    else:
        w = array(params.weights, params.outputChannels, ins, *kernel)
        padded = np.pad(xs, ((0, 0), (0, 0), *amounts(params, size, reach, stride)))
        out = [(n - r) // s + 1 for n, r, s in zip(padded.shape[2:], reach, stride)]
        y = np.zeros((len(xs), params.outputChannels, *out))
        for o in range(params.outputChannels):
            for c in range(ins):
                for tap in taps:
                    y[:, o] += padded[(slice(None), o // outs * ins + c, *along(tap, out))] * w[(o, c, *tap)]
    if params.hasBias:
        y = y + array(params.bias, params.outputChannels)[:, None, None, None]
    return [y.reshape(*x.shape[:-4], *y.shape[1:])]


def pooling3d(params, inputs):
    x, = inputs
    kernel = (params.kernelDepth, params.kernelHeight, params.kernelWidth)
    stride = (params.strideDepth, params.strideHeight, params.strideWidth)
    size = x.shape[-3:]
    edges = amounts(params, size, kernel, stride)
    out = [(n + sum(e) - k) // s + 1 for n, e, k, s in zip(size, edges, kernel, stride)]
    y = np.zeros((*x.shape[:-3], *out))
    for place in itertools.product(*map(range, out)):
        starts = [p * s - before for p, s, (before, _) in zip(place, stride, edges)]
        seen = x[(..., *(slice(max(a, 0), max(0, min(a + k, n)))
                         for a, k, n in zip(starts, kernel, size)))].reshape(*x.shape[:-3], -1)
        if seen.shape[-1] == 0:
            continue  # padding only: 0
        if params.type == 0:
            value = seen.max(axis=-1)  # padding never wins
        else:
            value = seen.sum(axis=-1) / (seen.shape[-1] if params.countExcludePadding else math.prod(kernel))
        y[(..., *place)] = value
    return [y]


def global_pooling3d(params, inputs):
    x, = inputs
    reduce = np.max if params.type == 0 else np.mean
    return [reduce(x, axis=(-3, -2, -1), keepdims=True)]


# --- convolution whose weights are an input ---


def convolution_with_weights(params, inputs):
    x, w = inputs
    w = w.reshape(w.shape[-4:])
    xs = x.reshape(-1, *x.shape[-3:])
    edges = [(e.startEdgeSize, e.endEdgeSize) for e in params.valid.paddingAmounts.borderAmounts] or [(0, 0)] * 2
    padded = np.pad(xs, ((0, 0), (0, 0), *edges))
    stride = tuple(params.stride) or (1, 1)
    out = [(n - k) // s + 1 for n, k, s in zip(padded.shape[2:], w.shape[2:], stride)]
    groups = params.nGroups or 1
    outs, ins = w.shape[0] // groups, w.shape[1]
    y = np.zeros((len(xs), w.shape[0], *out))
    for o, c in itertools.product(range(w.shape[0]), range(ins)):
        for i, j in itertools.product(range(w.shape[2]), range(w.shape[3])):
            rows = slice(i, i + (out[0] - 1) * stride[0] + 1, stride[0])
            columns = slice(j, j + (out[1] - 1) * stride[1] + 1, stride[1])
            y[:, o] += padded[:, o // outs * ins + c, rows, columns] * w[o, c, i, j]
    return [y.reshape(*x.shape[:-3], *y.shape[1:])]


LAYERS = {
    "innerProduct": inner_product,
    "batchedMatmul": batched_matmul,
    "layerNormalization": layer_normalization,
    "simpleRecurrent": simple_recurrent,
    "gru": gru,
    "uniDirectionalLSTM": uni_directional_lstm,
    "biDirectionalLSTM": bi_directional_lstm,
    "convolution3d": convolution3d,
    "pooling3d": pooling3d,
    "globalPooling3d": global_pooling3d,
    "convolution": convolution_with_weights,
}


def run(message, inputs):
    """The outputs of a layer message."""
    kind = message.WhichOneof("layer")
    return LAYERS[kind](getattr(message, kind), [x.astype(np.float64) for x in inputs])
