"""The oracle: prediction and training of a network in float64, by stated definitions.

    cross entropy   -ln p[target], mean over the mini-batch          (CrossEntropyLoss on the logits)
    squared error   mean over all elements of the mini-batch          (MSELoss)
    SGD             v <- mu v + g;  w <- w - lr v                      (SGD)
    Adam            w <- w - lr m^ / (sqrt(v^) + eps), bias-corrected  (Adam)
    mini-batch      the mean is over the actual batch; the last one may be shorter

In brackets: the PyTorch class whose documented formula is meant.
Batch normalisation uses its stored statistics while training, too.
"""

import numpy as np
from layers import run_layer
from specs import layers_of
from weights import weights_of


class Network:
    """A network with its weights in float64. Inputs: arrays of shape (examples, *declared shape)."""

    def __init__(self, model):
        self.model, self.spec = model, layers_of(model)
        self.weights = {layer.name: weights_of(layer) for layer in self.spec.layers}
        self.exact = self.spec.arrayInputShapeMapping == 1
        self.trained = [(layer.name, role) for layer in self.spec.layers if layer.isUpdatable
                        for role in self.weights[layer.name]]

    def blob(self, values):
        """Examples go along the batch axis: [1, N, C, H, W], or (N, C) with exact mapping."""
        values = np.asarray(values, np.float64)
        if self.exact:
            assert values.ndim == 2, "exact mapping is done for rank 1 only"
            return values
        return values.reshape(1, *values.shape, *([1, 1] if values.ndim == 2 else []))

    def forward(self, inputs):
        """Every blob by name, and the list of (layer, back) in order."""
        blobs = {name: self.blob(values) for name, values in inputs.items()}
        steps = []
        for layer in self.spec.layers:
            y, back = run_layer(layer, [blobs[n] for n in layer.input], self.weights[layer.name])
            blobs[layer.output[0]] = y
            steps.append((layer, back))
        return blobs, steps

    def predict(self, inputs):
        """The network's last blob, and whatever outputs are arrays: (examples, elements)."""
        blobs, _ = self.forward(inputs)
        names = {o.name for o in self.model.description.output} & set(blobs)
        count = len(next(iter(inputs.values())))
        return {name: blobs[name].reshape(count, -1) for name in names}

    def loss_and_gradients(self, inputs, target, weights=None):
        """`target`: class indices (N,) or an array (N, elements). Mean loss; gradient per tensor.

        `weights`: of each example, for classes; the mean is then weighted (CrossEntropyLoss(weight)).
        """
        blobs, steps = self.forward(inputs)
        message, = self.spec.updateParams.lossLayers
        gradients = {}
        if message.HasField("categoricalCrossEntropyLossLayer"):
            source = message.categoricalCrossEntropyLossLayer.input
            p = blobs[source].reshape(len(target), -1)
            picked = p[np.arange(len(target)), target]
            shares = np.ones(len(target)) if weights is None else np.asarray(weights)
            shares = shares / shares.sum()
            loss = -(shares * np.log(picked)).sum()
            dp = np.zeros_like(p)
            dp[np.arange(len(target)), target] = -shares / picked
            gradients[source] = dp.reshape(blobs[source].shape)
        else:
            source = message.meanSquaredErrorLossLayer.input
            error = blobs[source].reshape(len(target), -1) - target
            loss = (error * error).mean()
            gradients[source] = (2 * error / error.size).reshape(blobs[source].shape)
        return loss, self.backward(blobs, steps, gradients)

    def backward(self, blobs, steps, gradients):
        found, waiting = {}, set(self.trained)
        for layer, back in reversed(steps):
            if not waiting:
                break
            dy = gradients.get(layer.output[0])
            if dy is None:
                continue
            dxs, dweights = back(dy)
            for name, dx in zip(layer.input, dxs):
                gradients[name] = gradients.get(name, 0) + dx
            if layer.isUpdatable:
                for role, dweight in dweights.items():
                    found[layer.name, role] = dweight
                    waiting.discard((layer.name, role))
        return {key: found[key] for key in self.trained}


class Sgd:
    def __init__(self, parameters):
        self.rate, self.momentum = parameters["learningRate"], parameters.get("momentum", 0.0)
        self.velocity = {}

    def step(self, key, gradient):
        v = self.momentum * self.velocity.get(key, 0.0) + gradient
        self.velocity[key] = v
        return self.rate * v


class Adam:
    def __init__(self, parameters):
        self.rate, self.eps = parameters["learningRate"], parameters["eps"]
        self.beta1, self.beta2 = parameters["beta1"], parameters["beta2"]
        self.state = {}

    def step(self, key, gradient):
        m, v, product1, product2 = self.state.get(key, (0.0, 0.0, 1.0, 1.0))
        m = self.beta1 * m + (1 - self.beta1) * gradient
        v = self.beta2 * v + (1 - self.beta2) * gradient * gradient
        product1, product2 = product1 * self.beta1, product2 * self.beta2
        self.state[key] = m, v, product1, product2
        return self.rate * (m / (1 - product1)) / (np.sqrt(v / (1 - product2)) + self.eps)


def batches(count, size, epochs):
    """The mini-batches of unshuffled training, in order."""
    for _ in range(epochs):
        for start in range(0, count, size):
            yield slice(start, min(start + size, count))


def train(network, inputs, target, parameters):
    """Trains in place. The loss of each step, and the gradients of the first."""
    adam = network.spec.updateParams.optimizer.HasField("adamOptimizer")
    optimizer = Adam(parameters) if adam else Sgd(parameters)
    losses, first = [], None
    for part in batches(len(target), parameters["miniBatchSize"], parameters["epochs"]):
        batch = {name: values[part] for name, values in inputs.items()}
        loss, gradients = network.loss_and_gradients(batch, target[part])
        losses.append(float(loss))
        first = first or gradients
        for (name, role), gradient in gradients.items():
            network.weights[name][role] = (
                network.weights[name][role] - optimizer.step((name, role), gradient))
    return losses, first
