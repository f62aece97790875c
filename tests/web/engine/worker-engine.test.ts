import { describe, expect, it } from 'vitest';
import { startWorkerEngine, type WorkerLike } from '../../../web/src/engine/worker-engine.js';
import { AttuneError } from '../../../web/src/errors.js';
import { FakeCore, fakeModel, refusal } from '../support/fake-core.js';
import { emptyModule, type FakeWorker, fakeWorker } from '../support/fake-worker.js';
import { inWorker, weightOf } from '../support/models.js';

describe('startWorkerEngine', () => {
  it('says why the core did not start in the worker', async () => {
    const worker = fakeWorker(() => Promise.reject(new WebAssembly.LinkError('import #1')));
    await expect(startWorkerEngine(worker, emptyModule(), () => {})).rejects.toMatchObject({
      code: 'worker-start',
      message: expect.stringContaining('import #1'),
    });
    expect(worker.terminated).toBe(true);
  });

  it('gives up on a worker that never answers', async () => {
    const worker = fakeWorker(() => new Promise(() => {}));
    await expect(startWorkerEngine(worker, emptyModule(), () => {}, { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'worker-start',
      hint: expect.stringContaining('worker-src blob:'),
    });
    expect(worker.terminated).toBe(true);
  });

  it('starts while the module is on its way, however long that takes', async () => {
    const worker = fakeWorker(async () => new FakeCore());
    const arriving = new Promise<WebAssembly.Module>((resolve) => setTimeout(() => resolve(emptyModule()), 60));
    await expect(startWorkerEngine(worker, arriving, () => {}, { timeoutMs: 20 })).resolves.toBeDefined();
  });

  it('ends the worker when there is no module for it', async () => {
    const worker = fakeWorker(async () => new FakeCore());
    const refused = Promise.reject(new AttuneError('network', 'core.wasm could not be fetched'));
    await expect(startWorkerEngine(worker, refused, () => {})).rejects.toMatchObject({ code: 'network' });
    expect(worker.terminated).toBe(true);
  });

  it('understands the empty error event of a worker that a policy blocks', async () => {
    const worker = fakeWorker(() => new Promise(() => {}));
    const starting = startWorkerEngine(worker, emptyModule(), () => {});
    worker.die('');
    await expect(starting).rejects.toMatchObject({ code: 'worker-start' });
  });

  it('moves bytes instead of copying them', async () => {
    const engine = await startWorkerEngine(
      fakeWorker(async () => new FakeCore()),
      emptyModule(),
      () => {},
    );
    const bytes = fakeModel(7);
    const { model } = await engine.loadModel(bytes, {});
    expect(bytes.length).toBe(0);
    expect(new TextDecoder().decode(await engine.exportModel(model))).toBe('7');
  });

  it('revives errors with all they say', async () => {
    const core = new FakeCore();
    const engine = await startWorkerEngine(
      fakeWorker(async () => core),
      emptyModule(),
      () => {},
    );
    core.failures.loadModel = refusal('model-invalid', 'cut short', { layer: 'dense', hint: 'download it again' });
    await expect(engine.loadModel(fakeModel(1), {})).rejects.toMatchObject({
      name: 'AttuneError',
      ...{ code: 'model-invalid', message: 'cut short', layer: 'dense', feature: undefined, hint: 'download it again' },
    });
  });
});

describe('helpers', () => {
  /** Wants two helpers as soon as it starts; dies when it is told. */
  function wanting() {
    const heard: unknown[] = [];
    const listeners = new Map<string, ((event: { data: unknown }) => void)[]>();
    const say = (type: string, event: { data: unknown }): void => {
      for (const listener of listeners.get(type) ?? []) listener(event);
    };
    const worker = {
      postMessage(message: unknown) {
        heard.push(message);
        queueMicrotask(() => {
          say('message', { data: { wanted: [{ member: 1 }, { member: 2 }] } });
          say('message', { data: { ready: true } });
        });
      },
      addEventListener(type: string, listener: (event: { data: unknown }) => void) {
        listeners.set(type, [...(listeners.get(type) ?? []), listener]);
      },
      terminate() {},
    };
    return { worker: worker as WorkerLike, heard, die: () => say('error', { data: undefined }) };
  }

  it('are made as the core wants them, and end with its worker', async () => {
    const { worker, heard, die } = wanting();
    const told: unknown[] = [];
    let ended = 0;
    const helper = {
      postMessage: (message: unknown) => told.push(message),
      addEventListener() {},
      terminate: () => ended++,
    };
    let lost = 0;
    await startWorkerEngine(worker, emptyModule(), () => lost++, { threads: 3, spawnHelper: () => helper });
    expect(heard).toMatchObject([{ threads: 3 }]);
    expect(told).toEqual([{ member: 1 }, { member: 2 }]);
    expect(ended).toBe(0);
    die();
    expect([lost, ended]).toEqual([1, 2]);
  });

  it('are missed when they fail at their work, not when they never began', async () => {
    const { worker } = wanting();
    const heard = new Map<string, (event: { data: unknown }) => void>();
    const helper = {
      postMessage() {},
      addEventListener: (type: string, listener: (event: { data: unknown }) => void) => heard.set(type, listener),
      terminate() {},
    } as WorkerLike;
    let lost = 0;
    const engine = await startWorkerEngine(worker, emptyModule(), () => lost++, {
      threads: 2,
      spawnHelper: () => helper,
    });
    heard.get('error')?.({ data: undefined });
    expect(lost).toBe(0);
    heard.get('message')?.({ data: 'at work' });
    heard.get('error')?.({ data: undefined });
    expect(lost).toBe(1);
    await expect(engine.exportModel(1)).rejects.toMatchObject({ code: 'core-restarted' });
  });

  it('that the page forbids leave the core alone', async () => {
    const { worker } = wanting();
    const spawnHelper = (): never => {
      throw new AttuneError('worker-start', 'the page does not allow the worker');
    };
    await expect(
      startWorkerEngine(worker, emptyModule(), () => {}, { threads: 3, spawnHelper }),
    ).resolves.toBeDefined();
  });
});

describe('a worker that dies', () => {
  const deaths: [string, (worker: FakeWorker) => void][] = [
    ['of an uncaught error', (worker) => worker.die('out of memory')],
    ['without a word', (worker) => worker.die('')],
  ];
  it.each(deaths)('%s rejects every call that waits', async (_name, kill) => {
    const bench = inWorker();
    const model = await bench.load(1);
    const waiting = [model.predict({ x: 1 }), model.export(), model.update([{ x: 1, y: 1 }]).finished];
    await new Promise(setImmediate); // all are on their way
    kill(bench.worker);
    for (const call of await Promise.allSettled(waiting)) {
      expect(call).toMatchObject({ status: 'rejected', reason: { name: 'AttuneError', code: 'core-restarted' } });
    }
    expect(bench.worker.terminated).toBe(true);
  });

  it('is replaced by a fresh one for what is loaded later', async () => {
    const bench = inWorker();
    await bench.load(1);
    bench.worker.die('');
    expect(await weightOf(await bench.load(5))).toBe(5);
    expect(bench.workers).toHaveLength(2);
  });

  it('is replaced after a crash of the core, too', async () => {
    const bench = inWorker();
    const model = await bench.load(1);
    bench.core.failures.predict = new WebAssembly.RuntimeError('unreachable');
    await expect(model.predict({ x: 1 })).rejects.toMatchObject({
      code: 'core-restarted',
      message: expect.stringContaining('unreachable'),
    });
    expect(bench.worker.terminated).toBe(true);
    expect(await weightOf(await bench.load(5))).toBe(5);
    expect(bench.workers).toHaveLength(2);
  });

  it('is started anew when the first start failed', async () => {
    let starts = 0;
    const start = (): WorkerLike =>
      fakeWorker(() => (starts++ === 0 ? Promise.reject(new Error('busy')) : Promise.resolve(new FakeCore())));
    const { EngineProvider } = await import('../../../web/src/engine/engine-provider.js');
    const provider = new EngineProvider((onLost) => startWorkerEngine(start(), emptyModule(), onLost));
    await expect(provider.get()).rejects.toMatchObject({ code: 'worker-start' });
    await expect((await provider.get()).loadModel(fakeModel(1), {})).resolves.toMatchObject({
      coreVersion: '0.0.0-fake',
    });
    expect(starts).toBe(2);
  });
});
