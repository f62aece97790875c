import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../../web/src/model/parameters.js';
import { storage } from '../../../web/src/store/storable.js';
import { fakeModel, refusal } from '../support/fake-core.js';
import { doubles, inThread, inWorker, PLACES, weightOf } from '../support/models.js';

describe.each(PLACES)('a model %s', (_place, bench) => {
  it('predicts, one or many, in order', async () => {
    const model = await bench().load(3);
    expect(await model.predict({ x: 2 })).toEqual({ y: 6 });
    expect(await model.predictBatch([{ x: 1 }, { x: 2 }, { x: 3 }])).toEqual([{ y: 3 }, { y: 6 }, { y: 9 }]);
    expect(await model.predictBatch([])).toEqual([]);
  });

  it('predicts thousands in growing batches', async () => {
    const world = bench();
    const model = await world.load(2);
    const examples = Array.from({ length: 5000 }, (_, x) => ({ x }));
    const predictions = await model.predictBatch(examples);
    expect(predictions.map((prediction) => prediction.y)).toEqual(examples.map(({ x }) => 2 * x));
    expect(world.core.calls.predict).toBeLessThan(500);
  });

  it('evaluates over all examples', async () => {
    const model = await bench().load(1);
    const examples = [
      { x: 1, y: 1 },
      { x: 1, y: 3 },
    ];
    expect(await model.evaluate(examples)).toEqual({
      ...{ count: 2, lossValue: 2, accuracy: Number.NaN },
      regression: { meanSquaredError: 2, meanAbsoluteError: 1, rSquared: -1 },
    });
    await expect(model.evaluate([])).rejects.toMatchObject({ code: 'bad-example' });
  });

  it('takes iterables, async iterables and lazy collections', async () => {
    const model = await bench().load(2);
    const expected = [{ y: 2 }, { y: 4 }];
    expect(await model.predictBatch(new Set([{ x: 1 }, { x: 2 }]))).toEqual(expected);
    async function* slowly() {
      yield { x: 1 };
      await new Promise(setImmediate);
      yield { x: 2 };
    }
    expect(await model.predictBatch(slowly())).toEqual(expected);
    expect(await model.predictBatch({ length: 2, at: (index) => ({ x: index + 1 }) })).toEqual(expected);
    expect(await model.predictBatch({ length: 2, at: async (index) => ({ x: index + 1 }) })).toEqual(expected);
  });

  it('says which example is bad and what it lacks', async () => {
    const model = await bench().load();
    await expect(model.predictBatch([{ x: 1 }, {}])).rejects.toMatchObject({
      ...{ name: 'AttuneError', code: 'bad-example', feature: 'x' },
      message: "example 1: feature 'x' (double) is missing",
    });
  });

  it('ignores features that it does not know', async () => {
    const model = await bench().load(1);
    expect(await model.predict({ x: 1, note: 'mine', toString: 5 })).toEqual({ y: 1 });
  });

  it('exports the file, and describes itself in frozen plain data', async () => {
    const model = await bench().load(4);
    expect(await model.export()).toEqual(fakeModel(4));
    expect(model.description).toMatchObject({ modelType: 'neuralNetworkRegressor', inputs: [{ name: 'x' }] });
    expect(Object.keys(model.description.metadata.userDefined)).toEqual(['__proto__']);
    expect(() => Object.assign(model.description.inputs[0] as object, { name: 'z' })).toThrow(TypeError);
  });

  it('gives its memory back once, when it is disposed of', async () => {
    const world = bench();
    const model = await world.load();
    model.dispose();
    model.dispose();
    await expect(model.predict({ x: 1 })).rejects.toMatchObject({ code: 'invalid-parameter' });
    await (await world.load()).export(); // answered after the disposal
    expect(world.core.alive.models).toBe(1);
  });

  it('answers what was asked before it was disposed of', async () => {
    const model = await bench().load(2);
    const answer = model.predict({ x: 2 });
    await new Promise(setImmediate);
    model.dispose();
    expect(await answer).toEqual({ y: 4 });
  });

  it('leaves nothing behind after forty updates', async () => {
    const world = bench();
    let model = await world.load();
    for (let round = 0; round < 40; round++) {
      const old = model;
      ({ model } = await model.update(doubles(4)).finished);
      old.dispose();
    }
    model.dispose();
    (await world.load()).dispose();
    await (await world.load()).export();
    expect(world.core.alive).toEqual({ models: 1, tasks: 0, allocations: 0 });
  });

  it('stops waiting when its signal aborts', async () => {
    const model = await bench().load();
    const abort = new AbortController();
    async function* endless() {
      for (;;) yield { x: 1 };
    }
    const predicting = model.predictBatch(endless(), { signal: abort.signal });
    setTimeout(() => abort.abort(), 5);
    await expect(predicting).rejects.toMatchObject({ name: 'AbortError' });
    await expect(model.predict({ x: 1 }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('disposal', () => {
  it('works by `using`, where the platform has it', async () => {
    const world = inThread();
    const model = await world.load();
    model[Symbol.dispose]();
    await new Promise(setImmediate);
    expect(world.core.alive.models).toBe(0);
  });
});

describe('Model.load', () => {
  it('leaves the caller’s bytes alone', async () => {
    const { Model } = inWorker();
    const bytes = fakeModel(2);
    const whole = new Uint8Array(10);
    whole.set(bytes, 4);
    for (const source of [bytes, bytes.buffer, new Blob([bytes]), whole.subarray(4, 5), new DataView(bytes.buffer)]) {
      expect(await weightOf(await Model.load(source))).toBe(2);
    }
    expect(bytes).toEqual(fakeModel(2));
  });

  it('takes load-time parameters', async () => {
    const { Model } = inThread();
    const parameters = { weight: 9 } as object as ParameterValues;
    expect(await weightOf(await Model.load(fakeModel(2), { parameters }))).toBe(9);
    await expect(
      Model.load(fakeModel(2), { parameters: { epochs: '3' } as object as ParameterValues }),
    ).rejects.toMatchObject({
      code: 'invalid-parameter',
    });
  });

  it('refuses a file with another SHA-256 before the core sees it', async () => {
    const world = inThread();
    const sha256 = createHash('sha256').update(fakeModel(2)).digest('hex');
    await expect(world.Model.load(fakeModel(2), { sha256: sha256.toUpperCase() })).resolves.toBeDefined();
    await expect(world.Model.load(fakeModel(3), { sha256 })).rejects.toMatchObject({ code: 'integrity' });
    expect(world.core.calls.loadModel).toBe(1);
  });

  it('downloads, with progress', async () => {
    const { Model } = inThread();
    const progress: unknown[] = [];
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('1'));
        controller.enqueue(new TextEncoder().encode('25'));
        controller.close();
      },
    });
    const response = new Response(body, { headers: { 'content-length': '3' } });
    const model = await Model.load(response, { onProgress: (at) => progress.push(at) });
    expect(await weightOf(model)).toBe(125);
    expect(progress).toEqual([
      { loaded: 1, total: 3 },
      { loaded: 3, total: 3 },
    ]);
  });

  it('says what went wrong with a download', async () => {
    const { Model } = inThread();
    const failures: [Response | string, string][] = [
      [new Response('', { status: 404 }), '404'],
      [new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }), 'web page'],
      [new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('cut')) })), 'cut'],
      ['http://127.0.0.1:1/none.mlmodel', 'could not fetch'],
    ];
    for (const [source, message] of failures) {
      await expect(Model.load(source)).rejects.toMatchObject({
        code: 'network',
        message: expect.stringContaining(message),
      });
    }
  });

  it('can be aborted while the bytes come', async () => {
    const { Model } = inThread();
    const abort = new AbortController();
    const loading = Model.load(new Response(new ReadableStream()), { signal: abort.signal });
    abort.abort();
    await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('refuses what is no source', async () => {
    const { Model } = inThread();
    await expect(Model.load({} as Blob)).rejects.toMatchObject({ code: 'model-invalid' });
    await expect(Model.load(fakeModel(Number.NaN))).rejects.toMatchObject({ code: 'model-invalid' });
  });

  it('makes models that are instances of Model', async () => {
    const { Model, load } = inThread();
    expect((await load()) instanceof Model).toBe(true);
    expect({} instanceof Model).toBe(false);
  });
});

describe('after the core crashed', () => {
  it('a model from a file comes back by itself', async () => {
    const world = inWorker();
    const model = await world.load(6);
    world.worker.die('');
    const answers = await Promise.all([weightOf(model), weightOf(model), weightOf(model)]);
    expect(answers).toEqual([6, 6, 6]);
    expect(world.workers).toHaveLength(2);
    expect(world.core.calls.loadModel).toBe(1); // one, not one a call
  });

  it('a trained model that was never saved is gone, and says so', async () => {
    const world = inWorker();
    const { model } = await (await world.load()).update(doubles(4)).finished;
    world.worker.die('');
    for (let twice = 0; twice < 2; twice++) {
      await expect(model.predict({ x: 1 })).rejects.toMatchObject({ code: 'core-restarted' });
    }
  });

  it('a trained model whose delta was exported comes back with the same weights', async () => {
    const world = inWorker();
    const { model } = await (await world.load()).update(doubles(4)).finished;
    const weight = await weightOf(model);
    await model[storage].exportDelta();
    world.worker.die('');
    expect(await weightOf(model)).toBe(weight);
    expect(world.core.alive.models).toBe(1); // the base that was needed on the way is gone
  });
});

describe('what a store asks of a model', () => {
  it('is the base file and what was learned since', async () => {
    const base = await inThread().load(1);
    const { model } = await base.update(doubles(4)).finished;
    const stored = model[storage];
    expect(stored.coreVersion).toBe('0.0.0-fake');
    expect(await stored.exportBase()).toEqual(fakeModel(1));
    expect(await stored.baseSha256()).toBe(createHash('sha256').update(fakeModel(1)).digest('hex'));
    expect(await stored.exportDelta()).toEqual(await model.export());
  });

  it('puts a delta on the base, not on what the model learned', async () => {
    const world = inThread();
    const base = await world.load(1);
    const { model } = await base.update(doubles(4)).finished;
    const delta = fakeModel(8);
    expect(await weightOf(await base[storage].withDelta(delta))).toBe(8);
    expect(await weightOf(await model[storage].withDelta(delta))).toBe(8);
    expect(await weightOf(base)).toBe(1);
    expect(world.core.alive.models).toBe(4);
  });

  it('descends: an update’s model is its model’s child', async () => {
    const base = await inThread().load(1);
    base[storage].lineage.remember('store/name', { head: 'a', number: 1 });
    const { model } = await base.update(doubles(4)).finished;
    expect(model[storage].lineage.find('store/name')).toEqual({ head: 'a', number: 1 });
    const restored = await model[storage].withDelta(fakeModel(2));
    expect(restored[storage].lineage.find('store/name')).toBeUndefined();
  });
});

describe('errors of the core', () => {
  it('arrive with their code, and the model still answers', async () => {
    const world = inWorker();
    const model = await world.load(2);
    world.core.failures.predict = refusal('shape-mismatch', 'takes 3 numbers', { layer: 'dense' });
    await expect(model.predict({ x: 1 })).rejects.toMatchObject({ code: 'shape-mismatch', layer: 'dense' });
    expect(await weightOf(model)).toBe(2);
  });
});
