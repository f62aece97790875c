"""Core ML's network layers in float64 NumPy, by the definitions in the format's own comments.

A layer is a function of (parameters message, inputs, weights) that returns its output and `back`:
back(dy) returns the gradients of the inputs and a dictionary of the gradients of the weights.
Layers that need no gradient here return None in its place. Axes are counted from the end:
channel -3, height -2, width -1, sequence -5; everything in front of the channel is batch.
"""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from weights import pair, values_of, weights_of


def batched(x):
    """Folds everything in front of the channel into one axis."""
    return x.reshape(-1, *x.shape[-3:])


def border(padding_amounts):
    """((top, bottom), (left, right)); an empty list is zeros."""
    edges = padding_amounts.borderAmounts
    return tuple((e.startEdgeSize, e.endEdgeSize) for e in edges) or ((0, 0), (0, 0))


def split(total, mode):
    """Of an odd amount, BOTTOM_RIGHT_HEAVY (0) puts the rest at the end, TOP_LEFT_HEAVY (1) at the start."""
    small, large = total // 2, total - total // 2
    return (large, small) if mode == 1 else (small, large)


def conv_padding(params, size, kernel, stride):
    if params.HasField("valid"):
        return border(params.valid.paddingAmounts)
    amounts = []
    for n, k, s in zip(size, kernel, stride):
        total = max(0, (-(-n // s) - 1) * s + k - n)
        amounts.append(split(total, params.same.asymmetryMode))
    return tuple(amounts)


def convolution(params, inputs, w):
    if params.isDeconvolution:
        return deconvolution(params, inputs, w)
    x, = inputs
    xs = batched(x)
    groups = params.nGroups or 1
    kernel = pair(params.kernelSize, 3)
    stride, dilation = pair(params.stride, 1), pair(params.dilationFactor, 1)
    weights = w["weights"].reshape(params.outputChannels, params.kernelChannels, *kernel)
    wide = [(k - 1) * d + 1 for k, d in zip(kernel, dilation)]
    edges = conv_padding(params, xs.shape[2:], wide, stride)
    padded = np.pad(xs, ((0, 0), (0, 0), *edges))
    out = [(n - k) // s + 1 for n, k, s in zip(padded.shape[2:], wide, stride)]

    def taps():
        """For each kernel position the index of the input values it meets."""
        for i in range(kernel[0]):
            for j in range(kernel[1]):
                rows = slice(i * dilation[0], i * dilation[0] + (out[0] - 1) * stride[0] + 1, stride[0])
                columns = slice(j * dilation[1], j * dilation[1] + (out[1] - 1) * stride[1] + 1, stride[1])
                yield i, j, (..., rows, columns)

    n, per_in, per_out = len(xs), params.kernelChannels, params.outputChannels // groups
    y = np.zeros((n, groups, per_out, *out))
    for i, j, at in taps():
        patch = padded[at].reshape(n, groups, per_in, *out)
        y += np.einsum("ngchw,goc->ngohw", patch, weights[:, :, i, j].reshape(groups, per_out, per_in))
    y = y.reshape(n, params.outputChannels, *out)
    if params.hasBias:
        y += w["bias"][:, None, None]

    def back(dy):
        dys = batched(dy).reshape(n, groups, per_out, *out)
        dpadded, dweights = np.zeros_like(padded), np.zeros_like(weights)
        for i, j, at in taps():
            patch = padded[at].reshape(n, groups, per_in, *out)
            tap = weights[:, :, i, j].reshape(groups, per_out, per_in)
            dweights[:, :, i, j] = np.einsum("ngchw,ngohw->goc", patch, dys).reshape(-1, per_in)
            dpadded[at] += np.einsum("ngohw,goc->ngchw", dys, tap).reshape(n, groups * per_in, *out)
        (top, _), (left, _) = edges
        dx = dpadded[:, :, top:top + xs.shape[2], left:left + xs.shape[3]]
        grads = {"weights": dweights.ravel()}
        if params.hasBias:
            grads["bias"] = batched(dy).sum(axis=(0, 2, 3))
        return [dx.reshape(x.shape)], grads

    return y.reshape(*x.shape[:-3], *y.shape[1:]), back


def deconvolution(params, inputs, w):
    """y[i s + k] += x[i] w[k], then cut to size; dilation is ignored, as the format says."""
    x, = inputs
    xs = batched(x)
    groups = params.nGroups or 1
    kernel, stride = pair(params.kernelSize, 3), pair(params.stride, 1)
    per_in, per_out = params.kernelChannels // groups, params.outputChannels // groups
    weights = w["weights"].reshape(groups, per_in, per_out, *kernel)
    size = xs.shape[2:]
    full = [(n - 1) * s + k for n, s, k in zip(size, stride, kernel)]
    y = np.zeros((len(xs), groups, per_out, *full))
    grouped = xs.reshape(len(xs), groups, per_in, *size)
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            rows = slice(i, i + (size[0] - 1) * stride[0] + 1, stride[0])
            columns = slice(j, j + (size[1] - 1) * stride[1] + 1, stride[1])
            y[..., rows, columns] += np.einsum("ngchw,gco->ngohw", grouped, weights[..., i, j])
    if len(params.outputShape):
        edges = [split(f - n, 0) for f, n in zip(full, params.outputShape)]
    elif params.HasField("valid"):
        edges = border(params.valid.paddingAmounts)
    else:
        edges = [split(f - n * s, params.same.asymmetryMode)
                 for f, n, s in zip(full, size, stride)]
    (top, bottom), (left, right) = edges
    assert min(top, bottom, left, right) >= 0, "the output would be larger than what the kernel reaches"
    y = y[..., top:full[0] - bottom, left:full[1] - right]
    y = y.reshape(*x.shape[:-3], params.outputChannels, *y.shape[-2:])
    return (y + w["bias"][:, None, None] if params.hasBias else y), None


def pooling_geometry(params, size):
    """Kernel, stride, padding in front, output size and the size up to which padding reaches."""
    if params.globalPooling:
        return size, (1, 1), (0, 0), (1, 1), size
    kernel, stride = pair(params.kernelSize, 3), pair(params.stride, 1)
    if not params.HasField("includeLastPixel"):
        edges = conv_padding(params, size, kernel, stride)
        reach = [n + a + b for n, (a, b) in zip(size, edges)]
        out = [(r - k) // s + 1 for r, k, s in zip(reach, kernel, stride)]
        return kernel, stride, [a for a, _ in edges], out, reach
    amounts = pair(params.includeLastPixel.paddingAmounts, 0)
    out = []
    for n, p, k, s in zip(size, amounts, kernel, stride):
        count = math.ceil((n + 2 * p - k) / s) + 1
        if max(amounts) > 0 and (count - 1) * s >= n + p:
            count -= 1
        out.append(count)
    return kernel, stride, amounts, out, [n + 2 * p for n, p in zip(size, amounts)]


def pooling(params, inputs, w):
    x, = inputs
    xs = batched(x)
    kernel, stride, start, out, reach = pooling_geometry(params, xs.shape[2:])
    ends = [max((o - 1) * s + k, r) for o, s, k, r in zip(out, stride, kernel, reach)]
    pads = ((0, 0), (0, 0), *((a, e - a - n) for a, e, n in zip(start, ends, xs.shape[2:])))

    def windows(values, fill):
        """[N, C, Hout, Wout, kH, kW]"""
        seen = sliding_window_view(np.pad(values, pads, constant_values=fill), kernel, (2, 3))
        return seen[:, :, ::stride[0], ::stride[1]][:, :, :out[0], :out[1]]

    inside = windows(np.ones_like(xs), 0.0)
    if params.type == 0:  # MAX: padding never wins
        seen = windows(xs, -np.inf)
        y = seen.max(axis=(-1, -2))
        first = seen.reshape(*seen.shape[:4], -1).argmax(axis=-1)
        share = (np.arange(kernel[0] * kernel[1]) == first[..., None]).reshape(seen.shape).astype(float)
    elif params.type == 1:  # AVERAGE: over the values, or over values and padding alike
        counted = np.pad(np.ones(xs.shape[2:]), pads[2:])
        if not params.avgPoolExcludePadding:
            counted = np.zeros(counted.shape)
            counted[:reach[0], :reach[1]] = 1.0  # a last window may reach past the padding
        counts = sliding_window_view(counted, kernel)[::stride[0], ::stride[1]][:out[0], :out[1]]
        counts = counts.sum(axis=(-1, -2))
        y = windows(xs, 0.0).sum(axis=(-1, -2)) / counts
        share = inside / counts[..., None, None]
    else:  # L2: the root of the sum of squares
        seen = windows(xs, 0.0)
        y = np.sqrt((seen * seen).sum(axis=(-1, -2)))
        share = seen / np.where(y == 0, 1, y)[..., None, None]

    def back(dy):
        spread = share * batched(dy)[..., None, None]
        dpadded = np.zeros((*xs.shape[:2], *ends))
        for i in range(kernel[0]):
            for j in range(kernel[1]):
                rows = slice(i, i + (out[0] - 1) * stride[0] + 1, stride[0])
                columns = slice(j, j + (out[1] - 1) * stride[1] + 1, stride[1])
                dpadded[:, :, rows, columns] += spread[..., i, j]
        dx = dpadded[:, :, start[0]:start[0] + xs.shape[2], start[1]:start[1] + xs.shape[3]]
        return [dx.reshape(x.shape)], {}

    return y.reshape(*x.shape[:-2], *y.shape[-2:]), back


def inner_product(params, inputs, w):
    x, = inputs
    weights = w["weights"].reshape(params.outputChannels, params.inputChannels)
    front = x.shape[:-1] if x.ndim < 4 else x.shape[:-3]
    rows = x.reshape(-1, params.inputChannels)
    y = rows @ weights.T
    if params.hasBias:
        y = y + w["bias"]
    tail = () if x.ndim < 4 else (1, 1)

    def back(dy):
        drows = dy.reshape(-1, params.outputChannels)
        grads = {"weights": (drows.T @ rows).ravel()}
        if params.hasBias:
            grads["bias"] = drows.sum(axis=0)
        return [(drows @ weights).reshape(x.shape)], grads

    return y.reshape(*front, params.outputChannels, *tail), back


def embedding(params, inputs, w):
    x, = inputs
    table = w["weights"].reshape(params.outputChannels, params.inputDim)
    y = table.T[x.astype(int).ravel()]
    if params.hasBias:
        y = y + w["bias"]
    return y.reshape(*x.shape[:-3], params.outputChannels, 1, 1), None


def batchnorm(params, inputs, w):
    x, = inputs
    lanes = [values_of(v)[:, None, None] for v in (params.gamma, params.beta)]
    if params.computeMeanVar:
        axes = (-2, -1) if params.instanceNormalization else tuple(
            a for a in range(x.ndim) if a != x.ndim - 3)
        mean, variance = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
    else:
        mean, variance = (values_of(v)[:, None, None] for v in (params.mean, params.variance))
    factor = lanes[0] / np.sqrt(variance + (params.epsilon or 1e-5))
    back = None if params.computeMeanVar else lambda dy: ([dy * factor], {})
    return factor * (x - mean) + lanes[1], back


def lanes_of(weights):
    return values_of(weights)[:, None, None]


def stable_softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


ACTIVATIONS = {
    "linear": lambda p, x: p.alpha * x + p.beta,
    "ReLU": lambda p, x: np.maximum(x, 0),
    "leakyReLU": lambda p, x: np.where(x >= 0, x, p.alpha * x),
    "thresholdedReLU": lambda p, x: np.where(x >= p.alpha, x, 0),
    "PReLU": lambda p, x: np.where(x >= 0, x, lanes_of(p.alpha) * x),
    "tanh": lambda p, x: np.tanh(x),
    "scaledTanh": lambda p, x: p.alpha * np.tanh(p.beta * x),
    "sigmoid": lambda p, x: 1 / (1 + np.exp(-x)),
    "sigmoidHard": lambda p, x: np.minimum(np.maximum(p.alpha * x + p.beta, 0), 1),
    "ELU": lambda p, x: np.where(x >= 0, x, p.alpha * np.expm1(np.minimum(x, 0))),
    "softsign": lambda p, x: x / (1 + np.abs(x)),
    "softplus": lambda p, x: stable_softplus(x),
    "parametricSoftplus": lambda p, x: lanes_of(p.alpha) * stable_softplus(lanes_of(p.beta) * x),
}
SLOPES = {  # from input and output
    "ReLU": lambda x, y: np.where(x > 0, 1.0, 0.0),
    "tanh": lambda x, y: 1 - y * y,
    "sigmoid": lambda x, y: y * (1 - y),
}


def activation(params, inputs, w):
    x, = inputs
    kind = params.WhichOneof("NonlinearityType")
    y = ACTIVATIONS[kind](getattr(params, kind), x)
    back = (lambda dy: ([dy * SLOPES[kind](x, y)], {})) if kind in SLOPES else None
    return y, back


def unary(params, inputs, w):
    x = (params.scale or 1.0) * inputs[0] + params.shift
    epsilon = params.epsilon or 1e-6
    y = [lambda: np.sqrt(x), lambda: 1 / np.sqrt(x + epsilon), lambda: 1 / (x + epsilon),
         lambda: np.power(x, params.alpha), lambda: np.exp(x), lambda: np.log(x),
         lambda: np.abs(x), lambda: np.maximum(params.alpha, x)][params.type]()
    return y, None


def softmax(params, inputs, w):
    x, = inputs
    e = np.exp(x - x.max(axis=-3, keepdims=True))
    y = e / e.sum(axis=-3, keepdims=True)
    return y, lambda dy: ([y * (dy - (y * dy).sum(axis=-3, keepdims=True))], {})


def flatten(params, inputs, w):
    x, = inputs
    last = params.mode == 1
    moved = np.moveaxis(x, -3, -1) if last else x
    y = moved.reshape(*x.shape[:-3], -1, 1, 1)

    def back(dy):
        dx = dy.reshape(moved.shape)
        return [np.moveaxis(dx, -1, -3) if last else dx], {}

    return y, back


def reshape(params, inputs, w):
    x, = inputs
    target = list(params.targetShape)
    front = [x.shape[0]] if len(target) == 3 else [target[0]]
    c, h, wide = target[-3:]
    if params.mode == 0:
        return x.reshape(*front, x.shape[1], c, h, wide), None
    last = np.moveaxis(x, -3, -1).reshape(*front, x.shape[1], h, wide, c)
    return np.moveaxis(last, -1, -3), None


def permute(params, inputs, w):
    """The four axes are sequence, channel, height, width; the batch stays where it is."""
    axes = list(params.axis) or [0, 1, 2, 3]
    x, = inputs
    y = np.moveaxis(np.moveaxis(x, 1, -1).transpose(*axes, 4), -1, 1)

    def back(dy):
        turned = np.moveaxis(dy, 1, -1).transpose(*np.argsort(axes), 4)
        return [np.moveaxis(turned, -1, 1)], {}

    return y, back


def concat(params, inputs, w):
    axis = -5 if params.sequenceConcat else -3
    cuts = np.cumsum([x.shape[axis] for x in inputs])[:-1]
    return np.concatenate(inputs, axis), lambda dy: (np.split(dy, cuts, axis), {})


def padding(params, inputs, w):
    x, = inputs
    pads = [(0, 0)] * (x.ndim - 2) + list(border(params.paddingAmounts))
    kind = params.WhichOneof("PaddingType")
    if kind == "constant":
        return np.pad(x, pads, constant_values=params.constant.value), None
    return np.pad(x, pads, mode={"reflection": "reflect", "replication": "edge"}[kind]), None


def shaped(weights, shape):
    """[1], [C], [1, H, W] or [C, H, W], ready to meet (..., C, H, W)."""
    values = values_of(weights)
    return values.reshape(-1, 1, 1) if len(shape) == 1 else values.reshape(shape)


def scale(params, inputs, w):
    y = inputs[0] * shaped(params.scale, params.shapeScale)
    return (y + shaped(params.bias, params.shapeBias) if params.hasBias else y), None


def bias(params, inputs, w):
    return inputs[0] + shaped(params.bias, params.shape), None


LAYERS = {
    "convolution": convolution, "pooling": pooling, "innerProduct": inner_product,
    "embedding": embedding, "batchnorm": batchnorm, "activation": activation, "unary": unary,
    "softmax": softmax, "flatten": flatten, "reshape": reshape, "permute": permute,
    "concat": concat, "padding": padding, "scale": scale, "bias": bias,
}


def run_layer(layer, inputs, weights=None):
    """Output and back() of one layer message for float64 inputs."""
    kind = layer.WhichOneof("layer")
    return LAYERS[kind](getattr(layer, kind), inputs, weights_of(layer) if weights is None else weights)
