// The default entry: everything in one script, the core in a worker.

import workerSource from 'attune:worker';
import { EngineProvider, type Engines } from './engine/engine-provider.js';
import { slimModule, wholeModule } from './engine/inline-module.js';
import { spawnWorker } from './engine/spawn-worker.js';
import { startWorkerEngine } from './engine/worker-engine.js';
import type { Model as LoadedModel } from './model/model.js';
import { type ModelClass, modelClass, restoreModel } from './model/model-class.js';
import type { AnyModel, ModelTypes } from './model/model-types.js';
import type { ModelStore as StoreOf } from './store/model-store.js';
import { type ModelStoreClass, modelStoreClass } from './store/model-store-class.js';

function providerOf(compiled: () => Promise<WebAssembly.Module>, whole?: EngineProvider): EngineProvider {
  return new EngineProvider(
    async (onLost) => {
      const module = compiled();
      module.catch(() => {}); // said below, unless there is no worker either
      const { worker, started } = spawnWorker(workerSource);
      try {
        return await startWorkerEngine(worker, module, onLost);
      } finally {
        started();
      }
    },
    { inWorker: true, ...(whole === undefined ? {} : { whole }) },
  );
}

const engines: Engines = {
  exact: /* @__PURE__ */ providerOf(slimModule, /* @__PURE__ */ providerOf(wholeModule)),
};

/** Core ML models that run and learn in a worker of this page. */
export const Model: ModelClass = /* @__PURE__ */ modelClass(engines);
export type Model<Types extends ModelTypes = AnyModel> = LoadedModel<Types>;

/** Keeps every version of a model in this browser. */
export const ModelStore: ModelStoreClass = /* @__PURE__ */ modelStoreClass(/* @__PURE__ */ restoreModel(engines));
export type ModelStore = StoreOf<Model>;

export { AttuneError, ERROR_CODES } from './errors.js';
export type * from './public-types.js';
export { ExampleStore } from './store/example-store.js';
