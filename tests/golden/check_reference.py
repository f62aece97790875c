"""Checks reference.py against two independent things; prints the figures that README.md states.

    python tests/golden/check_reference.py [case …]

1. Finite differences (central, float64) of the first mini-batch's loss.
2. The same training written with jax.lax, jax.grad and optax, in float64; and once more in float32,
   which shows how far an ordinary float32 implementation strays from the oracle.
"""

import sys

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
import optax
from jax import lax
from make_training import CASES, load_case
from reference import batches, train

STEP = 1e-5


def finite_differences(case, per_tensor=40):
    """Largest difference, relative to the tensor's largest gradient."""
    network, parameters = case["network"], case["parameters"]
    part = next(batches(len(case["target"][1]), parameters["miniBatchSize"], 1))
    inputs = {k: v[part] for k, v in case["inputs"].items()}
    target = case["target"][1][part]
    _, gradients = network.loss_and_gradients(inputs, target)
    worst = 0.0
    for (layer, role), gradient in gradients.items():
        w = network.weights[layer][role]
        picked = np.random.default_rng(1).permutation(w.size)[:per_tensor]
        for i in picked:
            kept, losses = w[i], []
            for sign in (1, -1):
                w[i] = kept + sign * STEP
                losses.append(network.loss_and_gradients(inputs, target)[0])
            w[i] = kept
            slope = (losses[0] - losses[1]) / (2 * STEP)
            worst = max(worst, abs(slope - gradient[i]) / np.abs(gradient).max())
    return worst


def stored(weights, dtype):
    if weights.float16Value:
        return jnp.asarray(np.frombuffer(weights.float16Value, "<f2"), dtype)
    return jnp.asarray(np.array(weights.floatValue), dtype)


def same_or_valid(params):
    """The padding as jax wants it."""
    if params.HasField("valid"):
        return [(e.startEdgeSize, e.endEdgeSize)
                for e in params.valid.paddingAmounts.borderAmounts] or "VALID"
    return "SAME_LOWER" if params.same.asymmetryMode else "SAME"


def jax_layer(layer, xs, w, dtype):
    """One layer on [N, C, H, W] (or [N, C]), with jax's own operations."""
    kind = layer.WhichOneof("layer")
    params, x = getattr(layer, kind), xs[0]
    if kind == "convolution":
        kernel = tuple(params.kernelSize)
        weights = w["weights"].reshape(params.outputChannels, params.kernelChannels, *kernel)
        y = lax.conv_general_dilated(
            x, weights, tuple(params.stride), same_or_valid(params),
            rhs_dilation=tuple(params.dilationFactor), feature_group_count=params.nGroups,
            precision=lax.Precision.HIGHEST)
        return y + w["bias"][None, :, None, None] if params.hasBias else y
    if kind == "innerProduct":
        y = x.reshape(len(x), -1) @ w["weights"].reshape(params.outputChannels, -1).T
        y = y + w["bias"] if params.hasBias else y
        return y if x.ndim == 2 else y[:, :, None, None]
    if kind == "pooling":
        if params.globalPooling:
            assert params.type == 1
            return x.mean(axis=(2, 3), keepdims=True)
        window = (1, 1, *params.kernelSize)
        strides = (1, 1, *params.stride)
        pads = same_or_valid(params)
        pads = [(0, 0), (0, 0), *pads] if isinstance(pads, list) else pads
        if params.type == 0:
            return lax.reduce_window(x, -jnp.inf, lax.max, window, strides, pads)
        assert not params.avgPoolExcludePadding
        return lax.reduce_window(x, 0.0, lax.add, window, strides, pads) / np.prod(window)
    if kind == "activation":
        name = params.WhichOneof("NonlinearityType")
        return {"ReLU": jax.nn.relu, "tanh": jnp.tanh, "sigmoid": jax.nn.sigmoid}[name](x)
    if kind == "batchnorm":
        lane = lambda v: stored(v, dtype)[None, :, None, None]
        return (x - lane(params.mean)) * lax.rsqrt(lane(params.variance) + params.epsilon) * lane(
            params.gamma) + lane(params.beta)
    if kind == "flatten":
        x = x.transpose(0, 2, 3, 1) if params.mode else x
        return x.reshape(len(x), -1, 1, 1)
    if kind == "embedding":
        table = stored(params.weights, dtype).reshape(params.outputChannels, -1)
        return table[:, x.reshape(-1).astype(int)].T[:, :, None, None]
    if kind == "permute":
        assert x.shape[2:] == (1, 1) and list(params.axis) == [2, 1, 0, 3]
        return x
    if kind == "concat":
        return jnp.concatenate(xs, axis=1)
    assert kind == "softmax"
    return jax.nn.softmax(x, axis=1)


def jax_training(case, dtype):
    """Losses, first gradients and final weights."""
    network, parameters = case["network"], case["parameters"]
    frozen, trained = {}, {}
    for layer in network.spec.layers:
        params = getattr(layer, layer.WhichOneof("layer"))
        if not hasattr(params, "weights"):
            continue
        tensors = {"weights": stored(params.weights, dtype)}
        if params.hasBias:
            tensors["bias"] = stored(params.bias, dtype)
        (trained if layer.isUpdatable else frozen)[layer.name] = tensors
    loss_message, = network.spec.updateParams.lossLayers
    cross = loss_message.HasField("categoricalCrossEntropyLossLayer")

    def loss(weights, inputs, target):
        blobs, weights = dict(inputs), {**frozen, **weights}
        for layer in network.spec.layers:
            if cross and layer.WhichOneof("layer") == "softmax":
                scores = blobs[layer.input[0]].reshape(len(target), -1)
                return optax.softmax_cross_entropy_with_integer_labels(scores, target).mean()
            blobs[layer.output[0]] = jax_layer(layer, [blobs[n] for n in layer.input],
                                               weights.get(layer.name), dtype)
        source = loss_message.meanSquaredErrorLossLayer.input
        return ((blobs[source].reshape(target.shape) - target) ** 2).mean()

    p = parameters
    optimizer = (optax.adam(p["learningRate"], p["beta1"], p["beta2"], p["eps"]) if "eps" in p
                 else optax.sgd(p["learningRate"], p.get("momentum", 0.0) or None))
    state, losses, first = optimizer.init(trained), [], None
    graded = jax.jit(jax.value_and_grad(loss))
    for part in batches(len(case["target"][1]), p["miniBatchSize"], p["epochs"]):
        inputs = {}
        for name, values in case["inputs"].items():
            values = jnp.asarray(values[part], dtype)
            spread = values.ndim == 2 and not network.exact
            inputs[name] = values[:, :, None, None] if spread else values
        target = case["target"][1][part]
        target = jnp.asarray(target, dtype) if target.ndim == 2 else target
        value, gradients = graded(trained, inputs, target)
        losses.append(float(value))
        first = first or gradients
        change, state = optimizer.update(gradients, state)
        trained = optax.apply_updates(trained, change)
    return losses, first, trained


def compare(case, initial, losses, gradients, dtype):
    """Largest relative deviations: losses, first gradients, ||w-w*||/||w*||, ||D-D*||/||D*||."""
    own_losses, own_first, own_final = jax_training(case, dtype)
    figures = [np.max(np.abs(np.array(own_losses) / losses - 1)), 0.0, 0.0, 0.0]
    for (layer, role), gradient in gradients.items():
        final = case["network"].weights[layer][role]
        change = final - initial[layer][role]
        off = np.asarray(own_final[layer][role], np.float64) - final
        other = np.asarray(own_first[layer][role], np.float64) - gradient
        for i, value in enumerate([np.abs(other).max() / np.abs(gradient).max(),
                                   np.linalg.norm(off) / np.linalg.norm(final),
                                   np.linalg.norm(off) / np.linalg.norm(change)]):
            figures[i + 1] = max(figures[i + 1], value)
    return " ".join(f"{f:.1e}" for f in figures)


if __name__ == "__main__":
    print("case: finite differences | float64 jax: loss, gradient, weights, change | float32 jax: the same")
    for name in sys.argv[1:] or CASES:
        case = load_case(name)
        slopes = finite_differences(case, 6 if name == "mnist-cnn" else 40)
        case = load_case(name)
        initial = {k: dict(v) for k, v in case["network"].weights.items()}
        losses, gradients = train(case["network"], case["inputs"], case["target"][1], case["parameters"])
        double = compare(case, initial, losses, gradients, jnp.float64)
        single = compare(case, initial, losses, gradients, jnp.float32)
        print(f"{name}: {slopes:.1e} | {double} | {single}", flush=True)
