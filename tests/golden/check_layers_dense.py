"""Compares layers-matmul.json, layers-recurrent.json and layers-3d.json with jax, by hand.

    python tests/golden/check_layers_dense.py

The second computation shares nothing with layers_dense.py but the numbers in the messages: products
through einsum, convolutions and windows through lax, recurrent layers as a scan over one fused
matrix, as deep learning libraries have them.
"""

import json
import pathlib

import jax
import numpy as np
from layers_dense import array
from specs import NeuralNetwork_pb2

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
from jax import lax, nn

GOLDEN = pathlib.Path(__file__).resolve().parent
TOLERANCE = 5.1e-9  # nine digits are stored


def dequantizing_input(params, x):
    if not params.int8DynamicQuantize:
        return x
    scale = jnp.max(jnp.abs(x)) / 127
    return jnp.round(x / scale) * scale


def inner_product(params, x):
    flat = x.reshape(*x.shape[:max(x.ndim - 3, 0)], -1) if x.ndim > 3 else x
    w = array(params.weights, params.outputChannels, params.inputChannels)
    y = jnp.einsum("...i,oi->...o", dequantizing_input(params, flat), w)
    y = y + array(params.bias, params.outputChannels) if params.hasBias else y
    return [y.reshape(*y.shape, 1, 1) if x.ndim > 3 else y]


def batched_matmul(params, a, b=None):
    if b is None:
        columns = params.weightMatrixSecondDimension
        w = array(params.weights, columns, params.weightMatrixFirstDimension)
        y = jnp.einsum("...i,oi->...o", dequantizing_input(params, a), w)
        return [y + array(params.bias, columns) if params.hasBias else y]
    a = a.reshape(1, -1) if a.ndim == 1 else a
    b = b.reshape(-1, 1) if b.ndim == 1 else b
    left = "...km" if params.transposeA else "...mk"
    right = "...nk" if params.transposeB else "...kn"
    return [jnp.einsum(f"{left},{right}->...mn", a, b)]


def layer_normalization(params, x):
    shape = tuple(params.normalizedShape)
    y = nn.standardize(x, axis=tuple(range(-len(shape), 0)), epsilon=params.eps)
    return [y * array(params.gamma, *shape) + array(params.beta, *shape)]


def function(params):
    kind = params.WhichOneof("NonlinearityType")
    p = getattr(params, kind)
    return {
        "linear": lambda a: p.alpha * a + p.beta, "sigmoid": nn.sigmoid, "tanh": jnp.tanh, "ReLU": nn.relu,
        "scaledTanh": lambda a: p.alpha * jnp.tanh(p.beta * a),
        "sigmoidHard": lambda a: jnp.minimum(jnp.maximum(p.alpha * a + p.beta, 0), 1),
    }[kind]


def clip(a):
    return jnp.clip(a, -50, 50)


def sequence(x, backwards=False):
    steps = x.reshape(x.shape[0], x.shape[1], -1)
    return jnp.flip(steps, 0) if backwards else steps


def start(states, index, x, size):
    return states[index].reshape(x.shape[1], size) if states else jnp.zeros((x.shape[1], size))


def as_outputs(*values):
    return [value[..., None, None] for value in values]


def simple_recurrent(params, x, *states):
    n, m = params.outputVectorSize, params.inputVectorSize
    fused = jnp.concatenate([array(params.weightMatrix, n, m), array(params.recursionMatrix, n, n)], 1)
    b = array(params.biasVector, n) if params.hasBiasVector else 0.0
    f = function(params.activation)

    def step(h, now):
        h = f(clip(jnp.concatenate([now, h], 1) @ fused.T + b))
        return h, h

    last, ys = lax.scan(step, start(states, 0, x, n), sequence(x, params.reverseInput))
    return as_outputs(ys if params.sequenceOutput else ys[-1:], last[None])


def gru(params, x, *states):
    n, m = params.outputVectorSize, params.inputVectorSize
    f, g = map(function, params.activations)
    both = jnp.concatenate(
        [jnp.concatenate([array(getattr(params, f"{gate}GateWeightMatrix"), n, m),
                          array(getattr(params, f"{gate}GateRecursionMatrix"), n, n)], 1)
         for gate in ("update", "reset")], 0)
    out = jnp.concatenate([array(params.outputGateWeightMatrix, n, m), array(params.outputGateRecursionMatrix, n, n)], 1)
    bias = lambda weights: array(weights, n) if params.hasBiasVectors else jnp.zeros(n)
    b = jnp.concatenate([bias(params.updateGateBiasVector), bias(params.resetGateBiasVector)])

    def step(h, now):
        z, r = jnp.split(f(clip(jnp.concatenate([now, h], 1) @ both.T + b)), 2, axis=1)
        o = g(clip(jnp.concatenate([now, r * h], 1) @ out.T + bias(params.outputGateBiasVector)))
        h = o + z * (h - o)
        return h, h

    last, ys = lax.scan(step, start(states, 0, x, n), sequence(x, params.reverseInput))
    return as_outputs(ys if params.sequenceOutput else ys[-1:], last[None])


def lstm_scan(options, weights, activations, n, xs, h, c):
    f, g, hidden = map(function, activations)
    m = xs.shape[-1]
    gates = ("inputGate", "forgetGate", "blockInput", "outputGate")
    fused = jnp.concatenate(
        [jnp.concatenate([array(getattr(weights, f"{gate}WeightMatrix"), n, m),
                          array(getattr(weights, f"{gate}RecursionMatrix"), n, n)], 1) for gate in gates], 0)
    b = jnp.zeros((4, n))
    if options.hasBiasVectors:
        b = jnp.stack([array(getattr(weights, f"{gate}BiasVector"), n) for gate in gates])
    b = b.at[1].add(1.0 if options.forgetBias else 0.0)
    p_i = p_f = p_o = jnp.zeros(n)
    if options.hasPeepholeVectors:
        p_i, p_f, p_o = (array(getattr(weights, f"{gate}GatePeepholeVector"), n)
                         for gate in ("input", "forget", "output"))
    limit = options.cellClipThreshold or 50

    def step(carry, now):
        h, c = carry
        i, forget, z, o = jnp.split(jnp.concatenate([now, h], 1) @ fused.T + b.ravel(), 4, axis=1)
        i, z = f(clip(i + p_i * c)), g(clip(z))
        keep = 1 - i if options.coupledInputAndForgetGate else f(clip(forget + p_f * c))
        c = jnp.clip(keep * c + i * z, -limit, limit)
        h = f(clip(o + p_o * c)) * hidden(c)
        return (h, c), h

    (h, c), ys = lax.scan(step, (h, c), xs)
    return ys, h, c


def uni_directional_lstm(params, x, *states):
    n = params.outputVectorSize
    ys, h, c = lstm_scan(params.params, params.weightParams, params.activations, n, sequence(x, params.reverseInput),
                         start(states, 0, x, n), start(states, 1, x, n))
    return as_outputs(ys if params.params.sequenceOutput else ys[-1:], h[None], c[None])


def bi_directional_lstm(params, x, *states):
    n = params.outputVectorSize
    first, hf, cf = lstm_scan(params.params, params.weightParams[0], params.activationsForwardLSTM, n,
                              sequence(x), start(states, 0, x, n), start(states, 1, x, n))
    second, hb, cb = lstm_scan(params.params, params.weightParams[1], params.activationsBackwardLSTM, n,
                               sequence(x, True), start(states, 2, x, n), start(states, 3, x, n))
    if params.params.sequenceOutput:
        y = jnp.concatenate([first, jnp.flip(second, 0)], 2)
    else:
        y = jnp.concatenate([hf, hb], 1)[None]
    return as_outputs(y, hf[None], cf[None], hb[None], cb[None])


NUMBERS = ("NCDHW", "OIDHW", "NCDHW")


def edges_of(params, size, reach, stride):
    if params.paddingType == 2:
        return lax.padtype_to_pads(size, reach, stride, "SAME")
    if params.paddingType == 1:
        return [(0, 0)] * 3
    p = params
    return [(p.customPaddingFront, p.customPaddingBack), (p.customPaddingTop, p.customPaddingBottom),
            (p.customPaddingLeft, p.customPaddingRight)]


def convolution3d(params, x):
    p = params
    kernel = (p.kernelDepth, p.kernelHeight, p.kernelWidth)
    stride = (p.strideDepth, p.strideHeight, p.strideWidth)
    dilation = (p.dilationDepth, p.dilationHeight, p.dilationWidth)
    reach = [(k - 1) * d + 1 for k, d in zip(kernel, dilation)]
    size, groups = x.shape[-3:], p.nGroups or 1
    if not p.isDeconvolution:
        w = array(p.weights, p.outputChannels, p.inputChannels // groups, *kernel)
        y = lax.conv_general_dilated(x, w, stride, edges_of(p, size, reach, stride), None, dilation, NUMBERS,
                                     feature_group_count=groups)
    else:
        # A convolution of x, spread out, with the kernel turned round.
        outs, ins = p.outputChannels // groups, p.inputChannels // groups
        w = jnp.flip(jnp.asarray(array(p.weights, outs, p.inputChannels, *kernel)), (2, 3, 4))
        w = w.reshape(outs, groups, ins, *kernel).swapaxes(0, 1).reshape(p.outputChannels, ins, *kernel)
        full = [(n - 1) * s + r for n, s, r in zip(size, stride, reach)]
        if p.paddingType == 0:
            cut = edges_of(p, size, reach, stride)
            target = p.outputShape or [f - a - b for f, (a, b) in zip(full, cut)]
            cut = [(a, f - a - t) for f, (a, _), t in zip(full, cut, target)]
        else:
            target = p.outputShape or (full if p.paddingType == 1 else [n * s for n, s in zip(size, stride)])
            cut = [((f - t) // 2, f - t - (f - t) // 2) for f, t in zip(full, target)]
        y = lax.conv_general_dilated(x, w, (1, 1, 1), [(r - 1 - a, r - 1 - b) for r, (a, b) in zip(reach, cut)],
                                     stride, dilation, NUMBERS, feature_group_count=groups)
    return [y + array(p.bias, p.outputChannels)[:, None, None, None] if p.hasBias else y]


def pooling3d(params, x):
    kernel = (1, 1, params.kernelDepth, params.kernelHeight, params.kernelWidth)
    stride = (1, 1, params.strideDepth, params.strideHeight, params.strideWidth)
    edges = [(0, 0), (0, 0), *edges_of(params, x.shape[-3:], kernel[2:], stride[2:])]
    if params.type == 0:
        return [lax.reduce_window(x, -jnp.inf, lax.max, kernel, stride, edges)]
    total = lax.reduce_window(x, 0.0, lax.add, kernel, stride, edges)
    seen = lax.reduce_window(jnp.ones_like(x), 0.0, lax.add, kernel, stride, edges)
    return [total / (seen if params.countExcludePadding else np.prod(kernel))]


def global_pooling3d(params, x):
    return [(jnp.max if params.type == 0 else jnp.mean)(x, axis=(2, 3, 4), keepdims=True)]


def convolution(params, x, w):
    edges = [(e.startEdgeSize, e.endEdgeSize) for e in params.valid.paddingAmounts.borderAmounts] or [(0, 0)] * 2
    return [lax.conv_general_dilated(x, w, tuple(params.stride), edges, dimension_numbers=("NCHW", "OIHW", "NCHW"),
                                     feature_group_count=params.nGroups)]


LAYERS = {"innerProduct": inner_product, "batchedMatmul": batched_matmul, "layerNormalization": layer_normalization,
          "simpleRecurrent": simple_recurrent, "gru": gru, "uniDirectionalLSTM": uni_directional_lstm,
          "biDirectionalLSTM": bi_directional_lstm, "convolution3d": convolution3d, "pooling3d": pooling3d,
          "globalPooling3d": global_pooling3d, "convolution": convolution}


def check(file):
    worst, entries = 0.0, json.loads((GOLDEN / file).read_text(encoding="utf-8"))["layers"]
    for entry in entries:
        message = NeuralNetwork_pb2.NeuralNetworkLayer.FromString(bytes.fromhex(entry["layerBytesHex"]))
        inputs = [jnp.asarray(np.float32(x["values"]).astype(np.float64)).reshape(x["shape"]) for x in entry["inputs"]]
        ys = LAYERS[entry["kind"]](getattr(message, entry["kind"]), *inputs)
        assert len(ys) == len(entry["outputs"]), entry["name"]
        for y, wanted in zip(ys, entry["outputs"]):
            assert list(y.shape) == wanted["shape"], (entry["name"], y.shape, wanted["shape"])
            values = np.array(wanted["values"])
            error = np.max(np.abs(np.asarray(y).ravel() - values) / np.maximum(1, np.abs(values)))
            assert error < TOLERANCE, (entry["kind"], entry["name"], error)
            worst = max(worst, error)
    print(f"{file}: {len(entries)} layers, largest deviation {worst:.1e}")


if __name__ == "__main__":
    for name in ("layers-matmul.json", "layers-recurrent.json", "layers-3d.json"):
        check(name)
