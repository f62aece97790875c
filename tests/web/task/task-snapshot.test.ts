import { describe, expect, it, vi } from 'vitest';
import type { Model } from '../../../web/src/model/model.js';
import type { TaskSnapshot } from '../../../web/src/task/task-snapshot.js';
import type { UpdateOptions } from '../../../web/src/task/update-options.js';
import { type Bench, doubles, PLACES, weightOf } from '../support/models.js';

const OPTIONS: UpdateOptions = { parameters: { epochs: 5, learningRate: 0.05 }, anchor: 0.5, validation: doubles(1) };
const AGAIN: UpdateOptions = { validation: doubles(1) };

/** As a page finds it when it is opened again. */
const stored = (snapshot: TaskSnapshot): TaskSnapshot => structuredClone(snapshot);

describe.each(PLACES)('a snapshot of an update %s', (_place, makeBench) => {
  const world = async (): Promise<Bench & { model: Model }> => {
    const bench = makeBench();
    const model = await bench.load(0);
    return Object.assign(Object.create(bench), { model });
  };

  /** Of the update after that mini-batch, which then ends. */
  async function snapshotAfter(model: Model, epoch: number, batch: number, options = OPTIONS): Promise<TaskSnapshot> {
    const task = model.update(doubles(6), options);
    const taken = new Promise<TaskSnapshot>((resolve, reject) => {
      task.addEventListener('minibatchend', ({ context }) => {
        const { epochIndex, miniBatchIndex } = context.metrics;
        if (epochIndex !== epoch || miniBatchIndex !== batch) return;
        context.waitUntil(task.snapshot().then(resolve, reject));
        context.waitUntil(Promise.resolve().then(() => task.cancel()));
      });
    });
    await expect(task.finished).rejects.toMatchObject({ name: 'AbortError' });
    return stored(await taken);
  }

  it('goes on to the same weights in another core', async () => {
    const { model } = await world();
    const straight = await model.update(doubles(6), OPTIONS).finished;
    for (const [epoch, batch] of [
      [0, 0],
      [2, 1],
      [4, 1],
    ] as const) {
      const snapshot = await snapshotAfter(model, epoch, batch);
      const elsewhere = await world();
      const { model: resumed, history } = await elsewhere.model.update(doubles(6), { ...AGAIN, resumeFrom: snapshot })
        .finished;
      expect(await weightOf(resumed)).toBe(await weightOf(straight.model));
      const numbers = (rows: typeof history): number[] => rows.map(({ lossValue }) => lossValue);
      expect(numbers(history)).toEqual(numbers(straight.history));
      expect(elsewhere.core.options).toEqual([{ anchor: { strength: 0.5, toStart: false } }]);
    }
  });

  it('is plain data', async () => {
    const { model } = await world();
    const snapshot = await snapshotAfter(model, 1, 1);
    expect(snapshot).toMatchObject({
      ...{ format: 1, coreVersion: '0.0.0-fake', parameters: { epochs: 5, learningRate: 0.05 } },
      history: [{ epochIndex: 0 }],
    });
    expect(snapshot.state).toBeInstanceOf(Uint8Array);
  });

  it('keeps what resume(parameters) changed, and can be changed again', async () => {
    const { model } = await world();
    const task = model.update(doubles(2), { parameters: { epochs: 4 }, suspended: true });
    let snapshot: TaskSnapshot | undefined;
    task.addEventListener('epochend', ({ context }) => {
      task.resume({ learningRate: 0.01 });
      if (context.metrics.epochIndex === 1) context.waitUntil(task.snapshot().then((taken) => (snapshot = taken)));
    });
    task.resume();
    const { model: straight } = await task.finished;
    const elsewhere = await world();
    const again = elsewhere.model.update(doubles(2), { resumeFrom: stored(snapshot as TaskSnapshot) });
    const rates: unknown[] = [];
    again.addEventListener('minibatchend', ({ context }) => rates.push(context.parameters.learningRate));
    expect(await weightOf((await again.finished).model)).toBe(await weightOf(straight));
    expect(rates).toEqual([0.01, 0.01]);

    const changed = elsewhere.model.update(doubles(2), { resumeFrom: snapshot, suspended: true });
    changed.resume({ learningRate: 0.5 });
    await changed.finished;
    expect(elsewhere.core.learningRates.slice(-2)).toEqual([0.5, 0.5]);
  });

  it('is of an update that stands still or runs', async () => {
    const { model } = await world();
    const task = model.update(doubles(4), { parameters: { epochs: 1_000_000_000 } });
    await vi.waitFor(() => task.snapshot());
    task.suspend();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const snapshot = stored(await task.snapshot());
    expect(task.state).toBe('suspended');
    expect((await task.snapshot()).state).toEqual(snapshot.state);
    task.cancel();
    await expect(task.finished).rejects.toMatchObject({ name: 'AbortError' });
    await expect(task.snapshot()).rejects.toMatchObject({ code: 'invalid-parameter' });

    const again = model.update(doubles(4), { resumeFrom: snapshot });
    const epochs: number[] = [];
    for await (const { metrics } of again) {
      epochs.push(metrics.epochIndex);
      if (epochs.length === 2) again.cancel({ keep: true });
    }
    const { history } = await again.finished;
    expect(epochs[0]).toBe(snapshot.history.length);
    expect(history.map(({ epochIndex }) => epochIndex)).toEqual(Array.from({ length: history.length }, (_, i) => i));
  });

  it('belongs to its examples', async () => {
    const { model } = await world();
    const resumeFrom = await snapshotAfter(model, 0, 0);
    const refused = { code: 'integrity' };
    await expect(model.update(doubles(5), { ...AGAIN, resumeFrom }).finished).rejects.toMatchObject(refused);
    await expect(model.update(doubles(6), { resumeFrom }).finished).rejects.toMatchObject(refused);
    await expect(model.update(doubles(6), { ...AGAIN, resumeFrom }).finished).resolves.toBeDefined();
  });

  it('brings its options along: they are not said twice', async () => {
    const { model } = await world();
    const resumeFrom = await snapshotAfter(model, 0, 0);
    for (const options of [
      { parameters: { epochs: 9 } },
      { anchor: 0.5 },
      { validation: 0.5 },
      { earlyStopping: true },
      { gradientClipNorm: 1 },
      { replay: { examples: doubles(1), ratio: 2 } },
      { keepIfBetter: { minDelta: 1 } },
    ] satisfies UpdateOptions[]) {
      const [name = ''] = Object.keys(options);
      await expect(model.update(doubles(6), { ...AGAIN, ...options, resumeFrom }).finished).rejects.toMatchObject({
        ...{ code: 'invalid-parameter', message: expect.stringContaining(name) },
      });
    }
  });

  it('is refused when it is none, or too new', async () => {
    const { model } = await world();
    const good = await snapshotAfter(model, 0, 0);
    const refused = async (resumeFrom: object | null, code: string): Promise<void> => {
      const task = model.update(doubles(6), { ...AGAIN, resumeFrom: resumeFrom as TaskSnapshot });
      await expect(task.finished).rejects.toMatchObject({ name: 'AttuneError', code });
    };
    await refused(null, 'integrity');
    await refused({}, 'integrity');
    await refused({ ...good, state: 'bytes' }, 'integrity');
    await refused({ ...good, format: 2 }, 'format-too-new');
  });
});
