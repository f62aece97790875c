// The default entry: everything in one script, the core in a worker.

import workerSource from 'attune:worker';
import { EngineProvider } from './engine/engine-provider.js';
import { inlineModule } from './engine/inline-module.js';
import { spawnWorker } from './engine/spawn-worker.js';
import { startWorkerEngine } from './engine/worker-engine.js';
import { type ModelClass, modelClass } from './model/model-class.js';

const provider: EngineProvider = /* @__PURE__ */ new EngineProvider(async (onLost) => {
  const module = await inlineModule();
  const { worker, started } = spawnWorker(workerSource);
  try {
    return await startWorkerEngine(worker, module, onLost);
  } finally {
    started();
  }
});

/** Core ML models that run and learn in a worker of this page. */
export const Model: ModelClass = /* @__PURE__ */ modelClass(provider);
export { AttuneError, ERROR_CODES } from './errors.js';
export type * from './public-types.js';
