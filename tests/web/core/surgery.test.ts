// Changing and building models, on the wasm core itself.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { initialWeights, Random } from '../../../web/src/build/random.js';
import { NetworkBuilder, nearestNeighbors, pipeline } from '../../../web/src/build.js';
import { storage } from '../../../web/src/store/storable.js';
import { inThread, inWorker, modelFile, skipped } from '../support/real-core.js';

const points = (count: number): { x: number[]; label: string }[] =>
  Array.from({ length: count }, (_, i) => {
    const angle = (i % 12) / 12;
    return { x: i % 2 ? [1 + angle, -angle] : [-1 - angle, angle], label: i % 2 ? 'right' : 'left' };
  });

const classifier = () =>
  new NetworkBuilder({ inputs: [{ name: 'x', shape: [2] }], seed: 3 })
    .innerProduct('hidden', { inputChannels: 2, outputChannels: 8 })
    .activation('relu', 'ReLU')
    .innerProduct('dense', { inputChannels: 8, outputChannels: 2 })
    .softmax('probs')
    .classLabels(['left', 'right']);

describe.skipIf(skipped !== undefined)('models that are built', () => {
  it('open, learn, and are written back byte for byte', async () => {
    const file = classifier()
      .updatable({ layers: ['hidden', 'dense'], learningRate: 0.5, miniBatchSize: 8, epochs: 30, seed: 1 })
      .build();
    const model = await inWorker().load(file.bytes());
    expect(await model.export()).toEqual(file.bytes());
    expect(await model.checkUpdatable()).toMatchObject({ updatable: true, portable: true, reasons: [] });
    const { model: trained } = await model.update(points(48)).finished;
    expect((await trained.evaluate(points(48))).accuracy).toBe(1);
  });

  it('have the first weights that the core would draw', async () => {
    const base = await inThread().load(classifier().build().bytes());
    const head = await base.withClassifier({ classes: ['a', 'b', 'c'], init: 'glorotUniform', seed: 42 });
    const { data, shape } = await head.getParameter('weights', { layer: 'head' });
    expect(shape).toEqual([3, 8]);
    expect(data).toEqual(initialWeights(new Random(42), 'glorotUniform', 24, 8, 3));
  });

  it('work as a pipeline that remembers', async () => {
    const front = new NetworkBuilder({ inputs: [{ name: 'x', shape: [2] }], outputs: [{ name: 'point', shape: [2] }] })
      .innerProduct('point', { inputChannels: 2, outputChannels: 2, weights: [2, 0, 0, 2] })
      .build();
    const memory = nearestNeighbors({ input: 'point', dimensions: 2, numberOfNeighbors: 1 });
    const model = await inThread().load(pipeline({ models: [front, memory] }).bytes());
    const { model: taught } = await model.update(points(4)).finished;
    expect(await taught.predict({ x: [3, 0] })).toMatchObject({ label: 'right' });
    expect(await taught.examples.count()).toBe(4);
    expect((await taught.examples.list())[0]).toEqual({ label: 'left', vector: new Float32Array([-2, 0]) });
    const edited = await (await taught.examples.remove([0, 2])).examples.relabel(0, 'east');
    expect((await edited.examples.list()).map(({ label }) => label)).toEqual(['east', 'right']);
    const restored = await model[storage].withDelta((await edited[storage].exportDelta()) as Uint8Array<ArrayBuffer>);
    expect(await restored.export()).toEqual(await edited.export());
    await expect(taught.examples.remove(4)).rejects.toMatchObject({ code: 'invalid-parameter' });
  });
});

describe.skipIf(skipped !== undefined)('changes on the wasm core', () => {
  it('make the bytes that coremltools makes', async () => {
    const golden = (name: string): Uint8Array =>
      new Uint8Array(readFileSync(new URL(`../../golden/surgery/${name}.mlmodel`, import.meta.url)));
    const model = await inWorker().load(golden('classifier'));
    const updatable = await model.makeUpdatable({
      layers: ['hidden', 'last'],
      ...{ learningRate: 0.05, miniBatchSize: 8, momentum: 0.9 },
      epochs: { defaultValue: 4, values: [1, 4, 16] },
    });
    expect(await updatable.export()).toEqual(golden('classifier.expected'));
    expect(updatable.description.isUpdatable).toBe(true);
    expect(model.description.isUpdatable).toBe(false);
    await expect(model.makeUpdatable({ layers: ['relu'] })).rejects.toMatchObject({
      ...{ code: 'not-updatable', layer: 'relu' },
    });
  });

  it('put a head on a real network, which learns and survives a crash', async () => {
    const base = await inThread().load(modelFile('tiny-drawing-embedding.mlmodel'));
    const model = await base.withNearestNeighbors({ numberOfNeighbors: 1, defaultLabel: 'nothing yet' });
    const drawing = { data: new Uint8ClampedArray(4 * 28 * 28).fill(200), width: 28, height: 28 };
    expect(await model.predict({ drawing })).toMatchObject({ label: 'nothing yet' });
    const { model: taught } = await model.update([{ drawing, label: 'gray' }]).finished;
    expect(await taught.predict({ drawing })).toMatchObject({ label: 'gray' });

    const linear = await base.withClassifier({ classes: ['cat', 'dog'], optimizer: 'adam' });
    const wider = await linear.addClass('fox', { examples: [{ drawing }] });
    expect(wider.description.classLabels).toEqual(['cat', 'dog', 'fox']);
    expect((await wider.checkUpdatable()).portable).toBe(true);
    const report = await base.checkUpdatable();
    expect(report.updatable).toBe(false);
    expect(report.layers.length).toBeGreaterThan(3);
  });

  it('set weights by name', async () => {
    const model = await inWorker().load(modelFile('keras-mlp-updatable.mlmodel'));
    const layer = (await model.checkUpdatable()).layers.find(({ isUpdatable }) => isUpdatable)?.name as string;
    const { data, shape } = await model.getParameter('weights', { layer });
    const zeroed = await model.withParameters({ [layer]: { weights: { data: data.map(() => 0), shape } } });
    expect((await zeroed.getParameter('weights', { layer })).data.every((value) => value === 0)).toBe(true);
    expect((await model.getParameter('weights', { layer })).data).toEqual(data);
    await expect(model.withParameters({ [`${layer}.weights`]: [1] })).rejects.toMatchObject({ code: 'shape-mismatch' });
    await expect(model.getParameter('weights', { layer: 'none' })).rejects.toMatchObject({ code: 'invalid-parameter' });
  });
});

describe.skipIf(skipped !== undefined)('models that learn here only', () => {
  const leaky = () =>
    new NetworkBuilder({ inputs: [{ name: 'x', shape: [2] }], seed: 3 })
      .innerProduct('hidden', { inputChannels: 2, outputChannels: 8 })
      .activation('leaky', 'leakyReLU', { alpha: 0.1 })
      .innerProduct('dense', { inputChannels: 8, outputChannels: 2 })
      .softmax('probs')
      .classLabels(['left', 'right'])
      .build();
  const options = {
    ...{ layers: ['hidden', 'dense'], learningRate: 0.5, miniBatchSize: 8, epochs: 30 },
    portable: false,
  };

  it.each([
    ['in this thread', inThread],
    ['in a worker', inWorker],
  ])('train past Apple’s rules, and their file says so: %s', async (_where, entry) => {
    const base = await entry().load(leaky().bytes());
    const strict = base.makeUpdatable({ ...options, portable: true });
    await expect(strict).rejects.toMatchObject({
      code: 'not-updatable',
      layer: 'hidden',
      hint: expect.stringContaining('portable: false'),
    });
    const model = await base.makeUpdatable(options);
    const report = await model.checkUpdatable();
    expect(report).toMatchObject({ updatable: true, portable: false });
    expect(report.reasons.map(({ layer }) => layer)).toEqual(['hidden']);
    const { model: trained } = await model.update(points(48)).finished;
    expect((await trained.evaluate(points(48))).accuracy).toBe(1);

    const again = await entry().load(await trained.export());
    expect(again.description.isUpdatable).toBe(true);
    expect(again.description.metadata.userDefined['attune.portable']).toMatch(/^false/);
    expect(
      (await again.update(points(8), { parameters: { 'hidden.learningRate': 0 } }).finished).metrics.lossValue,
    ).toBeLessThan(0.1);
  });
});
