// The same as the default entry, with worker and core as files of their own: for strict policies, extensions, caches.

import { compileFile } from './engine/compile.js';
import { EngineProvider, type Engines } from './engine/engine-provider.js';
import { hasRelaxedSimd } from './engine/platform.js';
import { type FileUrl, fastCore, slimCore, spawnFile, type TrustedUrl, wholeCore } from './engine/spawn-file.js';
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
  /**
   * Where `attune/core.wasm` lies. Default: beside this entry, or where your bundler put it; and `attune/core-slim.wasm` likewise,
   * smaller by a quarter, for the models that it can run.
   */
  readonly wasmUrl?: FileUrl | undefined;
  /** Where `attune/core-relaxed.wasm` lies, for `numerics: 'fast'`. Default: beside this entry, or where your bundler put it. */
  readonly fastWasmUrl?: FileUrl | undefined;
}

/**
 * A worker and a core of its own, with files from where you say.
 *
 * @example
 * const { Model, ModelStore } = createRuntime({ workerUrl: '/attune/worker.js', wasmUrl: '/attune/core.wasm' });
 */
export function createRuntime(options: RuntimeOptions = {}): Runtime {
  const own = enginesOf(options);
  return { Model: modelClass(own), ModelStore: modelStoreClass(restoreModel(own)) };
}

function enginesOf({ workerUrl, wasmUrl, fastWasmUrl }: RuntimeOptions): Engines {
  const providerOf = (file: () => FileUrl, whole?: EngineProvider) =>
    new EngineProvider(
      async (onLost) => {
        const worker = spawnFile(workerUrl); // first: a worker takes longer than the core
        return startWorkerEngine(worker, compileFile(file()), onLost);
      },
      { inWorker: true, whole },
    );
  const exact = wasmUrl === undefined ? providerOf(slimCore, providerOf(wholeCore)) : providerOf(() => wasmUrl);
  // Where relaxed SIMD is not known, the plain core is the fast one.
  return { exact, fast: providerOf(() => (hasRelaxedSimd() ? (fastWasmUrl ?? fastCore()) : (wasmUrl ?? wholeCore()))) };
}

const engines: Engines = /* @__PURE__ */ enginesOf({});

/** Core ML models that run and learn in a worker of this page. */
export const Model: ModelClass = /* @__PURE__ */ modelClass(engines);
export type Model<Types extends ModelTypes = AnyModel> = LoadedModel<Types>;

/** Keeps every version of a model in this browser. */
export const ModelStore: ModelStoreClass = /* @__PURE__ */ modelStoreClass(/* @__PURE__ */ restoreModel(engines));
export type ModelStore = StoreOf<Model>;

export type { FileUrl, TrustedUrl } from './engine/spawn-file.js';
export { AttuneError, ERROR_CODES } from './errors.js';
export type { Runtime } from './model/runtime.js';
export type * from './public-types.js';
export { ExampleStore } from './store/example-store.js';
