"""The numbers in a layer's messages: weights in whatever way they are stored, and repeated pairs."""

import math

import numpy as np


def values_of(weights, count=None, rows=1):
    """The floats of a WeightParams message, whatever way they are stored.

    `rows`: how many output channels the values belong to (a linear quantisation may have one scale
    for each).
    """
    if weights.float16Value:
        return np.frombuffer(weights.float16Value, "<f2").astype(np.float64)
    if not weights.rawValue:
        return np.array(weights.floatValue, np.float64)
    bits = weights.quantization.numberOfBits
    stream = np.unpackbits(np.frombuffer(weights.rawValue, np.uint8))[:count * bits]
    whole = stream.reshape(count, bits) @ (1 << np.arange(bits)[::-1])
    if weights.quantization.HasField("lookupTableQuantization"):
        return np.array(weights.quantization.lookupTableQuantization.floatValue)[whole]
    linear = weights.quantization.linearQuantization
    scale = np.array(linear.scale).reshape(-1, 1)
    bias = np.array(linear.bias or [0.0]).reshape(-1, 1)
    return (whole.reshape(rows, -1) * scale + bias).ravel()


def pair(values, default):
    return tuple(values) if len(values) else (default, default)


WEIGHTED = ("convolution", "innerProduct", "embedding")


def weights_of(layer):
    """The weights and bias of a layer as flat float64 arrays, row-major as stored."""
    kind = layer.WhichOneof("layer")
    if kind not in WEIGHTED:
        return {}
    params = getattr(layer, kind)
    inputs = {"convolution": "kernelChannels", "innerProduct": "inputChannels",
              "embedding": "inputDim"}[kind]
    count = params.outputChannels * getattr(params, inputs)
    if kind == "convolution":
        count *= math.prod(pair(params.kernelSize, 3))
        if params.isDeconvolution:
            count //= params.nGroups or 1
    found = {"weights": values_of(params.weights, count, params.outputChannels)}
    assert found["weights"].size == count, layer.name
    if params.hasBias:
        found["bias"] = values_of(params.bias, params.outputChannels, params.outputChannels)
        assert found["bias"].size == params.outputChannels, layer.name
    return found
