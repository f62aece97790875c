import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Model } from '../../../web/src/model/model.js';
import { restoreModel } from '../../../web/src/model/model-class.js';
import { ExampleStore } from '../../../web/src/store/example-store.js';
import { Lineage } from '../../../web/src/store/lineage.js';
import { ModelStore } from '../../../web/src/store/model-store.js';
import type { StepRecord } from '../../../web/src/store/records.js';
import { doubles, inThread, weightOf } from '../support/models.js';
import { behind, damage, flipped, freshBrowser } from './support.js';

freshBrowser();
afterEach(() => vi.unstubAllGlobals());

const bench = inThread();
const base = await bench.load(0);
const open = (keep?: number) =>
  ModelStore.open<Model>('test', {
    restore: restoreModel({ exact: bench.provider }),
    ...(keep === undefined ? {} : { keep }),
  });
const examplesOf = () => ExampleStore.open('test', { model: base });
const steps = () => behind<StepRecord[]>((tx) => tx.objectStore('steps').getAll());
const parameters = { epochs: 1, learningRate: 0.01 };

describe('update', () => {
  test('trains the newest version, saves what it learned, and says how it went', async () => {
    const store = await open();
    const first = await store.update('twice', doubles(4), { base, parameters, note: 'first', metrics: { mine: 7 } });
    expect(first.version).toMatchObject({ number: 1, parent: undefined, note: 'first' });
    expect(first.version.metrics).toMatchObject({ mine: 7, lossValue: first.metrics.lossValue });
    const second = await store.update('twice', doubles(4), { parameters });
    expect(second.version).toMatchObject({ number: 2, parent: 1 });
    const byHand = await first.model.update(doubles(4), { parameters }).finished;
    expect(await weightOf(second.model)).toBe(await weightOf(byHand.model));
    expect(await weightOf((await store.latest('twice')) as Model)).toBe(await weightOf(second.model));
  });

  test("from: 'base' lets the base model learn, and keeps the versions", async () => {
    const store = await open();
    await store.update('twice', doubles(4), { base, parameters });
    const anew = await store.update('twice', doubles(2), { parameters, from: 'base' });
    expect(anew.version).toMatchObject({ number: 2, parent: undefined });
    const { model } = await base.update(doubles(2), { parameters }).finished;
    expect(await weightOf(anew.model)).toBe(await weightOf(model));
  });

  test('needs something to start from', async () => {
    const store = await open();
    const nothing = store.update('twice', doubles(4));
    await expect(nothing).rejects.toMatchObject({ code: 'invalid-parameter', hint: 'pass { base }' });
    await expect(store.update('', doubles(4), { base })).rejects.toMatchObject({ code: 'invalid-parameter' });
  });

  test('hands out the task, which can be listened to and cancelled', async () => {
    const store = await open();
    const epochs: number[] = [];
    await store.update('twice', doubles(4), {
      base,
      onTask: (task) => task.addEventListener('epochend', ({ context }) => epochs.push(context.metrics.epochIndex)),
    });
    expect(epochs).toEqual([0, 1, 2]);
    const cancelled = store.update('twice', doubles(4), { onTask: (task) => task.cancel() });
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect(await store.versions('twice')).toHaveLength(1);
  });

  test.each([
    ['with Web Locks', () => vi.stubGlobal('navigator', { locks: new FakeLocks() })],
    ['without Web Locks', () => vi.stubGlobal('navigator', {})],
    [
      'with Web Locks that fail',
      () => vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(new Error()) } }),
    ],
  ])('two tabs that train at once lose nothing, %s', async (_, prepare) => {
    prepare();
    const tabs = [await open(50), await open(50), await open(50)];
    await tabs[0]?.update('twice', doubles(2), { base, parameters });
    const all = await Promise.all(
      tabs.flatMap((tab) =>
        Array.from({ length: 3 }, () => retrying(() => tab.update('twice', doubles(2), { parameters }))),
      ),
    );
    expect(all.map(({ version }) => version.number).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
    let model = base;
    for (let i = 0; i < 10; i++) ({ model } = await model.update(doubles(2), { parameters }).finished);
    expect(await weightOf((await tabs[0]?.latest('twice')) as Model)).toBe(await weightOf(model));
  });

  test('examples that can be read only once are not read twice', async () => {
    vi.stubGlobal('navigator', {});
    const store = await open();
    const other = await open();
    await store.update('twice', doubles(2), { base, parameters });
    const slow = store.update('twice', doubles(2).values(), {
      parameters,
      onTask: (task) =>
        task.addEventListener('trainingbegin', ({ context }) => {
          context.waitUntil(other.update('twice', doubles(2), { parameters }));
        }),
    });
    await expect(slow).rejects.toMatchObject({ code: 'conflict' });
  });
});

/** More tabs at once than one update would wait for. */
async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: string }).code !== 'conflict') throw error;
    }
  }
}

class FakeLocks {
  readonly #held = new Map<string, Promise<unknown>>();
  request(name: string, _options: object, work: () => Promise<unknown>): Promise<unknown> {
    const turn = (this.#held.get(name) ?? Promise.resolve()).then(work, work);
    this.#held.set(name, turn);
    return turn;
  }
}

describe('the history', () => {
  test('names the examples and options of each update, in order', async () => {
    const store = await open();
    const examples = await examplesOf();
    for (const row of doubles(4)) await examples.add(row);
    const set = await examples.training();
    await store.update('twice', set, { base, parameters: { ...parameters, seed: 7n } as never, signal: undefined });
    const { model } = await ((await store.latest('twice')) as Model).update(set, { validation: 0.5 }).finished;
    await store.save('twice', model);
    const [one, two] = await steps();
    expect(one).toMatchObject({ number: 1, parent: null, restart: false });
    expect(one?.made).toEqual([{ examples: set.ids, options: { parameters: { ...parameters, seed: 7n } } }]);
    expect(two).toMatchObject({ number: 2, parent: 1, made: [{ examples: set.ids, options: { validation: 0.5 } }] });
  });

  test('two updates before one save are both in it', async () => {
    const store = await open();
    const examples = await examplesOf();
    for (const row of doubles(2)) await examples.add(row);
    const set = await examples.training();
    const { model: once } = await base.update(set, { parameters }).finished;
    const { model: twice } = await once.update(set, { parameters }).finished;
    await store.save('twice', twice);
    expect((await steps())[0]?.made).toHaveLength(2);
  });

  test.each<[string, (model: Model, set: never) => Promise<Model>]>([
    ['examples of the page', async (model) => (await model.update(doubles(2)).finished).model],
    [
      'validation by examples of the page',
      async (model, set) => (await model.update(set, { validation: doubles(2) }).finished).model,
    ],
    [
      'a rate that was changed by hand',
      async (model, set) => {
        const task = model.update(set, { parameters });
        task.addEventListener('minibatchend', () => task.resume({ learningRate: 0.02 }));
        return (await task.finished).model;
      },
    ],
    [
      'an end that was chosen by hand',
      async (model, set) => {
        const task = model.update(set, { parameters: { epochs: 50, learningRate: 0.001 } });
        task.addEventListener('epochend', () => task.cancel({ keep: true }));
        return (await task.finished).model;
      },
    ],
    [
      'a model of the middle of an update',
      async (model, set) => {
        let middle: Model | undefined;
        const task = model.update(set, { parameters });
        task.addEventListener('minibatchend', ({ context }) => {
          middle = context.model;
        });
        await task.finished;
        return middle as Model;
      },
    ],
  ])('does not claim to know %s', async (_, train) => {
    const store = await open();
    const examples = await examplesOf();
    for (const row of doubles(4)) await examples.add(row);
    await store.save('twice', await train(base, (await examples.training()) as never));
    expect((await steps())[0]?.made).toBeNull();
  });

  test('does not claim to know what came before the last update', () => {
    const root = new Lineage();
    const known = { database: 'attune:test', record: { examples: ['a'], options: {} } };
    const start = root.child([known]);
    expect(start.child([known]).since(start)).toEqual([known]);
    // As where a class was added by examples before it was trained.
    expect(start.child().child([known]).since(start)).toBeUndefined();
    expect(start.child([known]).since(undefined)).toEqual([known, known]);
  });

  test('is kept as long as a kept version descends from it, and no longer', async () => {
    const store = await open(2);
    const examples = await examplesOf();
    for (const row of doubles(2)) await examples.add(row);
    const set = await examples.training();
    for (let i = 0; i < 4; i++) await store.update('twice', set, { base, parameters });
    expect((await steps()).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    for (let i = 0; i < 2; i++) await store.update('twice', set, { base, parameters, from: 'base' });
    expect((await steps()).map(({ number }) => number)).toEqual([5, 6]);
    await store.rollback('twice', { to: 5 });
    expect((await steps()).map(({ number, restores }) => [number, restores])).toEqual([
      [5, null],
      [6, null],
      [7, 5],
    ]);
    await store.erase('twice');
    expect(await steps()).toEqual([]);
  });

  test('brings a model back of which every version is damaged', async () => {
    const store = await open();
    const examples = await examplesOf();
    for (const row of doubles(4)) await examples.add(row);
    const set = await examples.training();
    await store.update('twice', set, { base, parameters });
    const { model } = await store.update('twice', set, { parameters });
    for (const number of [1, 2]) await damage(number, flipped(0), 'twice');
    expect(await store.status('twice')).toMatchObject({ state: 'fell-back', number: undefined, lost: [2, 1] });
    const again = await store.latest('twice');
    expect(await weightOf(again as Model)).toBe(await weightOf(model));
    expect(await store.status('twice')).toMatchObject({ state: 'rebuilt', number: 2, lost: [] });
    const next = await store.update('twice', set, { parameters });
    expect(next.version).toMatchObject({ number: 3, parent: 2 });
    expect(await store.status('twice')).toMatchObject({ state: 'ok', number: 3 });
  });

  test('does not bring back what it does not know', async () => {
    const store = await open();
    await store.update('twice', doubles(4), { base, parameters });
    await damage(1, flipped(0), 'twice');
    expect(await store.latest('twice', { base })).toBeUndefined();
    expect(await store.status('twice')).toMatchObject({ state: 'fell-back', number: undefined });
    expect((await store.update('twice', doubles(4), { base, parameters })).version).toMatchObject({ number: 2 });
  });
});
