"""Makes layers-matmul.json, layers-recurrent.json and layers-3d.json: small layers, in float64.

    python tests/golden/make_layers_dense.py

The form is that of layers.json, with all outputs of each layer. layers_dense.py has the
definitions; check_layers_dense.py compares the outputs with jax.
"""

import pathlib

import numpy as np
from fixtures import exact, short, write_json
from layers_dense import run
from specs import draw, fill, layer

GOLDEN = pathlib.Path(__file__).resolve().parent
SEEDS = iter(range(20000, 30000))


def values(*shape, scale=1.0):
    """Two decimals: readable, and never near a kink by accident."""
    return (draw(next(SEEDS), shape, scale).round(2) + np.float32(0)).astype(np.float32)


class Entries(list):
    def add(self, name, message, *inputs, note=None):
        kind = message.WhichOneof("layer")
        entry = {"name": name, "kind": kind}
        if note:
            entry["note"] = note
        entry["layerBytesHex"] = message.SerializeToString(deterministic=True).hex()
        entry["inputs"] = [{"shape": list(x.shape), "values": exact(x)} for x in inputs]
        entry["outputs"] = [{"shape": list(y.shape), "values": short(y)} for y in run(message, inputs)]
        self.append(entry)


def message_of(inputs, outputs):
    return layer("layer", [f"x{i}" for i in range(inputs)], [f"y{i}" for i in range(outputs)])


def quantize(weights, count, bits, kind, rows=1):
    """Random integers of `bits` bits with a scale for all, one for each row, or a table."""
    whole = np.random.default_rng(next(SEEDS)).integers(0, 1 << bits, count)
    stream = (whole[:, None] >> np.arange(bits)[::-1] & 1).astype(np.uint8)
    weights.ClearField("floatValue")
    weights.rawValue = np.packbits(stream.ravel()).tobytes()
    weights.quantization.numberOfBits = bits
    if kind == "table":
        weights.quantization.lookupTableQuantization.floatValue.extend(values(1 << bits).tolist())
        return
    linear = weights.quantization.linearQuantization
    linear.scale.extend((np.abs(values(rows)) * 2 / (1 << bits)).astype(np.float32).tolist())
    linear.bias.extend(values(rows).tolist())


def int8(weights, count):
    whole = np.random.default_rng(next(SEEDS)).integers(-128, 128, count)
    weights.int8RawValue = whole.astype(np.int8).tobytes()
    weights.quantization.numberOfBits = 8
    weights.quantization.linearQuantization.scale.append(0.013)


# --- layers-matmul.json ---


def matmul_layers():
    entries = Entries()

    def of_two(a, b, transpose_a=False, transpose_b=False):
        message = message_of(2, 1)
        message.batchedMatmul.SetInParent()
        message.batchedMatmul.transposeA, message.batchedMatmul.transposeB = transpose_a, transpose_b
        name = f"{list(a)}{' transposed' if transpose_a else ''} by {list(b)}{' transposed' if transpose_b else ''}"
        entries.add(name, message, values(*a), values(*b))

    for a, b in [((10,), (10,)), ((4, 10), (10,)), ((10,), (10, 3)), ((10,), (2, 10, 3)), ((2, 3), (3, 4)),
                 ((1, 3, 4), (3, 2, 4, 5)), ((1, 3, 1, 2, 3), (1, 4, 3, 2)), ((2, 3, 1, 3, 4), (2, 1, 2, 4, 5))]:
        of_two(a, b)
    of_two((3, 2, 4), (3, 2, 5), transpose_a=True)
    of_two((3, 2, 4), (1, 5, 4), transpose_b=True)
    of_two((2, 1, 7, 3), (4, 2, 7), transpose_a=True, transpose_b=True)

    def with_weights(rows, columns, bias=True):
        message = message_of(1, 1)
        params = message.batchedMatmul
        params.weightMatrixFirstDimension, params.weightMatrixSecondDimension = rows, columns
        fill(params.weights, values(columns, rows))
        if bias:
            params.hasBias = True
            fill(params.bias, values(columns))
        return message

    for shape in [(5,), (3, 5), (2, 3, 5), (2, 1, 3, 5), (2, 1, 2, 1, 5)]:
        entries.add(f"weights, input of rank {len(shape)}", with_weights(5, 3), *[values(*shape)])
    entries.add("weights, no bias", with_weights(3, 7, bias=False), values(2, 3))

    def inner(ins, outs, bias=True):
        message = message_of(1, 1)
        params = message.innerProduct
        params.inputChannels, params.outputChannels = ins, outs
        fill(params.weights, values(outs, ins))
        if bias:
            params.hasBias = True
            fill(params.bias, values(outs))
        return message

    # Quantized weights of all widths, both ways.
    for bits in range(1, 9):
        for kind in ("linear", "table"):
            message = inner(5, 3)
            quantize(message.innerProduct.weights, 15, bits, kind, rows=3 if bits % 2 else 1)
            entries.add(f"inner product, {bits} bits, {kind}", message, values(2, 5))
            message = with_weights(4, 3)
            quantize(message.batchedMatmul.weights, 12, bits, kind, rows=1 if bits % 2 else 3)
            entries.add(f"weights, {bits} bits, {kind}", message, values(2, 4))
    message = inner(4, 3)
    quantize(message.innerProduct.bias, 3, 6, "linear", rows=3)
    entries.add("inner product, a bias with a scale for each value", message, values(2, 4))

    for shape in [(6,), (3, 6), (2, 1, 6), (3, 2, 1, 3), (2, 1, 3, 2, 1)]:
        for bias in (False, True):
            message = inner(6, 4, bias)
            message.innerProduct.weights.ClearField("floatValue")
            int8(message.innerProduct.weights, 24)
            message.innerProduct.int8DynamicQuantize = True
            entries.add(f"inner product, int8, rank {len(shape)}{', bias' if bias else ''}", message, values(*shape),
                        note="the input's rounding is our choice")
    for shape in [(6,), (2, 3, 6)]:
        message = with_weights(6, 4, bias=False)
        message.batchedMatmul.weights.ClearField("floatValue")
        int8(message.batchedMatmul.weights, 24)
        message.batchedMatmul.int8DynamicQuantize = True
        entries.add(f"weights, int8, rank {len(shape)}", message, values(*shape))

    for shape, last in [((7,), 1), ((3, 5), 1), ((3, 5), 2), ((2, 3, 4), 2), ((2, 1, 3, 5), 1), ((2, 1, 2, 1, 3), 3)]:
        message = message_of(1, 1)
        params = message.layerNormalization
        params.normalizedShape.extend(shape[-last:])
        params.eps = 1e-5 if last == 1 else 1e-3
        fill(params.gamma, values(*shape[-last:]))
        fill(params.beta, values(*shape[-last:]))
        entries.add(f"last {last} of {list(shape)}", message, values(*shape, scale=3.0))
    return entries


# --- layers-recurrent.json ---

SCALED_TANH = {"alpha": 1.7159, "beta": 2 / 3}
HARD = {"alpha": 0.2, "beta": 0.5}


def set_activation(params, kind):
    chosen = getattr(params, kind)
    chosen.SetInParent()
    settings = {"scaledTanh": SCALED_TANH, "sigmoidHard": HARD, "linear": {"alpha": 1.0}}.get(kind, {})
    for key, value in settings.items():
        setattr(chosen, key, value)


def simple(ins, outs, kind="tanh", bias=True, sequence=True, reverse=False, states=1):
    message = message_of(1 + states, 2)
    params = message.simpleRecurrent
    params.inputVectorSize, params.outputVectorSize = ins, outs
    set_activation(params.activation, kind)
    params.sequenceOutput, params.reverseInput, params.hasBiasVector = sequence, reverse, bias
    fill(params.weightMatrix, values(outs, ins, scale=0.5))
    fill(params.recursionMatrix, values(outs, outs, scale=0.5))
    if bias:
        fill(params.biasVector, values(outs))
    return message


def gru(ins, outs, kinds=("sigmoid", "tanh"), bias=True, sequence=True, reverse=False, states=1):
    message = message_of(1 + states, 2)
    params = message.gru
    params.inputVectorSize, params.outputVectorSize = ins, outs
    for kind in kinds:
        set_activation(params.activations.add(), kind)
    params.sequenceOutput, params.reverseInput, params.hasBiasVectors = sequence, reverse, bias
    for gate in ("update", "reset", "output"):
        fill(getattr(params, f"{gate}GateWeightMatrix"), values(outs, ins, scale=0.5))
        fill(getattr(params, f"{gate}GateRecursionMatrix"), values(outs, outs, scale=0.5))
        if bias:
            fill(getattr(params, f"{gate}GateBiasVector"), values(outs))
    return message


GATES = ("inputGate", "forgetGate", "blockInput", "outputGate")


def fill_lstm(weights, lstm, ins, outs, half=False):
    for gate in GATES:
        fill(getattr(weights, f"{gate}WeightMatrix"), values(outs, ins, scale=0.5), half=half)
        fill(getattr(weights, f"{gate}RecursionMatrix"), values(outs, outs, scale=0.5), half=half)
        if lstm.hasBiasVectors:
            fill(getattr(weights, f"{gate}BiasVector"), values(outs), half=half)
        if lstm.hasPeepholeVectors and gate != "blockInput":
            fill(getattr(weights, f"{gate}PeepholeVector"), values(outs), half=half)


def set_lstm(lstm, sequence=True, bias=True, forget=False, peepholes=False, coupled=False, limit=0.0):
    lstm.sequenceOutput, lstm.hasBiasVectors, lstm.forgetBias = sequence, bias, forget
    lstm.hasPeepholeVectors, lstm.coupledInputAndForgetGate = peepholes, coupled
    lstm.cellClipThreshold = limit


def lstm(ins, outs, kinds=("sigmoid", "tanh", "tanh"), reverse=False, states=2, half=False, **options):
    message = message_of(1 + states, 3)
    params = message.uniDirectionalLSTM
    params.inputVectorSize, params.outputVectorSize, params.reverseInput = ins, outs, reverse
    for kind in kinds:
        set_activation(params.activations.add(), kind)
    set_lstm(params.params, **options)
    fill_lstm(params.weightParams, params.params, ins, outs, half)
    return message


def both_ways(ins, outs, kinds=("sigmoid", "tanh", "tanh"), states=4, **options):
    message = message_of(1 + states, 5)
    params = message.biDirectionalLSTM
    params.inputVectorSize, params.outputVectorSize = ins, outs
    for kind in kinds:
        set_activation(params.activationsForwardLSTM.add(), kind)
        set_activation(params.activationsBackwardLSTM.add(), kind)
    set_lstm(params.params, **options)
    for _ in range(2):
        fill_lstm(params.weightParams.add(), params.params, ins, outs)
    return message


def recurrent_layers():
    entries = Entries()
    x = lambda seq, batch, ins: values(seq, batch, ins, 1, 1)
    h = lambda batch, outs: values(1, batch, outs, 1, 1)

    for kind in ("tanh", "sigmoid", "ReLU", "linear", "scaledTanh", "sigmoidHard"):
        entries.add(f"simple, {kind}", simple(3, 2, kind), x(4, 2, 3), h(2, 2))
    entries.add("simple, last output, reversed, no bias",
                simple(2, 3, bias=False, sequence=False, reverse=True), x(5, 1, 2), h(1, 3))
    entries.add("simple, sequence reversed", simple(2, 3, reverse=True), x(3, 2, 2), h(2, 3))
    entries.add("simple, no state given", simple(3, 5, states=0), x(1, 3, 3))
    large = simple(2, 2, "linear", bias=False)
    large.simpleRecurrent.weightMatrix.ClearField("floatValue")
    fill(large.simpleRecurrent.weightMatrix, np.float32([[40, 0], [0, -40]]))
    entries.add("simple, clipped at 50", large, np.float32([1, 1, 2, 2]).reshape(2, 1, 2, 1, 1), h(1, 2))

    entries.add("gru", gru(3, 2), x(4, 2, 3), h(2, 2))
    entries.add("gru, last output", gru(2, 3, sequence=False), x(5, 1, 2), h(1, 3))
    entries.add("gru, sequence reversed, no bias", gru(2, 5, bias=False, reverse=True), x(3, 2, 2), h(2, 5))
    entries.add("gru, hard sigmoid and linear", gru(3, 3, ("sigmoidHard", "linear")), x(3, 1, 3), h(1, 3))
    entries.add("gru, no state given, ReLU", gru(1, 2, ("sigmoid", "ReLU"), states=0), x(4, 3, 1))

    entries.add("lstm", lstm(3, 2), x(4, 2, 3), h(2, 2), h(2, 2))
    entries.add("lstm, last output", lstm(2, 3, sequence=False), x(5, 3, 2), h(3, 3), h(3, 3))
    entries.add("lstm, reversed", lstm(2, 3, reverse=True), x(3, 2, 2), h(2, 3), h(2, 3))
    entries.add("lstm, reversed, last output, no bias",
                lstm(2, 3, reverse=True, sequence=False, bias=False), x(4, 1, 2), h(1, 3), h(1, 3))
    entries.add("lstm, no states given", lstm(3, 2, states=0), x(3, 2, 3))
    entries.add("lstm, forget bias", lstm(3, 2, forget=True), x(4, 1, 3), h(1, 2), h(1, 2))
    entries.add("lstm, forget bias without biases", lstm(3, 2, forget=True, bias=False), x(4, 1, 3), h(1, 2), h(1, 2))
    entries.add("lstm, peepholes", lstm(3, 4, peepholes=True), x(3, 2, 3), h(2, 4), h(2, 4))
    entries.add("lstm, coupled", lstm(3, 2, coupled=True), x(4, 2, 3), h(2, 2), h(2, 2))
    entries.add("lstm, coupled, peepholes", lstm(2, 3, coupled=True, peepholes=True), x(4, 1, 2), h(1, 3), h(1, 3))
    entries.add("lstm, cell clipped", lstm(2, 3, limit=0.25, peepholes=True), x(4, 2, 2), h(2, 3), h(2, 3))
    for kinds in (("sigmoidHard", "scaledTanh", "linear"), ("linear", "ReLU", "sigmoid"),
                  ("ReLU", "linear", "scaledTanh"), ("tanh", "sigmoid", "ReLU")):
        entries.add(f"lstm, {', '.join(kinds)}", lstm(2, 2, kinds), x(3, 1, 2), h(1, 2), h(1, 2))
    entries.add("lstm, float16", lstm(3, 2, half=True), x(2, 1, 3), h(1, 2), h(1, 2))
    for bits in (1, 3, 6, 8):
        message = lstm(3, 2)
        weights = message.uniDirectionalLSTM.weightParams
        for gate in GATES:
            quantize(getattr(weights, f"{gate}WeightMatrix"), 6, bits, "table")
            quantize(getattr(weights, f"{gate}RecursionMatrix"), 4, bits, "linear", rows=2)
        entries.add(f"lstm, {bits} bits", message, x(3, 2, 3), h(2, 2), h(2, 2))

    entries.add("both ways", both_ways(3, 2), x(4, 2, 3), *[h(2, 2) for _ in range(4)])
    entries.add("both ways, last output", both_ways(2, 3, sequence=False), x(5, 2, 2), *[h(2, 3) for _ in range(4)])
    entries.add("both ways, no states given", both_ways(2, 1, states=0), x(3, 3, 2))
    entries.add("both ways, all options", both_ways(2, 2, peepholes=True, forget=True, limit=0.75), x(3, 1, 2),
                *[h(1, 2) for _ in range(4)])
    entries.add("both ways, coupled, no bias", both_ways(2, 2, ("sigmoidHard", "tanh", "scaledTanh"), coupled=True,
                                                         bias=False), x(3, 1, 2), *[h(1, 2) for _ in range(4)])
    message = both_ways(2, 3)
    for weights in message.biDirectionalLSTM.weightParams:
        quantize(weights.inputGateWeightMatrix, 6, 5, "linear", rows=3)
        quantize(weights.outputGateRecursionMatrix, 9, 2, "table")
    entries.add("both ways, quantized", message, x(3, 2, 2), *[h(2, 3) for _ in range(4)])
    return entries


# --- layers-3d.json ---


def set_padding(params, padding):
    if padding in ("valid", "same"):
        params.paddingType = {"valid": 1, "same": 2}[padding]
        return
    (params.customPaddingFront, params.customPaddingBack, params.customPaddingTop, params.customPaddingBottom,
     params.customPaddingLeft, params.customPaddingRight) = padding


def conv3d(ins, outs, kernel, padding="valid", stride=(1, 1, 1), dilation=(1, 1, 1), groups=1, bias=False,
           transposed=False, output=None):
    message = message_of(1, 1)
    params = message.convolution3d
    params.inputChannels, params.outputChannels, params.nGroups = ins, outs, groups
    params.kernelDepth, params.kernelHeight, params.kernelWidth = kernel
    params.strideDepth, params.strideHeight, params.strideWidth = stride
    params.dilationDepth, params.dilationHeight, params.dilationWidth = dilation
    params.isDeconvolution = transposed
    set_padding(params, padding)
    if output:
        params.outputShape.extend(output)
    shape = (outs // groups, ins) if transposed else (outs, ins // groups)
    fill(params.weights, values(*shape, *kernel))
    if bias:
        params.hasBias = True
        fill(params.bias, values(outs))
    return message


def pool3d(kind, kernel, stride=(1, 1, 1), padding="valid", exclude=False):
    message = message_of(1, 1)
    params = message.pooling3d
    params.type = kind
    params.kernelDepth, params.kernelHeight, params.kernelWidth = kernel
    params.strideDepth, params.strideHeight, params.strideWidth = stride
    set_padding(params, padding)
    params.countExcludePadding = exclude
    return message


def volume_layers():
    entries = Entries()
    add = entries.add
    add("valid, bias", conv3d(2, 3, (2, 2, 3), bias=True), values(1, 2, 3, 4, 5))
    add("1 x 1 x 1", conv3d(3, 2, (1, 1, 1)), values(2, 3, 2, 2, 3))
    add("the format's own example of same", conv3d(3, 2, (3, 3, 3), "same", stride=(2, 2, 2)), values(1, 3, 3, 8, 8))
    add("same, odd strides, batch 2", conv3d(1, 2, (2, 3, 4), "same", stride=(1, 2, 3), bias=True),
        values(2, 1, 4, 5, 7))
    add("custom padding", conv3d(2, 1, (3, 2, 3), (1, 0, 0, 2, 2, 1)), values(1, 2, 3, 2, 4))
    add("dilation", conv3d(1, 2, (2, 2, 2), dilation=(2, 3, 1)), values(1, 1, 4, 5, 3))
    add("dilation, same, stride", conv3d(1, 1, (2, 3, 2), "same", (2, 1, 2), (1, 2, 3)), values(1, 1, 3, 4, 5))
    add("groups", conv3d(4, 6, (2, 1, 2), groups=2, bias=True), values(1, 4, 3, 2, 3))
    add("depthwise", conv3d(3, 3, (2, 2, 2), "same", groups=3), values(1, 3, 2, 3, 3))
    add("deconvolution", conv3d(2, 3, (2, 3, 2), transposed=True, bias=True), values(1, 2, 2, 3, 2))
    add("deconvolution, stride, custom padding",
        conv3d(2, 1, (3, 2, 3), (1, 0, 0, 1, 1, 1), (2, 1, 2), transposed=True), values(1, 2, 2, 3, 2))
    add("deconvolution, same", conv3d(1, 2, (3, 3, 2), "same", (2, 1, 2), transposed=True), values(2, 1, 2, 3, 2))
    add("deconvolution, groups", conv3d(4, 2, (2, 2, 1), groups=2, transposed=True, stride=(1, 2, 1)),
        values(1, 4, 2, 2, 3))
    add("deconvolution, dilation", conv3d(1, 2, (2, 2, 3), dilation=(2, 1, 2), transposed=True), values(1, 1, 2, 3, 2))
    add("deconvolution, output shape, valid",
        conv3d(2, 1, (3, 3, 3), "valid", (2, 2, 2), transposed=True, output=(4, 5, 4)), values(1, 2, 2, 2, 2),
        note="centred in the kernels' reach")
    add("deconvolution, output shape, custom padding",
        conv3d(2, 1, (3, 3, 3), (1, 0, 0, 0, 1, 0), (2, 2, 2), transposed=True, output=(4, 5, 3)),
        values(1, 2, 2, 2, 2), note="starts behind the padding in front")
    message = conv3d(2, 3, (2, 1, 2))
    quantize(message.convolution3d.weights, 24, 4, "linear", rows=3)
    add("4 bits", message, values(1, 2, 3, 2, 3))

    example = np.float32([[[1, 2, 3], [4, 5, 6], [7, 8, 9]],
                          [[10, 11, 12], [13, 14, 15], [16, 17, 18]]]).reshape(1, 1, 2, 3, 3)
    add("the format's own example", pool3d(0, (2, 2, 2)), example)
    for kind, name in ((0, "maximum"), (1, "average")):
        add(f"{name}, stride", pool3d(kind, (2, 3, 2), (1, 2, 2)), values(2, 2, 3, 5, 4))
        add(f"{name}, same", pool3d(kind, (2, 3, 3), (2, 1, 2), "same"), values(1, 1, 3, 4, 5))
        add(f"{name}, custom padding", pool3d(kind, (2, 2, 3), (1, 2, 1), (1, 0, 0, 1, 2, 1)), values(1, 2, 2, 3, 2),
            note="padding never wins a maximum")
    add("average without padding", pool3d(1, (2, 2, 3), (1, 2, 1), (1, 0, 0, 1, 2, 1), exclude=True),
        values(1, 2, 2, 3, 2))
    add("average without padding, same", pool3d(1, (3, 3, 3), padding="same", exclude=True), values(1, 1, 2, 4, 3))
    for kind, name in ((0, "maximum"), (1, "average")):
        message = message_of(1, 1)
        message.globalPooling3d.type = kind
        add(f"global {name}", message, values(2, 3, 2, 3, 5))

    def with_weights(outs, ins, kernel, groups=1, stride=(1, 1), edges=None):
        message = message_of(2, 1)
        params = message.convolution
        params.outputChannels, params.kernelChannels, params.nGroups = outs, ins // groups, groups
        params.kernelSize.extend(kernel)
        params.stride.extend(stride)
        params.valid.SetInParent()
        for first, last in edges or ():
            params.valid.paddingAmounts.borderAmounts.add(startEdgeSize=first, endEdgeSize=last)
        return message, values(outs, ins // groups, *kernel)

    message, weights = with_weights(4, 3, (3, 3))
    add("convolution with weights as an input", message, values(2, 3, 5, 4), weights)
    message, weights = with_weights(4, 2, (2, 3), groups=2, stride=(1, 2), edges=((1, 0), (0, 2)))
    add("convolution with weights as an input, groups", message, values(1, 2, 3, 5), weights)
    return entries


if __name__ == "__main__":
    for file, entries in (("layers-matmul.json", matmul_layers()), ("layers-recurrent.json", recurrent_layers()),
                          ("layers-3d.json", volume_layers())):
        write_json(GOLDEN / file, {"layers": entries})
        print(file, len(entries), "layers,", (GOLDEN / file).stat().st_size, "bytes")
