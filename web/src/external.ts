// The same as the default entry, with worker and core as files of their own: for strict policies, extensions, caches.

import { compileFile } from './engine/compile.js';
import { EngineProvider } from './engine/engine-provider.js';
import { exactCore, type FileUrl, spawnFile, type TrustedUrl } from './engine/spawn-file.js';
import { startWorkerEngine } from './engine/worker-engine.js';
import type { Model as LoadedModel } from './model/model.js';
import { type ModelClass, modelClass, restoreModel } from './model/model-class.js';
import type { AnyModel, ModelTypes } from './model/model-types.js';
import type { Runtime } from './model/runtime.js';
import type { ModelStore as StoreOf } from './store/model-store.js';
import { type ModelStoreClass, modelStoreClass } from './store/model-store-class.js';

export interface RuntimeOptions {
  /** Where `attune/worker.js` lies. Default: beside this entry, or where your bundler put it. */
  readonly workerUrl?: FileUrl | TrustedUrl | undefined;
  /** Where `attune/core.wasm` lies. Default: beside this entry, or where your bundler put it. */
  readonly wasmUrl?: FileUrl | undefined;
}

/**
 * A worker and a core of its own, with files from where you say.
 *
 * @example
 * const { Model, ModelStore } = createRuntime({ workerUrl: '/attune/worker.js', wasmUrl: '/attune/core.wasm' });
 */
export function createRuntime(options: RuntimeOptions = {}): Runtime {
  const provider = providerOf(options);
  return { Model: modelClass(provider), ModelStore: modelStoreClass(restoreModel(provider)) };
}

function providerOf({ workerUrl, wasmUrl }: RuntimeOptions): EngineProvider {
  return new EngineProvider(async (onLost) => {
    const module = await compileFile(wasmUrl ?? exactCore());
    return startWorkerEngine(spawnFile(workerUrl), module, onLost);
  });
}

const provider: EngineProvider = /* @__PURE__ */ providerOf({});

/** Core ML models that run and learn in a worker of this page. */
export const Model: ModelClass = /* @__PURE__ */ modelClass(provider);
export type Model<Types extends ModelTypes = AnyModel> = LoadedModel<Types>;

/** Keeps every version of a model in this browser. */
export const ModelStore: ModelStoreClass = /* @__PURE__ */ modelStoreClass(/* @__PURE__ */ restoreModel(provider));
export type ModelStore = StoreOf<Model>;

export type { FileUrl, TrustedUrl } from './engine/spawn-file.js';
export { AttuneError, ERROR_CODES } from './errors.js';
export type { Runtime } from './model/runtime.js';
export type * from './public-types.js';
export { ExampleStore } from './store/example-store.js';
