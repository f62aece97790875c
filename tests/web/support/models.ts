// Models over fake cores, here and behind a fake worker.

import { CoreEngine } from '../../../web/src/engine/core-engine.js';
import { EngineProvider } from '../../../web/src/engine/engine-provider.js';
import { startWorkerEngine } from '../../../web/src/engine/worker-engine.js';
import type { Model } from '../../../web/src/model/model.js';
import { type ModelClass, modelClass } from '../../../web/src/model/model-class.js';
import { FakeCore, fakeModel } from './fake-core.js';
import { emptyModule, type FakeWorker, fakeWorker } from './fake-worker.js';

export interface Bench {
  readonly Model: ModelClass;
  readonly provider: EngineProvider;
  /** One for each start, the newest last. */
  readonly cores: FakeCore[];
  /** Empty where the core runs in this thread. */
  readonly workers: FakeWorker[];
  /** A model with that weight. */
  load(weight?: number): Promise<Model>;
  readonly core: FakeCore;
  readonly worker: FakeWorker;
}

/** The same tests hold wherever the core runs. */
export const PLACES: readonly ['in the thread' | 'in a worker', () => Bench][] = [
  ['in the thread', inThread],
  ['in a worker', inWorker],
];

export function inThread(): Bench {
  const cores: FakeCore[] = [];
  const provider = new EngineProvider(async (onLost) => {
    cores.push(new FakeCore());
    return new CoreEngine(cores.at(-1) as FakeCore, onLost);
  });
  return bench(provider, cores, []);
}

export function inWorker(): Bench {
  const cores: FakeCore[] = [];
  const workers: FakeWorker[] = [];
  const provider = new EngineProvider(async (onLost) => {
    const worker = fakeWorker(async () => {
      cores.push(new FakeCore());
      return cores.at(-1) as FakeCore;
    });
    workers.push(worker);
    return startWorkerEngine(worker, emptyModule(), onLost);
  });
  return bench(provider, cores, workers);
}

function bench(provider: EngineProvider, cores: FakeCore[], workers: FakeWorker[]): Bench {
  const Model = modelClass({ exact: provider });
  return {
    ...{ Model, provider, cores, workers },
    load: (weight = 0) => Model.load(fakeModel(weight)),
    get core() {
      return cores.at(-1) as FakeCore;
    },
    get worker() {
      return workers.at(-1) as FakeWorker;
    },
  };
}

/** y = 2x, so that training leads to a weight of 2. */
export function doubles(count: number): { x: number; y: number }[] {
  return Array.from({ length: count }, (_, index) => ({ x: 1 + (index % 2), y: 2 + 2 * (index % 2) }));
}

/** The model's only weight. */
export async function weightOf(model: Model): Promise<number> {
  return (await model.predict({ x: 1 })).y as number;
}
