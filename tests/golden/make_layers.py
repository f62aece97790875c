"""Makes layers.json: small inputs and outputs of single layers, in float64.

    python tests/golden/make_layers.py

The layer stands in the file as the serialised NeuralNetworkLayer message. Shapes are of rank 5,
[Sequence, Batch, Channel, Height, Width], or of the lower rank that an exact mapping gives.
check_layers.py compares the outputs with jax.
"""

import pathlib

import numpy as np
import specs
from coremltools.proto import NeuralNetwork_pb2
from fixtures import exact, short, write_json
from layers import run_layer
from specs import draw, layer

GOLDEN = pathlib.Path(__file__).resolve().parent
ENTRIES = []
SEEDS = iter(range(1000, 9000))


def values(*shape, scale=1.0):
    """Two decimals: readable, and never near a kink by accident."""
    return (draw(next(SEEDS), shape, scale).round(2) + np.float32(0)).astype(np.float32)


def add(name, message, *inputs, note=None):
    y, _ = run_layer(message, [x.astype(np.float64) for x in inputs])
    kind = message.WhichOneof("layer")
    entry = {"name": name, "kind": kind}
    if note:
        entry["note"] = note
    entry["layerBytesHex"] = message.SerializeToString(deterministic=True).hex()
    entry["inputs"] = [{"shape": list(x.shape), "values": exact(x)} for x in inputs]
    entry["output"] = {"shape": list(y.shape), "values": short(y)}
    ENTRIES.append(entry)


def convolutions():
    conv = lambda *a, **k: specs.convolution("conv", "x", "y", *a, **k)
    add("3 x 3, valid, bias", conv(values(3, 2, 3, 3), values(3)), values(1, 1, 2, 5, 4))
    add("1 x 1", conv(values(4, 3, 1, 1)), values(1, 2, 3, 3, 2))
    add("valid with four paddings", conv(values(2, 1, 3, 2), padding=(1, 2, 0, 1)), values(1, 1, 1, 4, 3))
    add("stride 2 x 3", conv(values(2, 2, 3, 2), stride=(2, 3)), values(1, 1, 2, 7, 8))
    add("dilation 2 x 3", conv(values(2, 1, 2, 3), values(2), dilation=(2, 3)), values(1, 1, 1, 5, 9))
    add("groups 3", conv(values(6, 2, 2, 2), values(6), groups=3), values(1, 1, 6, 4, 3))
    add("depthwise", conv(values(4, 1, 3, 3), groups=4, padding="same"), values(1, 1, 4, 3, 4))
    for mode in ("same", "same-top-left"):
        add(f"{mode}, even kernel", conv(values(2, 1, 2, 4), padding=mode), values(1, 1, 1, 3, 5))
        add(f"{mode}, stride 2", conv(values(2, 2, 3, 3), padding=mode, stride=(2, 2)), values(1, 1, 2, 6, 5))
        add(f"{mode}, dilation 2, stride 1 x 2",
            conv(values(1, 2, 3, 2), padding=mode, dilation=(2, 2), stride=(1, 2)), values(1, 1, 2, 4, 6))
    add("same, kernel smaller than stride", conv(values(1, 1, 1, 2), padding="same", stride=(3, 4)),
        values(1, 1, 1, 7, 9))
    add("sequence 2, batch 3", conv(values(2, 1, 2, 2), values(2)), values(2, 3, 1, 3, 3))
    add("rank 4", conv(values(2, 3, 2, 2), values(2)), values(2, 3, 3, 4))
    add("float16 weights", conv(values(2, 2, 2, 2), values(2), half=True), values(1, 1, 2, 3, 3))
    absent = conv(values(2, 1, 3, 3))
    for field in ("nGroups", "kernelSize", "stride", "dilationFactor"):
        absent.convolution.ClearField(field)
    absent.convolution.valid.ClearField("paddingAmounts")
    add("nothing but defaults: kernel 3 x 3, stride, dilation and groups 1", absent, values(1, 1, 1, 4, 5))


def deconvolutions():
    conv = lambda *a, **k: specs.convolution("deconv", "x", "y", *a, transposed=True, **k)
    add("deconvolution, valid, bias", conv(values(2, 3, 3, 2), values(3)), values(1, 1, 2, 3, 4))
    add("deconvolution, stride 2 x 3", conv(values(1, 2, 3, 4), stride=(2, 3)), values(1, 1, 1, 3, 2))
    add("deconvolution, stride wider than the kernel", conv(values(1, 1, 2, 1), stride=(3, 2)),
        values(1, 1, 1, 2, 3))
    add("deconvolution, valid with paddings", conv(values(2, 2, 3, 3), stride=(2, 2), padding=(1, 0, 1, 2)),
        values(1, 1, 2, 3, 4))
    add("deconvolution, groups 2", conv(values(4, 3, 2, 2), values(6), groups=2, stride=(2, 1)),
        values(1, 1, 4, 2, 3))
    add("deconvolution, same", conv(values(1, 2, 4, 4), values(2), stride=(2, 2), padding="same"),
        values(1, 1, 1, 3, 2))
    for mode in ("same", "same-top-left"):
        add(f"deconvolution, {mode}, an odd rest", conv(values(1, 1, 3, 3), stride=(2, 2), padding=mode),
            values(1, 1, 1, 3, 2),
            note="the format does not say which side is cut more; taken as the padding of a convolution")
    add("deconvolution, output shape", conv(values(2, 2, 4, 3), stride=(2, 2), output_shape=(6, 5)),
        values(1, 1, 2, 3, 3), note="what is cut is even, so both ends are cut alike")
    add("deconvolution, dilation is ignored", conv(values(1, 1, 2, 2), dilation=(2, 2)), values(1, 1, 1, 2, 3))


def poolings():
    pool = lambda *a, **k: specs.pooling("pool", "x", "y", *a, **k)
    for kind in ("MAX", "AVERAGE", "L2"):
        low = kind.lower()
        add(f"{low}, valid, rest dropped", pool(kind), values(1, 1, 2, 5, 7))
        add(f"{low}, overlapping windows", pool(kind, (3, 2), (1, 1)), values(1, 1, 1, 4, 5))
        add(f"{low}, valid with paddings", pool(kind, (3, 3), (2, 2), (1, 0, 2, 1)), values(1, 1, 1, 5, 4))
        add(f"{low}, same", pool(kind, (3, 3), (2, 2), "same"), values(1, 1, 1, 6, 5))
        add(f"{low}, same-top-left", pool(kind, (2, 4), (1, 3), "same-top-left"), values(1, 1, 1, 4, 7))
        add(f"{low}, global", pool(kind, overall=True), values(1, 2, 3, 3, 4))
        add(f"{low}, last pixel, no padding", pool(kind, (2, 3), (2, 2), last_pixel=(0, 0),
                                                   exclude_padding=True), values(1, 1, 1, 5, 6))
        add(f"{low}, last pixel, padding", pool(kind, (3, 3), (2, 2), last_pixel=(1, 1),
                                                exclude_padding=True), values(1, 1, 1, 6, 5))
        add(f"{low}, last pixel, the last window dropped",
            pool(kind, (2, 2), (3, 3), last_pixel=(1, 1), exclude_padding=True), values(1, 1, 1, 5, 8))
    add("max, all negative, padding never wins", pool("MAX", (3, 3), (1, 1), "same"),
        -np.abs(values(1, 1, 1, 3, 3)) - np.float32(1))
    add("max, rank 4", pool("MAX"), values(2, 2, 4, 5))
    add("average, padding not counted", pool("AVERAGE", (3, 3), (2, 2), (1, 1, 1, 1), True), values(1, 1, 1, 5, 6))
    add("average, same, padding not counted", pool("AVERAGE", (3, 2), (1, 1), "same", True), values(1, 1, 2, 3, 4))
    add("average, last pixel, padding counted",
        pool("AVERAGE", (3, 3), (2, 2), last_pixel=(1, 1)), values(1, 1, 1, 6, 6),
        note="the format does not say what counts; here, as in Caffe, padding does and what lies "
             "behind it does not")


def normalisations():
    lanes = lambda c: (values(c), values(c))
    norm = lambda *a, **k: specs.batchnorm("norm", "x", "y", *a, **k)
    stored = (values(3), np.abs(values(3)) + np.float32(0.5))
    add("stored statistics", norm(*lanes(3), *stored, epsilon=1e-3), values(1, 2, 3, 2, 3))
    add("epsilon absent means 1e-5", norm(*lanes(2), values(2), np.float32([0.0, 1e-4]), epsilon=0),
        values(1, 1, 2, 1, 2))
    add("rank 3", norm(*lanes(3), *stored), values(3, 2, 2))
    add("statistics of the whole batch", norm(*lanes(2), compute=True), values(2, 3, 2, 2, 2))
    add("statistics of each instance", norm(*lanes(3), compute=True, instance=True), values(1, 2, 3, 3, 2))


def embeddings():
    def make(table, bias=None):
        message = layer("embedding", ["x"], ["y"])
        params = message.embedding
        params.outputChannels, params.inputDim = table.shape
        specs.fill(params.weights, table)
        if bias is not None:
            params.hasBias = True
            specs.fill(params.bias, bias)
        return message

    add("one index", make(values(4, 3)), np.float32([2]).reshape(1, 1, 1, 1, 1))
    add("sequence and batch, bias", make(values(3, 5), values(3)),
        np.float32([0, 4, 2, 1, 3, 4]).reshape(2, 3, 1, 1, 1))
    add("rank 4", make(values(2, 4)), np.float32([3, 0, 1]).reshape(3, 1, 1, 1))


def movers():
    for axes in ((0, 3, 1, 2), (3, 1, 2, 0), (2, 1, 0, 3), ()):
        message = layer("permute", ["x"], ["y"])
        message.permute.axis.extend(axes)
        message.permute.SetInParent()
        add(f"permute {list(axes)}", message, values(2, 3, 2, 4, 3))
    for mode, places in (("channels", [(1, 2, 2, 2, 3), (1, 2, 1, 2, 3), (1, 2, 3, 2, 3)]),
                         ("sequence", [(2, 1, 2, 3, 1), (3, 1, 2, 3, 1)])):
        message = layer("concat", list("abc")[:len(places)], ["y"])
        message.concat.SetInParent()
        message.concat.sequenceConcat = mode == "sequence"
        add(f"concat, {mode}", message, *(values(*p) for p in places))
    message = layer("concat", ["a", "b"], ["y"])
    message.concat.SetInParent()
    add("concat, rank 3", message, values(2, 2, 2), values(1, 2, 2))
    for mode in ("CHANNEL_FIRST", "CHANNEL_LAST"):
        low = mode.lower().replace("_", " ")
        flat = specs.flatten("flatten", "x", "y", mode)
        add(f"flatten, {low}", flat, values(1, 2, 3, 2, 4))
        add(f"flatten, {low}, rank 3", flat, values(2, 3, 2))
        for target, shape in (((2, 6, 2), (1, 2, 4, 2, 3)), ((3, 2, 2, 4), (2, 1, 6, 2, 2))):
            message = layer("reshape", ["x"], ["y"])
            message.reshape.targetShape.extend(target)
            message.reshape.mode = NeuralNetwork_pb2.ReshapeLayerParams.ReshapeOrder.Value(mode)
            add(f"reshape to {list(target)}, {low}", message, values(*shape))
    for kind in ("constant", "reflection", "replication"):
        message = layer("padding", ["x"], ["y"])
        getattr(message.padding, kind).SetInParent()
        if kind == "constant":
            message.padding.constant.value = -1.5
        specs.set_border(message.padding.paddingAmounts, 2, 1, 0, 3)
        add(f"padding, {kind}", message, values(1, 2, 2, 3, 4))
    add("padding, replication, rank 3", message, values(1, 3, 2))
    message = layer("padding", ["x"], ["y"])
    message.padding.constant.SetInParent()
    specs.set_border(message.padding.paddingAmounts, 0, 1, 1, 0)
    add("padding, constant zero", message, values(1, 1, 1, 2, 2))


def scalers():
    shapes = {"one": [1], "channels": [3], "plane": [1, 2, 4], "all": [3, 2, 4]}
    for name, shape in shapes.items():
        message = layer("bias", ["x"], ["y"])
        message.bias.shape.extend(shape)
        specs.fill(message.bias.bias, values(*shape))
        add(f"bias of shape {shape}", message, values(1, 2, 3, 2, 4))
        message = layer("scale", ["x"], ["y"])
        message.scale.shapeScale.extend(shape)
        specs.fill(message.scale.scale, values(*shape))
        other = {"one": [3, 2, 4], "channels": [3], "plane": [1], "all": None}[name]
        if other:
            message.scale.hasBias = True
            message.scale.shapeBias.extend(other)
            specs.fill(message.scale.bias, values(*other))
        add(f"scale of shape {shape}, bias of shape {other}", message, values(1, 2, 3, 2, 4))
    add("scale, rank 3", message, values(3, 2, 4))


def functions():
    operations = {"SQRT": {"shift": 4.0}, "RSQRT": {"shift": 3.5, "scale": 0.5, "epsilon": 0.25},
                  "INVERSE": {"epsilon": 0.125, "shift": 5.0}, "POWER": {"alpha": 3.0, "scale": -0.5},
                  "EXP": {"scale": 2.0, "shift": -1.0}, "LOG": {"shift": 4.0},
                  "ABS": {"scale": -3.0, "shift": 0.5}, "THRESHOLD": {"alpha": 0.25, "scale": 2.0}}
    for name, settings in operations.items():
        for given in (settings, {}):
            message = layer("unary", ["x"], ["y"])
            message.unary.SetInParent()
            message.unary.type = NeuralNetwork_pb2.UnaryFunctionLayerParams.Operation.Value(name)
            if not given and name == "POWER":
                given = {"alpha": 0.5}
            for key, value in given.items():
                setattr(message.unary, key, value)
            x = values(1, 1, 2, 2, 3)
            if not settings.get("shift") or given is not settings:
                x = np.abs(x) + np.float32(0.25) if name in ("SQRT", "RSQRT", "INVERSE", "POWER", "LOG") else x
            told = ", ".join(f"{k} {v}" for k, v in given.items()) or "defaults"
            add(f"unary {name}: {told}", message, x)
    add("unary, rank 1", message, values(4))


def activations():
    kinds = {"linear": {"alpha": -1.5, "beta": 0.25}, "ReLU": {}, "leakyReLU": {"alpha": 0.125},
             "thresholdedReLU": {"alpha": 0.5}, "PReLU": {"alpha": [0.25, -0.5, 2.0]}, "tanh": {},
             "scaledTanh": {"alpha": 1.75, "beta": 0.625}, "sigmoid": {},
             "sigmoidHard": {"alpha": 0.25, "beta": 0.5}, "ELU": {"alpha": 1.5}, "softsign": {},
             "softplus": {}, "parametricSoftplus": {"alpha": [1.0, 0.5, -2.0], "beta": [1.0, -0.75, 3.0]}}
    for kind, settings in kinds.items():
        message = specs.activation("activation", "x", "y", kind, **settings)
        x = values(1, 2, 3, 2, 2, scale=2.0)
        x.ravel()[:2] = [0.0, 0.5]
        add(f"activation {kind}", message, x)
    large = np.float32([-120, -30, -1e-4, 0, 1e-4, 30, 120]).reshape(1, 1, 7, 1, 1)
    for kind in ("tanh", "sigmoid", "softplus", "softsign", "ELU"):
        settings = {"alpha": 1.0} if kind == "ELU" else {}
        add(f"activation {kind}, large and small", specs.activation("activation", "x", "y", kind, **settings), large)
    one = specs.activation("activation", "x", "y", "PReLU", alpha=[0.5])
    add("activation PReLU, one value for all channels", one, values(1, 1, 2, 2, 2))
    one = specs.activation("activation", "x", "y", "parametricSoftplus", alpha=[2.0], beta=[0.5])
    add("activation parametricSoftplus, one value for all channels", one, values(1, 1, 2, 1, 2))
    add("activation tanh, rank 1", specs.activation("activation", "x", "y", "tanh"), values(5))
    add("activation PReLU, rank 3", specs.activation("activation", "x", "y", "PReLU", alpha=[0.5, 2.0]),
        values(2, 1, 3))


def products():
    product = lambda *a, **k: specs.inner_product("product", "x", "y", *a, **k)
    add("inner product, rank 5", product(values(3, 8), values(3)), values(2, 2, 2, 2, 2))
    add("inner product, rank 4", product(values(2, 6)), values(3, 3, 1, 2))
    add("inner product, rank 3", product(values(4, 3), values(4)), values(2, 2, 3))
    add("inner product, rank 2", product(values(2, 5), values(2)), values(3, 5))
    add("inner product, rank 1", product(values(3, 4), values(3)), values(4))
    add("inner product, float16", product(values(3, 4), values(3), half=True), values(1, 1, 4, 1, 1))
    for bits, kind in ((8, "linear"), (3, "linear"), (4, "linear, a scale for each output"), (3, "table")):
        message = product(values(3, 5))
        weights = message.innerProduct.weights
        weights.ClearField("floatValue")
        whole = np.random.default_rng(next(SEEDS)).integers(0, 1 << bits, 15)
        stream = (whole[:, None] >> np.arange(bits)[::-1] & 1).astype(np.uint8)
        weights.rawValue = np.packbits(stream.ravel()).tobytes()
        weights.quantization.numberOfBits = bits
        if kind == "table":
            weights.quantization.lookupTableQuantization.floatValue.extend(values(1 << bits).tolist())
        else:
            count = 3 if "each" in kind else 1
            linear = weights.quantization.linearQuantization
            linear.scale.extend(np.abs(values(count, scale=0.1)).tolist())
            linear.bias.extend(values(count).tolist())
        add(f"inner product, {bits} bits, {kind}", message, values(1, 1, 5, 1, 1))
    add("softmax", specs.softmax("softmax", "x", "y"), values(1, 2, 4, 1, 2))
    add("softmax, rank 3", specs.softmax("softmax", "x", "y"), values(3, 2, 1))
    add("softmax, large", specs.softmax("softmax", "x", "y"),
        np.float32([1000, 998, -1000]).reshape(1, 1, 3, 1, 1))


if __name__ == "__main__":
    for make in (convolutions, deconvolutions, poolings, normalisations, embeddings, movers, scalers,
                 functions, activations, products):
        make()
    write_json(GOLDEN / "layers.json", {"layers": ENTRIES})
    print(len(ENTRIES), "layers,", (GOLDEN / "layers.json").stat().st_size, "bytes")
