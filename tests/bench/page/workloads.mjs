// What is trained.

import { digits, features } from './data.mjs';

export const TRAINING = {
  w1: { widths: [1280, 10], optimizer: 'sgd', learningRate: 0.01, count: 512, batch: 32, epochs: 10 },
  w2: { widths: [1280, 128, 10], optimizer: 'adam', learningRate: 0.001, count: 512, batch: 32, epochs: 10 },
  w3: { cnn: 'all layers', optimizer: 'momentum', learningRate: 0.01, count: 1024, batch: 32, epochs: 3 },
  w4: { cnn: 'dense layers', optimizer: 'momentum', learningRate: 0.01, count: 1024, batch: 32, epochs: 3 },
  'w4-10-epochs': {
    cnn: 'dense layers',
    optimizer: 'momentum',
    learningRate: 0.01,
    count: 1024,
    batch: 32,
    epochs: 10,
  },
};

/** Of SGD with momentum. */
export const MOMENTUM = 0.9;
/** Of Adam. */
export const ADAM = { beta1: 0.9, beta2: 0.999, eps: 1e-7 };

/** Useful arithmetic of one training example: 2 a multiply-add, no gradient of the network's own input. */
export function flopsOfExample({ widths, cnn }) {
  if (widths !== undefined) {
    // Forward and the weights' gradient; but for the first layer the input's gradient too.
    return widths.slice(1).reduce((sum, outputs, index) => sum + 2 * widths[index] * outputs * (index > 0 ? 3 : 2), 0);
  }
  const [convolution1, convolution2] = [2 * 26 * 26 * 32 * 9, 2 * 11 * 11 * 64 * 9 * 32];
  const [dense1, dense2] = [2 * 1600 * 128, 2 * 128 * 10];
  if (cnn === 'all layers') return 2 * convolution1 + 3 * convolution2 + 3 * dense1 + 3 * dense2;
  return convolution1 + convolution2 + 2 * dense1 + 3 * dense2;
}

let images;
let table;

/** @returns what features() or digits() make */
export async function dataOf({ widths, count, cnn }) {
  if (cnn === undefined) {
    table ??= features({ count, width: widths[0] });
    return table;
  }
  images ??= digits(await mnist());
  return images;
}

export async function mnist() {
  const response = await fetch('/mnist.bin');
  return new Uint8Array(await response.arrayBuffer());
}
