// jax-js on its wasm backend: a jitted training step whose state is handed from step to step.

import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { channelsFirst, cnnWeights, denseWeights, lossOfScores, oneHot } from '../data.mjs';
import { batchByBatch } from '../passes.mjs';
import { ADAM, MOMENTUM } from '../workloads.mjs';

const array = (values, shape) => np.array(values.slice()).reshape(shape);
const zeros = (parameters) => tree.map((one) => np.zeros(one.shape), parameters);

function scoresOfDense(parameters, x) {
  return parameters.reduce((value, { weights, biases }, index) => {
    const sums = np.dot(value, weights).add(biases);
    return index + 1 < parameters.length ? nn.relu(sums) : sums;
  }, x);
}

const pooled = (x) => lax.reduceWindow(nn.relu(x), np.max, [2, 2], [2, 2]);

function convolved({ kernel1, biases1, kernel2, biases2 }, x) {
  const first = pooled(lax.conv(x, kernel1, [1, 1], 'VALID').add(biases1));
  return pooled(lax.conv(first, kernel2, [1, 1], 'VALID').add(biases2));
}

const scoresOfHead = (head, x) => scoresOfDense(head, x.reshape([-1, 1600]));

function denseParameters(widths) {
  return denseWeights(widths).map(({ inputs, outputs, weights, biases }) => ({
    weights: array(weights, [inputs, outputs]),
    biases: array(biases, [outputs]),
  }));
}

function cnnParameters() {
  const { kernel1, kernel2, dense1, dense2 } = channelsFirst(cnnWeights());
  return {
    convolutions: {
      kernel1: array(kernel1, [32, 1, 3, 3]),
      biases1: np.zeros([1, 32, 1, 1]),
      kernel2: array(kernel2, [64, 32, 3, 3]),
      biases2: np.zeros([1, 64, 1, 1]),
    },
    head: [
      { weights: array(dense1, [1600, 128]), biases: np.zeros([128]) },
      { weights: array(dense2, [128, 10]), biases: np.zeros([10]) },
    ],
  };
}

/** What is trained, what is not, and how both make scores. */
function networkOf({ widths, cnn }) {
  if (widths !== undefined) {
    return { trained: denseParameters(widths), frozen: {}, scores: (trained, _, x) => scoresOfDense(trained, x) };
  }
  const { convolutions, head } = cnnParameters();
  if (cnn === 'all layers') {
    const scores = (trained, _, x) => scoresOfHead(trained.head, convolved(trained.convolutions, x));
    return { trained: { convolutions, head }, frozen: {}, scores };
  }
  return {
    trained: head,
    frozen: convolutions,
    scores: (trained, frozen, x) => scoresOfHead(trained, convolved(frozen, x)),
  };
}

const RULES = {
  sgd: {
    state: () => ({}),
    apply: (rate) => (parameters, gradients, state) => [
      tree.map((p, g) => p.sub(g.mul(rate)), parameters, gradients),
      state,
    ],
  },
  momentum: {
    state: zeros,
    apply: (rate) => (parameters, gradients, state) => {
      const velocity = tree.map((v, g) => v.mul(MOMENTUM).add(g), state, gradients);
      return [tree.map((p, v) => p.sub(v.mul(rate)), parameters, tree.ref(velocity)), velocity];
    },
  },
  adam: {
    state: (parameters) => ({
      first: zeros(tree.ref(parameters)),
      second: zeros(parameters),
      power1: np.array(1),
      power2: np.array(1),
    }),
    apply: (rate) => (parameters, gradients, state) => {
      const { beta1, beta2, eps } = ADAM;
      const [power1, power2] = [state.power1.mul(beta1), state.power2.mul(beta2)];
      const first = tree.map((m, g) => m.mul(beta1).add(g.mul(1 - beta1)), state.first, tree.ref(gradients));
      const second = tree.map((v, g) => v.mul(beta2).add(g.ref.mul(g).mul(1 - beta2)), state.second, gradients);
      const correct = (moment, power) => moment.div(power.ref.mul(-1).add(1));
      const next = tree.map(
        (p, m, v) =>
          p.sub(
            correct(m, power1)
              .mul(rate)
              .div(np.sqrt(correct(v, power2)).add(eps)),
          ),
        parameters,
        tree.ref(first),
        tree.ref(second),
      );
      return [next, { first, second, power1, power2 }];
    },
  },
};

/** Compiled once a workload. */
const steps = new Map();

function stepOf(workload, scores) {
  const { optimizer, learningRate, batch } = workload;
  const loss = (trained, frozen, x, y) =>
    nn
      .logSoftmax(scores(trained, frozen, x), -1)
      .mul(y)
      .sum()
      .mul(-1 / batch);
  const update = RULES[optimizer].apply(learningRate);
  return jit((trained, state, frozen, x, y) => {
    const [value, gradients] = valueAndGrad(loss)(tree.ref(trained), frozen, x, y);
    return [...update(trained, gradients, state), value];
  });
}

const library = {
  async trainer(workload, { x, y, count, width }) {
    const { batch, widths } = workload;
    const network = networkOf(workload);
    const { frozen, scores } = network;
    let { trained } = network;
    let state = RULES[workload.optimizer].state(tree.ref(trained));
    const key = JSON.stringify(workload);
    if (!steps.has(key)) steps.set(key, stepOf(workload, scores));
    const shape = widths === undefined ? [batch, 1, 28, 28] : [batch, width];
    const targets = oneHot(y);
    const batches = Array.from({ length: count / batch }, (_, index) => [
      array(x.subarray(index * batch * width, (index + 1) * batch * width), shape),
      array(targets.subarray(index * batch * 10, (index + 1) * batch * 10), [batch, 10]),
    ]);
    return {
      async run(deadline) {
        const examples = await batchByBatch(workload, deadline, async (index) => {
          let loss;
          const [inputs, answers] = batches[index];
          [trained, state, loss] = steps.get(key)(trained, state, tree.ref(frozen), inputs.ref, answers.ref);
          await loss.data();
        });
        await blockUntilReady(tree.ref(trained));
        return examples;
      },
      async loss() {
        const all = [];
        for (const [inputs] of batches) {
          all.push(...(await scores(tree.ref(trained), tree.ref(frozen), inputs.ref).data()));
        }
        return lossOfScores(all, y);
      },
      dispose() {
        for (const part of [trained, state, frozen, batches]) tree.dispose(part);
      },
    };
  },

  async classifier({ x, width }) {
    const { convolutions, head } = cnnParameters();
    const probabilities = jit((convolutions, head, images) =>
      nn.softmax(scoresOfHead(head, convolved(convolutions, images)), -1),
    );
    return {
      run(batch, first) {
        const images = array(x.subarray(first * width, (first + batch) * width), [batch, 1, 28, 28]);
        return probabilities(tree.ref(convolutions), tree.ref(head), images).data();
      },
      dispose: () => tree.dispose([convolutions, head]),
    };
  },
};

export async function open() {
  await init('wasm');
  defaultDevice('wasm');
  return library;
}
