import { describe, expect, it, vi } from 'vitest';
import type { Model } from '../../../web/src/model/model.js';
import type { ParameterValues } from '../../../web/src/model/parameters.js';
import type { UpdateContext, UpdateEvent } from '../../../web/src/task/update-event.js';
import { refusal } from '../support/fake-core.js';
import { type Bench, doubles, PLACES, weightOf } from '../support/models.js';

/** Everything that a listener gets to see, as one line an event. */
function record(task: ReturnType<Model['update']>): string[] {
  const seen: string[] = [];
  const listener = ({ type, context }: UpdateEvent): void => {
    expect(context.event).toBe(type);
    seen.push(`${type} ${context.metrics.epochIndex}.${context.metrics.miniBatchIndex}`);
  };
  for (const type of ['trainingbegin', 'minibatchend', 'epochend'] as const) task.addEventListener(type, listener);
  return seen;
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const FOREVER = { epochs: 1_000_000_000 };

describe.each(PLACES)('an update %s', (_place, makeBench) => {
  const world = async (): Promise<Bench & { model: Model }> => {
    const bench = makeBench();
    const model = await bench.load(0);
    return Object.assign(Object.create(bench), { model });
  };

  it('makes a new model and leaves the old one as it was', async () => {
    const { model } = await world();
    const {
      model: trained,
      metrics,
      history,
    } = await model.update(doubles(4), { parameters: { epochs: 20 } }).finished;
    expect(await weightOf(trained)).toBeCloseTo(2, 3);
    expect(await weightOf(model)).toBe(0);
    expect(history.map((one) => one.epochIndex)).toEqual(Array.from({ length: 20 }, (_, epoch) => epoch));
    expect(metrics).toBe(history.at(-1));
    expect(metrics.lossValue).toBeLessThan(1e-4);
    expect(metrics.accuracy).toBeNaN();
    expect(metrics.examplesPerSecond).toBeGreaterThan(0);
  });

  it('tells its events in order, each with what Core ML tells', async () => {
    const { model } = await world();
    const task = model.update(doubles(3), { parameters: { epochs: 2 } });
    const seen = record(task);
    const contexts: UpdateContext[] = [];
    task.addEventListener('epochend', ({ context }) => contexts.push(context));
    const { history } = await task.finished;
    expect(seen).toEqual([
      'trainingbegin 0.0',
      ...['minibatchend 0.0', 'minibatchend 0.1', 'epochend 0.1'],
      ...['minibatchend 1.0', 'minibatchend 1.1', 'epochend 1.1'],
    ]);
    expect(contexts.map(({ metrics }) => metrics)).toEqual(history);
    expect(contexts[0]).toMatchObject({ parameters: { learningRate: 0.1, epochs: 2, miniBatchSize: 2 }, task });
  });

  it('crosses to nobody who does not listen', async () => {
    const bench = await world();
    const { model } = bench;
    await model.update(doubles(64), { parameters: { epochs: 50 } }).finished;
    for (const worker of bench.workers) expect(worker.asked.filter((method) => method === 'advance')).toHaveLength(1);
    expect(bench.core.calls.step).toBe(32 * 50);
  });

  it('waits for its listeners before it goes on', async () => {
    const { model, core } = await world();
    const task = model.update(doubles(4), { parameters: FOREVER });
    let release = (): void => {};
    task.addEventListener(
      'minibatchend',
      ({ context }) => context.waitUntil(new Promise<void>((resolve) => (release = resolve))),
      { once: true },
    );
    await vi.waitFor(() => expect(core.learningRates).toHaveLength(1));
    await turn();
    expect(core.learningRates).toHaveLength(1);
    release();
    await vi.waitFor(() => expect(core.learningRates.length).toBeGreaterThan(1));
    task.cancel();
  });

  it('shows the weights of the moment, which predict while training waits and afterwards', async () => {
    const { model } = await world();
    const task = model.update(doubles(2), { parameters: { epochs: 3 } });
    const models: Model[] = [];
    const held: number[] = [];
    task.addEventListener('epochend', ({ context }) => {
      models.push(context.model);
      expect(context.model).toBe(context.model);
      context.waitUntil(weightOf(context.model).then((weight) => held.push(weight)));
    });
    const { model: last } = await task.finished;
    expect(await Promise.all(models.map(weightOf))).toEqual(held);
    expect(held[2]).toBe(await weightOf(last));
    expect(new Set(held).size).toBe(3);
  });

  it('gives out no weights and takes no promises once it went on', async () => {
    const { model } = await world();
    const task = model.update(doubles(2));
    let late: UpdateContext | undefined;
    task.addEventListener('trainingbegin', ({ context }) => (late = context));
    await task.finished;
    expect(() => late?.model).toThrow(expect.objectContaining({ code: 'invalid-parameter' }));
    expect(() => late?.waitUntil(Promise.resolve())).toThrow(expect.objectContaining({ code: 'invalid-parameter' }));
  });

  it('applies resume(parameters) to the very next mini-batch', async () => {
    const { model, core } = await world();
    const task = model.update(doubles(4), { parameters: { epochs: 2 } });
    const inForce: unknown[] = [];
    task.addEventListener('minibatchend', ({ context }) => {
      inForce.push(context.parameters.learningRate);
      const { epochIndex, miniBatchIndex } = context.metrics;
      if (epochIndex === 0 && miniBatchIndex === 0) task.resume({ learningRate: 0.01 });
      if (epochIndex === 1 && miniBatchIndex === 0) {
        // Late, but before the listener lets go.
        context.waitUntil(turn().then(() => task.resume({ learningRate: 0.5 })));
      }
    });
    await task.finished;
    expect(core.learningRates).toEqual([0.1, 0.01, 0.01, 0.5]);
    expect(inForce).toEqual([0.1, 0.01, 0.01, 0.5]);
  });

  it('refuses changes that the file does not allow, and goes on as it was', async () => {
    const { model, core } = await world();
    const task = model.update(doubles(2), { suspended: true, parameters: { epochs: 1 } });
    const refused = expect.objectContaining({ code: 'invalid-parameter' });
    expect(() => task.resume({ learningRate: 7 })).toThrow(refused);
    expect(() => task.resume({ learningRate: Number.NaN })).toThrow(refused);
    expect(() => task.resume({ momentum: 0.9 })).toThrow(refused);
    expect(() => task.resume({ epochs: 3 })).toThrow(refused);
    expect(task.state).toBe('suspended');
    task.resume({ learningRate: 0.2 });
    await task.finished;
    expect(core.learningRates).toEqual([0.2]);
  });

  it('begins when it is told to, if it was made suspended', async () => {
    const { model, core } = await world();
    const read = vi.fn();
    function* examples() {
      read();
      yield* doubles(2);
    }
    const task = model.update(examples(), { suspended: true });
    const seen = record(task);
    await turn();
    expect(task.state).toBe('suspended');
    expect(read).not.toHaveBeenCalled();
    expect(core.calls.beginUpdate).toBeUndefined();
    task.resume();
    expect(task.state).toBe('running');
    await task.finished;
    expect(task.state).toBe('completed');
    expect(seen).toHaveLength(1 + 3 + 3);
  });

  it('stands still between suspend() and resume()', async () => {
    const { model, core } = await world();
    const task = model.update(doubles(4), { parameters: FOREVER });
    await vi.waitFor(() => expect(core.learningRates.length).toBeGreaterThan(0));
    task.suspend();
    expect(task.state).toBe('suspended');
    const seen = record(task);
    await vi.waitFor(async () => {
      const steps = core.calls.step;
      await turn();
      expect(core.calls.step).toBe(steps);
    });
    expect(seen).toEqual([]);
    task.resume();
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(2));
    task.cancel();
  });

  it('tells nothing while it is suspended, even if a listener suspended it', async () => {
    const { model } = await world();
    const task = model.update(doubles(2), { parameters: { epochs: 1 } });
    const seen = record(task);
    task.addEventListener('minibatchend', () => task.suspend());
    await vi.waitFor(() => expect(seen).toContain('minibatchend 0.0'));
    await turn();
    expect(seen).toEqual(['trainingbegin 0.0', 'minibatchend 0.0']);
    task.resume();
    await task.finished;
    expect(seen).toEqual(['trainingbegin 0.0', 'minibatchend 0.0', 'epochend 0.0']);
  });

  it('cancelled inside a held mini-batch, never tells of another', async () => {
    const { model, core } = await world();
    const task = model.update(doubles(64), { parameters: FOREVER });
    const seen = record(task);
    task.addEventListener('minibatchend', ({ context }) => {
      context.waitUntil(new Promise(() => {})); // never lets go
      setTimeout(() => task.cancel());
    });
    await expect(task.finished).rejects.toMatchObject({ name: 'AbortError' });
    expect(task.state).toBe('cancelled');
    expect(task.error).toBeUndefined();
    await turn();
    expect(seen).toEqual(['trainingbegin 0.0', 'minibatchend 0.0']);
    expect(core.alive).toEqual({ models: 1, tasks: 0, allocations: 0 });
  });

  it('cancelled at full speed, stops and frees the core', async () => {
    const { model, core } = await world();
    const task = model.update(doubles(64), { parameters: FOREVER });
    await vi.waitFor(() => expect(core.learningRates.length).toBeGreaterThan(0));
    task.cancel();
    expect(task.state).toBe('cancelling');
    await expect(task.finished).rejects.toMatchObject({ name: 'AbortError' });
    const steps = core.calls.step;
    await turn();
    expect(core.calls.step).toBe(steps);
    expect(core.alive.tasks).toBe(0);
    expect(await weightOf(model)).toBe(0);
  });

  it('cancel({ keep: true }) completes with the weights of the last whole mini-batch', async () => {
    const { model, core } = await world();
    const task = model.update(doubles(128), { parameters: { ...FOREVER, miniBatchSize: 64, learningRate: 0.001 } });
    let best: Model | undefined;
    task.addEventListener('minibatchend', ({ context }) => {
      if (context.metrics.miniBatchIndex < 1) return;
      best = context.model;
      task.cancel({ keep: true });
      task.cancel(); // too late to give it up
    });
    const { model: kept, metrics, history } = await task.finished;
    expect(task.state).toBe('completed');
    expect(await weightOf(kept)).toBe(await weightOf(best as Model));
    expect(core.learningRates).toHaveLength(2);
    expect(history).toEqual([metrics]);
  });

  it('cancel({ keep: true }) in the middle of an epoch has the mini-batch’s metrics', async () => {
    const { model } = await world();
    const task = model.update(doubles(8), { parameters: FOREVER });
    task.addEventListener('minibatchend', () => task.cancel({ keep: true }));
    const { metrics, history } = await task.finished;
    expect(history).toEqual([]);
    expect(metrics).toMatchObject({ epochIndex: 0, miniBatchIndex: 0 });
    expect(metrics.lossValue).toBeGreaterThan(0);
  });

  it('cancelled while it is suspended, or before it began, ends at once', async () => {
    const { model } = await world();
    const task = model.update(doubles(2), { suspended: true });
    task.cancel();
    await expect(task.finished).rejects.toMatchObject({ name: 'AbortError' });
    const kept = model.update(doubles(2), { suspended: true });
    kept.cancel({ keep: true });
    const { model: same, metrics, history } = await kept.finished;
    expect(kept.state).toBe('completed');
    expect(await weightOf(same)).toBe(await weightOf(model));
    expect([metrics.lossValue, history]).toEqual([Number.NaN, []]);
  });

  it('cancelled while it reads endless examples, closes them', async () => {
    const { model } = await world();
    const closed = vi.fn();
    async function* endless() {
      try {
        for (;;) yield { x: 1, y: 2 };
      } finally {
        closed();
      }
    }
    const task = model.update(endless());
    await turn();
    task.cancel();
    await expect(task.finished).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  });

  it('follows a signal, with its reason', async () => {
    const { model } = await world();
    const abort = new AbortController();
    const task = model.update(doubles(2), { parameters: FOREVER, signal: abort.signal });
    await turn();
    abort.abort(new Error('enough'));
    await expect(task.finished).rejects.toThrow('enough');
    expect(task.state).toBe('cancelled');
    const late = model.update(doubles(2), { signal: AbortSignal.abort() });
    expect(late.state).toBe('cancelling');
    await expect(late.finished).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is a loop over its epochs, in which training waits', async () => {
    const { model, core } = await world();
    const task = model.update(doubles(4), { parameters: { epochs: 3 } });
    const seen: number[] = [];
    for await (const { event, metrics, model: moment } of task) {
      expect(event).toBe('epochend');
      seen.push(metrics.epochIndex);
      const batches = core.learningRates.length;
      await weightOf(moment);
      expect(core.learningRates).toHaveLength(batches);
      task.resume({ learningRate: 0.05 });
    }
    expect(seen).toEqual([0, 1, 2]);
    expect(core.learningRates).toEqual([0.1, 0.1, 0.05, 0.05, 0.05, 0.05]);
    expect(task.state).toBe('completed');
  });

  it('is cancelled by leaving the loop', async () => {
    const { model, core } = await world();
    const task = model.update(doubles(4), { parameters: FOREVER });
    for await (const { metrics } of task) if (metrics.epochIndex === 2) break;
    await expect(task.finished).rejects.toMatchObject({ name: 'AbortError' });
    expect(core.learningRates).toHaveLength(6);
  });

  it('ends the loop by what ended the task', async () => {
    const { model, core } = await world();
    const loop = async (task: ReturnType<Model['update']>, body: () => void): Promise<number> => {
      let count = 0;
      for await (const _ of task) {
        count++;
        body();
      }
      return count;
    };
    const kept = model.update(doubles(2), { parameters: FOREVER });
    expect(await loop(kept, () => kept.cancel({ keep: true }))).toBe(1);
    const cancelled = model.update(doubles(2), { parameters: FOREVER });
    await expect(loop(cancelled, () => cancelled.cancel())).rejects.toMatchObject({ name: 'AbortError' });
    const failed = model.update(doubles(2), { parameters: FOREVER });
    const failure = refusal('diverged', 'not finite');
    await expect(
      loop(failed, () => {
        core.failures.step = failure;
      }),
    ).rejects.toMatchObject({ code: 'diverged' });
    expect(await loop(kept, () => {})).toBe(0); // over already
  });

  it('fails with the core’s error, and the model still answers', async () => {
    const { model, core } = await world();
    const task = model.update([{ x: 1e200, y: 1 }], { parameters: { epochs: 100 } });
    await expect(task.finished).rejects.toMatchObject({ code: 'diverged', hint: 'a smaller step' });
    expect(task.state).toBe('failed');
    expect(task.error).toMatchObject({ code: 'diverged' });
    expect(await weightOf(model)).toBe(0);
    expect(core.alive).toEqual({ models: 1, tasks: 0, allocations: 0 });
  });

  it('fails when there is nothing to train, before it reads more examples', async () => {
    const { model, core } = await world();
    core.failures.beginUpdate = refusal('not-updatable', 'nothing to train');
    async function* endless() {
      for (;;) yield { x: 1, y: 2 };
    }
    await expect(model.update(endless()).finished).rejects.toMatchObject({ code: 'not-updatable' });
  });

  it('fails on bad examples, no examples and bad parameters', async () => {
    const { model } = await world();
    await expect(model.update([]).finished).rejects.toMatchObject({ code: 'bad-example' });
    await expect(model.update([{ x: 1, y: 1 }, { x: 2 }]).finished).rejects.toMatchObject({
      ...{ code: 'bad-example', feature: 'y', message: expect.stringContaining('example 1') },
    });
    await expect(model.update([{ x: 1, y: 'two' }]).finished).rejects.toMatchObject({ code: 'bad-example' });
    const parameters = { epochs: 'many' } as object as ParameterValues;
    await expect(model.update(doubles(2), { parameters }).finished).rejects.toMatchObject({
      code: 'invalid-parameter',
    });
    const broken = { length: 1, at: () => Promise.reject(new Error('disk')) };
    await expect(model.update(broken).finished).rejects.toMatchObject({
      code: 'bad-example',
      cause: new Error('disk'),
    });
  });

  it('reads its examples before update() returns, as long as that takes no time', async () => {
    const { model } = await world();
    const example = { x: 1, y: 2 };
    const task = model.update([example], { parameters: { epochs: 40 } });
    example.y = -1000;
    expect(await weightOf((await task.finished).model)).toBeCloseTo(2, 2);
  });

  it('leaves training alone when a listener’s promise rejects, and says so to the page', async () => {
    const { model } = await world();
    const task = model.update(doubles(2), { parameters: { epochs: 2 } });
    const heard: unknown[] = [];
    const onRejection = (reason: unknown): void => void heard.push(reason);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', onRejection);
    try {
      const problem = new Error('the chart is gone');
      task.addEventListener('epochend', ({ context }) => context.waitUntil(Promise.reject(problem)));
      await task.finished;
      await turn();
      expect(heard).toEqual([problem, problem]);
    } finally {
      process.off('unhandledRejection', onRejection);
      for (const other of others) process.on('unhandledRejection', other);
    }
  });

  it('is no error of the page when nobody looks at `finished`', async () => {
    const { model } = await world();
    const heard = vi.fn();
    process.on('unhandledRejection', heard);
    const task = model.update(doubles(2), { parameters: FOREVER });
    const seen = record(task);
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(0));
    task.cancel();
    await vi.waitFor(() => expect(task.state).toBe('cancelled'));
    await turn();
    process.off('unhandledRejection', heard);
    expect(heard).not.toHaveBeenCalled();
  });

  it('can be handed around: it is never thenable', async () => {
    const { model } = await world();
    const task = await (async () => model.update(doubles(2)))();
    expect('then' in task).toBe(false);
    expect(task.id).not.toBe(model.update(doubles(2)).id);
    expect((await task.finished).history).toHaveLength(3);
  });

  it('lets its model be disposed of', async () => {
    const { model, core } = await world();
    const task = model.update(doubles(4), { parameters: FOREVER });
    await vi.waitFor(() => expect(core.learningRates.length).toBeGreaterThan(0));
    model.dispose();
    task.cancel({ keep: true });
    const { model: kept } = await task.finished;
    expect(await weightOf(kept)).toBeGreaterThan(0);
    await vi.waitFor(() => expect(core.alive).toEqual({ models: 1, tasks: 0, allocations: 0 }));
  });

  it('hears of listeners that come and go while it runs', async () => {
    const { model } = await world();
    const task = model.update(doubles(4), { parameters: FOREVER });
    await turn();
    const came = vi.fn();
    task.addEventListener('epochend', came);
    await vi.waitFor(() => expect(came.mock.calls.length).toBeGreaterThan(2));
    task.removeEventListener('epochend', came);
    const calls = came.mock.calls.length;
    await turn();
    expect(came).toHaveBeenCalledTimes(calls);
    task.cancel();
  });

  it('shares the core with others: two updates and a prediction at once', async () => {
    const { model } = await world();
    const one = model.update(doubles(4), { parameters: { epochs: 200 } });
    const other = model.update(doubles(4), { parameters: { epochs: 200 } });
    expect(await weightOf(model)).toBe(0);
    const results = await Promise.all([one.finished, other.finished]);
    expect(await weightOf(results[0].model)).toBe(await weightOf(results[1].model));
  });
});
