// The default entry: everything in one script, the core in a worker.

import workerSource from 'attune:worker';
import { EngineProvider } from './engine/engine-provider.js';
import { inlineModule } from './engine/inline-module.js';
import { spawnWorker } from './engine/spawn-worker.js';
import { startWorkerEngine } from './engine/worker-engine.js';
import type { Model as LoadedModel } from './model/model.js';
import { type ModelClass, modelClass, restoreModel } from './model/model-class.js';
import type { AnyModel, ModelTypes } from './model/model-types.js';
import type { ModelStore as StoreOf } from './store/model-store.js';
import { type ModelStoreClass, modelStoreClass } from './store/model-store-class.js';

const provider: EngineProvider = /* @__PURE__ */ new EngineProvider(
  async (onLost) => {
    const module = inlineModule();
    module.catch(() => {}); // said below, unless there is no worker either
    const { worker, started } = spawnWorker(workerSource);
    try {
      return await startWorkerEngine(worker, module, onLost);
    } finally {
      started();
    }
  },
  { inWorker: true },
);

/** Core ML models that run and learn in a worker of this page. */
export const Model: ModelClass = /* @__PURE__ */ modelClass({ exact: provider });
export type Model<Types extends ModelTypes = AnyModel> = LoadedModel<Types>;

/** Keeps every version of a model in this browser. */
export const ModelStore: ModelStoreClass = /* @__PURE__ */ modelStoreClass(
  /* @__PURE__ */ restoreModel({ exact: provider }),
);
export type ModelStore = StoreOf<Model>;

export { AttuneError, ERROR_CODES } from './errors.js';
export type * from './public-types.js';
export { ExampleStore } from './store/example-store.js';
