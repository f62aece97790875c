// The benchmark's models as Core ML files, made with attune/build.

import { NetworkBuilder, nearestNeighbors } from 'attune/build';
import { channelsFirst, cnnWeights, denseWeights, transposed } from './data.mjs';
import { ADAM, MOMENTUM } from './workloads.mjs';

const LABELS = Array.from({ length: 10 }, (_, label) => label);
const EPOCHS = { defaultValue: 1, minimum: 1, maximum: 1000 };

/** A classifier that learns as the workload says. */
export function trainable(workload) {
  const { widths, cnn, batch, optimizer, learningRate, epochs } = workload;
  const builder = widths === undefined ? convolutional() : dense(widths);
  const names = widths === undefined ? ['dense1', 'dense2'] : widths.slice(1).map((_, index) => `dense${index + 1}`);
  return builder
    .classLabels(LABELS)
    .updatable({
      layers: cnn === 'all layers' ? ['convolution1', 'convolution2', ...names] : names,
      ...(optimizer === 'adam' ? { optimizer: 'adam', ...ADAM } : { optimizer: 'sgd' }),
      ...(optimizer === 'momentum' ? { momentum: MOMENTUM } : {}),
      learningRate,
      miniBatchSize: { defaultValue: batch, minimum: 1, maximum: 4096 },
      epochs: { ...EPOCHS, defaultValue: epochs },
      shuffle: false,
    })
    .build()
    .bytes();
}

/** The CNN with probabilities as an array, as other libraries answer them. */
export function inferenceOnly() {
  return convolutional([{ name: 'probabilities', shape: [10] }])
    .build()
    .bytes();
}

function dense(widths) {
  const builder = new NetworkBuilder({ inputs: [{ name: 'x', shape: [widths[0]] }] });
  for (const [index, { inputs, outputs, weights, biases }] of denseWeights(widths).entries()) {
    if (index > 0) builder.activation(`relu${index}`, 'ReLU');
    builder.innerProduct(`dense${index + 1}`, {
      inputChannels: inputs,
      outputChannels: outputs,
      weights: transposed(weights, inputs, outputs),
      biases,
    });
  }
  return builder.softmax('probabilities');
}

function convolutional(outputs) {
  const { kernel1, kernel2, dense1, dense2 } = channelsFirst(cnnWeights());
  return new NetworkBuilder({ inputs: [{ name: 'x', shape: [1, 28, 28] }], ...(outputs && { outputs }) })
    .convolution('convolution1', { inputChannels: 1, outputChannels: 32, weights: kernel1 })
    .activation('relu1', 'ReLU')
    .pooling('pool1', {})
    .convolution('convolution2', { inputChannels: 32, outputChannels: 64, weights: kernel2 })
    .activation('relu2', 'ReLU')
    .pooling('pool2', {})
    .flatten('flat')
    .innerProduct('dense1', { inputChannels: 1600, outputChannels: 128, weights: transposed(dense1, 1600, 128) })
    .activation('relu3', 'ReLU')
    .innerProduct('dense2', { inputChannels: 128, outputChannels: 10, weights: transposed(dense2, 128, 10) })
    .softmax('probabilities');
}

/** @param data what unitVectors() makes */
export function neighbors({ x, y, count, width }, options = {}) {
  return nearestNeighbors({
    input: 'x',
    dimensions: width,
    label: 'label',
    defaultLabel: -1,
    numberOfNeighbors: 5,
    examples: Array.from({ length: count }, (_, row) => ({
      vector: x.subarray(row * width, (row + 1) * width),
      label: y[row],
    })),
    ...options,
  }).bytes();
}
