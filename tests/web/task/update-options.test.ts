import { describe, expect, it } from 'vitest';
import type { Model } from '../../../web/src/model/model.js';
import { readUpdateOptions, type UpdateOptions } from '../../../web/src/task/update-options.js';
import { type Bench, doubles, inThread, PLACES, weightOf } from '../support/models.js';

const FOREVER = { epochs: 1_000_000_000 };
const core = (options: UpdateOptions) => readUpdateOptions(options).core;

describe('the options of an update', () => {
  it('are nothing where nothing is said', () => {
    expect(readUpdateOptions({})).toEqual({ core: {}, validation: undefined, replay: undefined, gate: undefined });
    expect(core({ earlyStopping: false, keepIfBetter: false, anchor: undefined })).toEqual({});
  });

  it('have the defaults that their documentation says', () => {
    const examples = [{ x: 1 }];
    expect(core({ anchor: 0.1 })).toEqual({ anchor: { strength: 0.1, toStart: false } });
    expect(core({ anchor: { strength: 2, to: 'start' } })).toEqual({ anchor: { strength: 2, toStart: true } });
    expect(core({ replay: { examples } })).toEqual({ replayRatio: 1 });
    const stopping = { patience: 3, minDelta: 0, restoreBest: true };
    expect(core({ earlyStopping: true })).toEqual({ earlyStopping: { monitor: 'lossValue', ...stopping } });
    expect(core({ earlyStopping: {}, validation: 0.2 })).toEqual({
      validationFraction: 0.2,
      earlyStopping: { monitor: 'validationLoss', ...stopping },
    });
    expect(core({ keepIfBetter: true, validation: examples })).toEqual({
      keepIfBetter: { accuracy: false, minDelta: 0 },
    });
    expect(core({ keepIfBetter: { metric: 'accuracy', minDelta: -0.1, examples } })).toEqual({
      keepIfBetter: { accuracy: true, minDelta: -0.1 },
    });
  });

  it('take class weights as a word, an object or pairs', () => {
    expect(core({ classWeights: 'balanced' })).toEqual({ classWeights: 'balanced' });
    expect(core({ classWeights: { cat: 2, dog: 0.5 } }).classWeights).toEqual(Object.entries({ cat: 2, dog: 0.5 }));
    expect(core({ classWeights: new Map([[7n, 3]]) }).classWeights).toEqual([[7n, 3]]);
  });

  it.each<[string, object]>([
    ['anchor', { anchor: -1 }],
    ['anchor', { anchor: Number.POSITIVE_INFINITY }],
    ['anchor', { anchor: { strength: '1' } }],
    ['anchor.to', { anchor: { strength: 1, to: 'base' } }],
    ['gradientClipNorm', { gradientClipNorm: 0 }],
    ['classWeights', { classWeights: 'fair' }],
    ["classWeights['cat']", { classWeights: { cat: 0 } }],
    ['replay.ratio', { replay: { examples: [], ratio: Number.NaN } }],
    ['validation', { validation: 1 }],
    ['validation', { validation: 0 }],
    ['validation', { validation: { fraction: 1 } }],
    ['validation.stratified', { validation: { fraction: 0.5, stratified: 1 as never } }],
    ['earlyStopping.patience', { earlyStopping: { patience: 1.5 } }],
    ['earlyStopping.patience', { earlyStopping: { patience: 0 } }],
    ['earlyStopping.minDelta', { earlyStopping: { minDelta: -1 } }],
    ['earlyStopping.monitor', { earlyStopping: { monitor: 'loss' } }],
    ['needs validation', { earlyStopping: { monitor: 'validationLoss' } }],
    ['keepIfBetter.metric', { validation: 0.5, keepIfBetter: { metric: 'f1' } }],
    ['keepIfBetter.minDelta', { validation: 0.5, keepIfBetter: { minDelta: Number.NaN } }],
    ['keepIfBetter needs validation', { keepIfBetter: true }],
  ])('are refused by name: %s of %j', async (name, options) => {
    const refused = expect.objectContaining({
      ...{ name: 'AttuneError', code: 'invalid-parameter', message: expect.stringContaining(name) },
    });
    expect(() => core(options)).toThrow(refused);
    const task = (await inThread().load(0)).update(doubles(2), options);
    await expect(task.finished).rejects.toThrow(refused);
  });
});

describe.each(PLACES)('an update with options %s', (_place, makeBench) => {
  const world = async (): Promise<Bench & { model: Model }> => {
    const bench = makeBench();
    const model = await bench.load(0);
    return Object.assign(Object.create(bench), { model });
  };

  it('sends each set of examples for what it is', async () => {
    const { model, core } = await world();
    await model.update(doubles(5), {
      validation: doubles(3),
      replay: { examples: new Set(doubles(4)), ratio: 0.5 },
      keepIfBetter: { examples: doubles(2), minDelta: -1 },
    }).finished;
    expect(core.added).toEqual({ training: 5, validation: 3, replay: 4, gate: 2 });
    expect(core.options).toEqual([{ replayRatio: 0.5, keepIfBetter: { accuracy: false, minDelta: -1 } }]);
  });

  it('says which set has no examples, or a bad one', async () => {
    const { model } = await world();
    const refused = async (options: UpdateOptions, message: string): Promise<void> => {
      await expect(model.update(doubles(2), options).finished).rejects.toMatchObject({
        ...{ code: 'bad-example', message: expect.stringContaining(message) },
      });
    };
    await refused({ validation: [] }, 'for validation');
    await refused({ replay: { examples: [] } }, 'to replay');
    await refused({ keepIfBetter: { examples: [] } }, 'for keepIfBetter');
    await refused({ validation: [...doubles(1), { x: 1 }] }, 'example 1');
  });

  it('has validation in the metrics of every epoch and in the history', async () => {
    const { model } = await world();
    const task = model.update(doubles(4), { validation: [{ x: 1, y: 2 }] });
    const seen: number[] = [];
    task.addEventListener('minibatchend', ({ context }) => expect(context.metrics.validationLoss).toBeNaN());
    task.addEventListener('epochend', ({ context }) => {
      context.waitUntil(
        weightOf(context.model).then((weight) => {
          expect(context.metrics.validationLoss).toBe((weight - 2) ** 2);
          seen.push(context.metrics.validationLoss);
        }),
      );
    });
    const { history, metrics } = await task.finished;
    expect(history.map(({ validationLoss }) => validationLoss)).toEqual(seen);
    expect(metrics.validationLoss).toBe(seen.at(-1));
    expect(metrics.validationAccuracy).toBeNaN();
  });

  it('keeps what got better, and says by how much', async () => {
    const { model } = await world();
    const { compared, model: better } = await model.update(doubles(4), {
      validation: [{ x: 1, y: 2 }],
      keepIfBetter: true,
    }).finished;
    expect(compared).toEqual({ before: 4, after: ((await weightOf(better)) - 2) ** 2 });
    expect((await model.update(doubles(2)).finished).compared).toBeUndefined();
  });

  it('refuses what did not, and the old model goes on', async () => {
    const { model, core } = await world();
    const task = model.update(doubles(4), { keepIfBetter: { examples: [{ x: 1, y: -5 }] } });
    await expect(task.finished).rejects.toMatchObject({ name: 'AttuneError', code: 'not-better' });
    expect(task.state).toBe('failed');
    expect(task.error).toMatchObject({ code: 'not-better' });
    expect(await weightOf(model)).toBe(0);
    expect(core.alive).toEqual({ models: 1, tasks: 0, allocations: 0 });
  });

  it('is judged even when it is cancelled to be kept', async () => {
    const { model } = await world();
    const cancelled = (y: number) => {
      const task = model.update(doubles(4), {
        ...{ parameters: FOREVER, keepIfBetter: { examples: [{ x: 1, y }] } },
      });
      task.addEventListener('minibatchend', () => task.cancel({ keep: true }));
      return task;
    };
    const { compared, model: kept } = await cancelled(2).finished;
    expect(compared).toEqual({ before: 4, after: ((await weightOf(kept)) - 2) ** 2 });
    await expect(cancelled(-1).finished).rejects.toMatchObject({ code: 'not-better' });
  });
});
