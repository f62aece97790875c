// The engine of an entry that is one script: the worker lies in it as text, the core as the entry brings it.

import workerSource from 'attune:worker';
import { EngineProvider, type Engines } from './engine-provider.js';
import { spawnWorker } from './spawn-worker.js';
import { startWorkerEngine } from './worker-engine.js';

export function inlineEngines(compiled: () => Promise<WebAssembly.Module>): Engines {
  const exact = new EngineProvider(
    async (onLost) => {
      const { worker, started } = spawnWorker(workerSource); // first: a worker takes longer than the core
      try {
        return await startWorkerEngine(worker, compiled(), onLost);
      } finally {
        started();
      }
    },
    { inWorker: true },
  );
  return { exact };
}
