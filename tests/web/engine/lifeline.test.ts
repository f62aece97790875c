import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../../web/src/engine/engine.js';
import { EngineProvider } from '../../../web/src/engine/engine-provider.js';
import { holdLifeline, watchLifeline } from '../../../web/src/engine/lifeline.js';
import { startWorkerEngine, type WorkerLike } from '../../../web/src/engine/worker-engine.js';
import { emptyModule } from '../support/fake-worker.js';

afterEach(() => vi.unstubAllGlobals());

/** Locks as a browser has them; `drop` is what happens when a holder dies. */
class FakeLocks {
  readonly #waiting = new Map<string, (() => unknown)[]>();
  request(name: string, work: () => Promise<unknown>): Promise<unknown> {
    const queue = this.#waiting.get(name);
    if (queue === undefined) {
      this.#waiting.set(name, []);
      return work();
    }
    return new Promise((resolve) => queue.push(() => resolve(work())));
  }
  drop(name: string): void {
    for (const next of this.#waiting.get(name) ?? []) next();
  }
  waitingFor(name: string): number {
    return this.#waiting.get(name)?.length ?? 0;
  }
  get names(): string[] {
    return [...this.#waiting.keys()];
  }
}

describe('the lifeline of a worker', () => {
  it('tells the page of its death, and of nothing else', async () => {
    const locks = new FakeLocks();
    vi.stubGlobal('navigator', { locks });
    const name = (await holdLifeline()) as string;
    const onDeath = vi.fn();
    watchLifeline(name, onDeath);
    await Promise.resolve();
    expect(onDeath).not.toHaveBeenCalled();
    locks.drop(name);
    expect(onDeath).toHaveBeenCalledOnce();
  });

  it('is left out where there are no locks', async () => {
    vi.stubGlobal('navigator', {});
    expect(await holdLifeline()).toBeUndefined();
    expect(() => watchLifeline('of a worker that has them', () => {})).not.toThrow();
    vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(new Error('no origin')) } });
    expect(await holdLifeline()).toBeUndefined();
  });

  it('rejects what waits with core-restarted, and the next call starts another worker', async () => {
    const locks = new FakeLocks();
    vi.stubGlobal('navigator', { locks });
    let starts = 0;
    const provider = new EngineProvider(async (onLost) => {
      starts += 1;
      const lifeline = (await holdLifeline()) as string;
      return startWorkerEngine(silentWorker(lifeline), emptyModule(), onLost);
    });
    const engine: Engine = await provider.get();
    const waiting = engine.exportModel(1);
    await vi.waitFor(() => expect(locks.waitingFor(locks.names[0] ?? '')).toBe(1));
    locks.drop(locks.names[0] ?? '');
    await expect(waiting).rejects.toMatchObject({ code: 'core-restarted' });
    expect(provider.isLost(engine)).toBe(true);
    await provider.get();
    expect(starts).toBe(2);
    await vi.waitFor(() => expect(locks.waitingFor(locks.names[1] ?? '')).toBe(1));
  });
});

/** Gets ready, then answers nothing, as a worker that was ended. */
function silentWorker(lifeline: string): WorkerLike {
  const listeners: ((event: { data: unknown }) => void)[] = [];
  return {
    postMessage(message) {
      if (!('threads' in (message as object))) return;
      for (const data of [{ ready: true }, { lifeline }])
        setTimeout(() => {
          for (const listener of listeners) listener({ data });
        });
    },
    addEventListener(type: string, listener: (event: { data: unknown }) => void) {
      if (type === 'message') listeners.push(listener);
    },
    terminate() {},
  } as WorkerLike;
}
