// TensorFlow.js on its wasm backend without threads: the layers API, batches made before the clock starts, which is its best case.

import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import * as layers from '@tensorflow/tfjs-layers';
import { cnnWeights, denseWeights, lossOfProbabilities, oneHot } from '../data.mjs';
import { batchByBatch } from '../passes.mjs';
import { ADAM, MOMENTUM } from '../workloads.mjs';

export async function startTensorFlow() {
  setWasmPaths('/peers/@tensorflow/tfjs-backend-wasm/dist/');
  setThreadsCount(1);
  if (!(await tf.setBackend('wasm'))) throw new Error('the wasm backend does not start');
  await tf.ready();
  return tf;
}

function optimizerOf({ optimizer, learningRate }) {
  if (optimizer === 'adam') return tf.train.adam(learningRate, ADAM.beta1, ADAM.beta2, ADAM.eps);
  return optimizer === 'sgd' ? tf.train.sgd(learningRate) : tf.train.momentum(learningRate, MOMENTUM);
}

function dense(widths) {
  const model = layers.sequential();
  for (const [index, { inputs, outputs }] of denseWeights(widths).entries()) {
    const activation = index + 2 < widths.length ? 'relu' : 'softmax';
    model.add(layers.layers.dense({ units: outputs, activation, inputShape: [inputs] }));
  }
  model.setWeights(
    denseWeights(widths).flatMap(({ inputs, outputs, weights, biases }) => [
      tf.tensor2d(weights, [inputs, outputs]),
      tf.tensor1d(biases),
    ]),
  );
  return model;
}

function convolutional(frozen) {
  const { conv2d, maxPooling2d, flatten, dense } = layers.layers;
  const convolution = (filters, more = {}) =>
    conv2d({ filters, kernelSize: 3, activation: 'relu', trainable: !frozen, ...more });
  const stack = [
    convolution(32, { inputShape: [28, 28, 1] }),
    maxPooling2d({ poolSize: 2 }),
    convolution(64),
    maxPooling2d({ poolSize: 2 }),
    flatten(),
    dense({ units: 128, activation: 'relu' }),
    dense({ units: 10, activation: 'softmax' }),
  ];
  const model = layers.sequential({ layers: stack });
  const { kernel1, kernel2, dense1, dense2 } = cnnWeights();
  const shaped = [
    [tf.tensor4d(kernel1, [3, 3, 1, 32]), tf.zeros([32])],
    [tf.tensor4d(kernel2, [3, 3, 32, 64]), tf.zeros([64])],
    [tf.tensor2d(dense1, [1600, 128]), tf.zeros([128])],
    [tf.tensor2d(dense2, [128, 10]), tf.zeros([10])],
  ];
  const withWeights = stack.filter((layer) => layer.weights.length > 0);
  for (const [index, layer] of withWeights.entries()) layer.setWeights(shaped[index]);
  return model;
}

export const library = {
  async trainer(workload, { x, y, count, width }) {
    const { widths, cnn, batch } = workload;
    const model = widths === undefined ? convolutional(cnn === 'dense layers') : dense(widths);
    model.compile({ optimizer: optimizerOf(workload), loss: 'categoricalCrossentropy' });
    const shape = widths === undefined ? [28, 28, 1] : [width];
    const targets = oneHot(y);
    const batches = Array.from({ length: count / batch }, (_, index) => {
      const [from, to] = [index * batch, (index + 1) * batch];
      return [
        tf.tensor(x.slice(from * width, to * width), [batch, ...shape]),
        tf.tensor2d(targets.slice(from * 10, to * 10), [batch, 10]),
      ];
    });
    return {
      run: (deadline) => batchByBatch(workload, deadline, (index) => model.trainOnBatch(...batches[index])),
      async loss() {
        const all = tf.tensor(x, [count, ...shape]);
        const answers = model.predict(all, { batchSize: 64 });
        const probabilities = await answers.data();
        tf.dispose([all, answers]);
        return lossOfProbabilities(probabilities, y);
      },
      dispose() {
        model.dispose();
        tf.dispose(batches.flat());
      },
    };
  },

  async classifier({ x, width }) {
    const model = convolutional(false);
    return {
      async run(batch, first) {
        const images = tf.tensor4d(x.slice(first * width, (first + batch) * width), [batch, 28, 28, 1]);
        const answers = model.predict(images, { batchSize: batch });
        const probabilities = await answers.data();
        tf.dispose([images, answers]);
        return probabilities;
      },
      dispose: () => model.dispose(),
    };
  },
};

export async function open() {
  await startTensorFlow();
  return library;
}
