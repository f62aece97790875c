import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NetworkBuilder } from '../../../web/src/build.js';
import { EngineProvider } from '../../../web/src/engine/engine-provider.js';
import { AttuneError } from '../../../web/src/errors.js';
import type { Model } from '../../../web/src/model/model.js';
import { type ModelClass, modelClass } from '../../../web/src/model/model-class.js';
import { storage } from '../../../web/src/store/storable.js';
import { modelFile, provider, skipped } from '../support/real-core.js';

const SLIM = 'slim/core.wasm';
/** Those that the slim core leaves to the whole one. */
const LEFT_OUT = ['glm-regressor.mlmodel'];
const MODELS = readdirSync(new URL('../../models/', import.meta.url)).filter((name) => name.endsWith('.mlmodel'));

const whole = (): ModelClass => modelClass({ exact: provider() });
const slimAlone = (): ModelClass => modelClass({ exact: provider(SLIM) });

/** The slim core with the whole one behind it, as a page has them; and how often that was asked for. */
function both(): { Model: ModelClass; asked: () => number } {
  const real = provider();
  let asked = 0;
  const counted = new EngineProvider(async () => {
    asked += 1;
    return real.get();
  });
  return { Model: modelClass({ exact: provider(SLIM, counted) }), asked: () => asked };
}

/** Nine numbers of two kinds, and a network that tells them apart; with a layer of another kind in front. */
const numbers = Array.from({ length: 9 }, (_, row) => ({ x: [row / 9, 1 - row / 9], label: row < 5 ? 'low' : 'high' }));
function network(kind?: 'clip'): Uint8Array<ArrayBuffer> {
  const builder = new NetworkBuilder({ inputs: [{ name: 'x', shape: [2] }] });
  if (kind !== undefined) builder.layer(kind, 'rare', { minVal: 0.2, maxVal: 0.8 });
  return builder
    .innerProduct('head', { inputChannels: 2, outputChannels: 2 })
    .softmax('probabilities')
    .classLabels(['low', 'high'])
    .updatable({ layers: ['head'], learningRate: 0.5, epochs: 3, miniBatchSize: 3 })
    .build()
    .bytes();
}

const learned = async (model: Model): Promise<Model> => (await model.update(numbers).finished).model;

describe.skipIf(skipped !== undefined)('the slim core', () => {
  it.each(MODELS)('holds what %s is made of, or says what it leaves out', async (name) => {
    const file = modelFile(name);
    if (LEFT_OUT.includes(name)) {
      await expect(slimAlone().load(file)).rejects.toMatchObject({
        ...{ code: 'unsupported', message: expect.stringMatching(/models of type \w+ are not in the slim core/) },
        hint: expect.stringContaining('core.wasm'),
      });
      return;
    }
    const [slim, exact] = await Promise.all([slimAlone(), whole()].map((Model) => Model.load(file)));
    expect(slim?.description).toEqual(exact?.description);
    expect(await slim?.export()).toEqual(await exact?.export());
  });

  it('learns to the same bits', async () => {
    const [slim, exact] = await Promise.all(
      [slimAlone(), whole()].map(async (Model) => (await learned(await Model.load(network()))).export()),
    );
    expect(Buffer.compare(slim as Uint8Array, exact as Uint8Array)).toBe(0);
  });

  it('names the layer that it leaves out, also in a pipeline', async () => {
    const refusal = {
      code: 'unsupported',
      layer: 'rare',
      message: expect.stringContaining('kind clip are not in the slim'),
    };
    await expect(slimAlone().load(network('clip'))).rejects.toMatchObject(refusal);
    const piped = await (await whole().load(network('clip'))).withNearestNeighbors();
    expect(piped.description.modelType).toBe('pipelineClassifier');
    await expect(slimAlone().load(await piped.export())).rejects.toMatchObject(refusal);
  });

  it('opens what no core runs, as the whole one does', async () => {
    // Model { 1: specificationVersion 7, 502: an ML Program }
    const program = Uint8Array.from([0x08, 7, ...[0xb2, 0x1f, 0]]);
    for (const Model of [slimAlone(), whole()]) {
      const model = await Model.load(program);
      expect(model.description.modelType).toBe('mlProgram');
      await expect(model.predict({})).rejects.toMatchObject({ code: 'unsupported' });
    }
  });
});

describe.skipIf(skipped !== undefined)('with the whole core behind it', () => {
  it('is all that common models need, from the first update to versions, new classes and neighbours', async () => {
    const { Model, asked } = both();
    const base = await Model.load(network());
    const model = await learned(base);
    await base[storage].withDelta(new Uint8Array(await model[storage].exportDelta()));
    await model.addClass('none', { examples: [{ x: [0.5, 0.5] }] });
    const head = await model.getParameter('weights', { layer: 'head' });
    await model.withParameters({ 'head.weights': head.data });
    await (await model.withNearestNeighbors()).examples.list();
    await (await model.update(numbers, { recipe: 'auto' }).finished).model.evaluate(numbers);
    expect(asked()).toBe(0);
  });

  it('loads, trains and restores models of other kinds', async () => {
    const { Model, asked } = both();
    const model = await Model.load(network('clip'));
    const [mine, theirs] = [await learned(model), await learned(await whole().load(network('clip')))];
    expect(Buffer.compare(await mine.export(), await theirs.export())).toBe(0);
    expect(await mine.predict({ x: [0.1, 0.9] })).toEqual(await theirs.predict({ x: [0.1, 0.9] }));
    const again = await model[storage].withDelta(new Uint8Array(await mine[storage].exportDelta()));
    expect(Buffer.compare(await again.export(), await theirs.export())).toBe(0);
    expect(asked()).toBe(1);
  });

  it('makes a model into another kind, with what it has learned', async () => {
    const { Model, asked } = both();
    const model = await learned(await Model.load(network()));
    const exact = await learned(await whole().load(network()));
    const before = await model.export();
    const options = { layers: ['head'], loss: 'categoricalCrossEntropy', learningRate: 0.25 } as const;
    const [mine, theirs] = [await model.makeUpdatable(options), await exact.makeUpdatable(options)];
    expect(Buffer.compare(await mine.export(), await theirs.export())).toBe(0);
    expect(Buffer.compare(await (await learned(mine)).export(), await (await learned(theirs)).export())).toBe(0);
    expect(await model.checkUpdatable()).toEqual(await exact.checkUpdatable());
    expect(Buffer.compare(await model.export(), before)).toBe(0);
    expect(asked()).toBe(1);
  });

  it('gives the answer of the whole core where that refuses too', async () => {
    const { Model } = both();
    const model = await Model.load(modelFile('knn-int64-uniform.mlmodel'));
    await expect(model.rewrite()).rejects.toMatchObject({
      ...{ code: 'unsupported', message: expect.not.stringContaining('slim') },
    });
  });

  it('says that the whole core could not be had, and answers as before', async () => {
    const network404 = new AttuneError('network', 'a part of the core could not be loaded');
    const Model = modelClass({ exact: provider(SLIM, new EngineProvider(() => Promise.reject(network404))) });
    await expect(Model.load(network('clip'))).rejects.toBe(network404);
    const model = await Model.load(network());
    const answer = await model.predict({ x: [0.1, 0.9] });
    await expect(model.checkUpdatable()).rejects.toBe(network404);
    expect(await model.predict({ x: [0.1, 0.9] })).toEqual(answer);
  });
});
