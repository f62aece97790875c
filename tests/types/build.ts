// The public types of building and changing models. Compiled, never run.

import {
  type LearnedArray,
  Model,
  type RefusedRewrite,
  type Rewrite,
  type StoredExample,
  type UpdatableReport,
} from 'attune';
import { type ModelFile, makeUpdatable, NetworkBuilder, nearestNeighbors, pipeline } from 'attune/build';
import { expectType, type Same } from './expect.js';

export async function built(): Promise<void> {
  const front = new NetworkBuilder({
    inputs: [{ name: 'image', type: 'image', width: 28, height: 28, colorSpace: 'grayscale', scale: 1 / 255 }],
    outputs: [{ name: 'features', shape: [16] }],
    seed: 7n,
    metadata: { author: 'me', userDefined: { note: 'mine' } },
  })
    .convolution('conv', { inputChannels: 1, outputChannels: 4, kernelSize: [3, 5], padding: { top: 1 }, groups: 1 })
    .activation('relu', 'ReLU')
    .pooling('pool', { type: 'average', global: true })
    .innerProduct('features', { inputChannels: 4, outputChannels: 16, biases: false, init: 'zeros' })
    .layer('lrn', 'norm', { localSize: 5 }, { input: 'pool', output: ['normed'] })
    .build();
  expectType<Same<typeof front, ModelFile>>();
  const file = pipeline({ models: [front, nearestNeighbors({ input: 'features', dimensions: 16 })] });
  const model = await Model.load(file.bytes());

  // @ts-expect-error there is no such layer
  new NetworkBuilder({ inputs: [] }).layer('attention', 'a');
  // @ts-expect-error there is no such function
  new NetworkBuilder({ inputs: [] }).activation('a', 'swish');
  // @ts-expect-error an array has a shape
  new NetworkBuilder({ inputs: [{ name: 'x' }] });
  // @ts-expect-error files come from builders
  nearestNeighbors({ input: 'features' });

  const updatable = await makeUpdatable(model, {
    layers: ['dense'],
    loss: 'meanSquaredError',
    optimizer: 'adam',
    epochs: { defaultValue: 3, minimum: 1, maximum: 10 },
    miniBatchSize: { defaultValue: 8, values: [8, 16] },
  });
  expectType<Same<typeof updatable, Model>>();
  // @ts-expect-error a range or a set, not both
  await model.makeUpdatable({ layers: [], epochs: { defaultValue: 3, minimum: 1, values: [3] } });
}

export async function changed(model: Model): Promise<void> {
  const report = await model.checkUpdatable();
  expectType<Same<typeof report, UpdatableReport>>();
  for (const { name, gradient, why } of report.layers) {
    expectType<Same<[typeof name, typeof gradient, typeof why], [string, 'passes' | 'stops', string]>>();
  }
  const { model: rewritten, applied, refused } = await model.rewrite({ softmaxND: false });
  expectType<Same<typeof applied, readonly Rewrite[]>>();
  expectType<Same<typeof refused, readonly RefusedRewrite[]>>();

  const classifier = await rewritten.withClassifier({ classes: ['a', 'b'], init: 'glorotUniform', seed: 1, epochs: 5 });
  const wider = await classifier.addClass('c', { examples: [{ x: [1, 2] }] });
  const neighbors = await model.withNearestNeighbors({ features: 'pool', numberOfNeighbors: 3, index: 'kdTree' });
  expectType<Same<typeof wider, Model>>();

  const stored = await neighbors.examples.list();
  expectType<Same<typeof stored, StoredExample[]>>();
  const fewer = await neighbors.examples.remove([0, 1]);
  expectType<Same<typeof fewer, Model>>();
  await fewer.examples.relabel(0, 'cat');
  expectType<Same<Awaited<ReturnType<typeof fewer.examples.count>>, number>>();

  const weights = await model.getParameter('weights', { layer: 'dense' });
  expectType<Same<typeof weights, LearnedArray>>();
  const rate = await model.getParameter('learningRate');
  expectType<Same<typeof rate, number | bigint | boolean>>();
  await model.withParameters({ 'dense.weights': weights, 'dense.biases': new Float32Array(2) });
  await model.withParameters({ dense: { weights: weights.data }, numberOfNeighbors: 3 });
  // @ts-expect-error numbers, not text
  await model.withParameters({ 'dense.weights': 'zeros' });
  // @ts-expect-error a layer is asked for
  await model.getParameter('weights', {});
}
