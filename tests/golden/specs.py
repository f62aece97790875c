"""Short words for building Core ML messages by hand, so that a model reads as a list of layers."""

import logging

logging.disable(logging.WARNING)  # coremltools reports the libraries it does not find; none is used here

import numpy as np
from coremltools.proto import FeatureTypes_pb2, Model_pb2, NeuralNetwork_pb2

FLOAT32 = FeatureTypes_pb2.ArrayFeatureType.FLOAT32
DOUBLE = FeatureTypes_pb2.ArrayFeatureType.DOUBLE
INT32 = FeatureTypes_pb2.ArrayFeatureType.INT32


def read_model(path):
    """The message in the file at `path`."""
    model = Model_pb2.Model()
    model.ParseFromString(path.read_bytes())
    return model


def write_model(path, model):
    """Writes fields in ascending order, as coremltools does; map entries are ordered by key."""
    path.write_bytes(model.SerializeToString(deterministic=True))


def layers_of(model):
    """The network message of a model, whichever of the three network types it is."""
    return getattr(model, model.WhichOneof("Type"))


def draw(seed, shape, scale):
    """Seeded normal float32 values; the same numbers wherever the pinned NumPy runs."""
    values = np.random.default_rng(seed).standard_normal(shape) * scale
    return values.astype(np.float32)


def array_feature(feature, name, shape, data_type=FLOAT32):
    feature.name = name
    feature.type.multiArrayType.shape.extend(shape)
    feature.type.multiArrayType.dataType = data_type


def fill(weights, values, updatable=False, half=False):
    """Stores `values` row-major in a WeightParams message, as float32 or as little-endian halves."""
    flat = np.asarray(values, dtype=np.float32).ravel()
    if half:
        weights.float16Value = flat.astype("<f2").tobytes()
    else:
        weights.floatValue.extend(flat.tolist())
    if updatable:
        weights.isUpdatable = True


def layer(name, inputs, outputs, updatable=False):
    """An empty layer message."""
    message = NeuralNetwork_pb2.NeuralNetworkLayer(name=name, input=inputs, output=outputs)
    if updatable:
        message.isUpdatable = True
    return message


def inner_product(name, source, target, weights, bias=None, updatable=False, half=False):
    message = layer(name, [source], [target], updatable)
    params = message.innerProduct
    params.outputChannels, params.inputChannels = weights.shape
    fill(params.weights, weights, updatable, half)
    if bias is not None:
        params.hasBias = True
        fill(params.bias, bias, updatable, half)
    return message


def set_border(padding_amounts, top, bottom, left, right):
    padding_amounts.borderAmounts.add(startEdgeSize=top, endEdgeSize=bottom)
    padding_amounts.borderAmounts.add(startEdgeSize=left, endEdgeSize=right)


def set_padding(params, padding):
    """`padding`: 'same', 'same-top-left', or (top, bottom, left, right) for valid padding."""
    if padding == "same":
        params.same.SetInParent()
    elif padding == "same-top-left":
        params.same.asymmetryMode = NeuralNetwork_pb2.SamePadding.TOP_LEFT_HEAVY
    else:
        set_border(params.valid.paddingAmounts, *padding)


def convolution(name, source, target, weights, bias=None, *, stride=(1, 1), dilation=(1, 1),
                padding=(0, 0, 0, 0), groups=1, updatable=False, transposed=False,
                output_shape=None, half=False):
    """Weights [outC, inC/groups, kH, kW]; transposed: [inC, outC/groups, kH, kW]."""
    message = layer(name, [source], [target], updatable)
    params = message.convolution
    params.outputChannels = weights.shape[1] * groups if transposed else weights.shape[0]
    params.kernelChannels = weights.shape[0] if transposed else weights.shape[1]
    params.nGroups = groups
    params.kernelSize.extend(weights.shape[2:])
    params.stride.extend(stride)
    params.dilationFactor.extend(dilation)
    set_padding(params, padding)
    if transposed:
        params.isDeconvolution = True
    if output_shape:
        params.outputShape.extend(output_shape)
    fill(params.weights, weights, updatable, half)
    if bias is not None:
        params.hasBias = True
        fill(params.bias, bias, updatable, half)
    return message


def pooling(name, source, target, kind, kernel=(2, 2), stride=(2, 2), padding=(0, 0, 0, 0),
            exclude_padding=False, overall=False, last_pixel=None):
    """`kind`: 'MAX', 'AVERAGE' or 'L2'; `last_pixel`: the padding (H, W) of includeLastPixel."""
    message = layer(name, [source], [target])
    params = message.pooling
    params.type = NeuralNetwork_pb2.PoolingLayerParams.PoolingType.Value(kind)
    params.kernelSize.extend(kernel)
    params.stride.extend(stride)
    if last_pixel is not None:
        params.includeLastPixel.paddingAmounts.extend(last_pixel)
    else:
        set_padding(params, padding)
    params.avgPoolExcludePadding = exclude_padding
    params.globalPooling = overall
    return message


def activation(name, source, target, kind, **values):
    message = layer(name, [source], [target])
    params = getattr(message.activation, kind)
    params.SetInParent()
    for key, value in values.items():
        if hasattr(getattr(params, key), "floatValue"):
            fill(getattr(params, key), value)
        else:
            setattr(params, key, value)
    return message


def softmax(name, source, target):
    message = layer(name, [source], [target])
    message.softmax.SetInParent()
    return message


def flatten(name, source, target, mode="CHANNEL_FIRST"):
    message = layer(name, [source], [target])
    message.flatten.mode = NeuralNetwork_pb2.FlattenLayerParams.FlattenOrder.Value(mode)
    return message


def batchnorm(name, source, target, gamma, beta, mean=None, variance=None, epsilon=1e-5,
              compute=False, instance=False):
    message = layer(name, [source], [target])
    params = message.batchnorm
    params.channels = len(gamma)
    params.epsilon = epsilon
    params.computeMeanVar = compute
    params.instanceNormalization = instance
    fill(params.gamma, gamma)
    fill(params.beta, beta)
    if mean is not None:
        fill(params.mean, mean)
        fill(params.variance, variance)
    return message


def real(parameter, value, low, high):
    """A DoubleParameter with its range."""
    parameter.defaultValue = value
    parameter.range.minValue = low
    parameter.range.maxValue = high


def whole(parameter, value, *, low=None, high=None, allowed=None):
    """An Int64Parameter with a range, or with a set of allowed values."""
    parameter.defaultValue = value
    if allowed:
        parameter.set.values.extend(allowed)
    else:
        parameter.range.minValue = low
        parameter.range.maxValue = high
