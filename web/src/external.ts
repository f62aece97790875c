// The same as the default entry, with worker and core as files of their own: for strict policies, extensions, caches.

import { compileFile } from './engine/compile.js';
import { EngineProvider, type Engines } from './engine/engine-provider.js';
import { canShare, hasRelaxedSimd } from './engine/platform.js';
import {
  type FileUrl,
  fastCore,
  fastThreadsCore,
  slimCore,
  spawnFile,
  type TrustedUrl,
  threadsCore,
  wholeCore,
} from './engine/spawn-file.js';
import { startWorkerEngine } from './engine/worker-engine.js';
import { AttuneError } from './errors.js';
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
  /**
   * How many threads work on a network together, 1 to 8, where the page is cross-origin isolated; elsewhere it is one. They change no
   * bit of a result. Takes cores of their own: `wasmUrl` and `fastWasmUrl` then say where `attune/core-threads.wasm` and
   * `attune/core-relaxed-threads.wasm` lie. Default 1.
   */
  readonly threads?: number | undefined;
}

/**
 * A worker and a core of its own, with files from where you say.
 *
 * @example
 * const { Model, ModelStore } = createRuntime({ workerUrl: '/attune/worker.js', wasmUrl: '/attune/core.wasm' });
 *
 * @throws AttuneError `invalid-parameter` for another number of threads
 */
export function createRuntime(options: RuntimeOptions = {}): Runtime {
  const own = enginesOf(options);
  return { Model: modelClass(own), ModelStore: modelStoreClass(restoreModel(own)) };
}

const MOST_THREADS = 8;

function enginesOf({ workerUrl, wasmUrl, fastWasmUrl, threads = 1 }: RuntimeOptions): Engines {
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS) {
    throw new AttuneError(
      'invalid-parameter',
      `threads must be a whole number from 1 to ${MOST_THREADS}, got ${threads}`,
    );
  }
  const providerOf = (file: () => FileUrl, whole?: EngineProvider) =>
    new EngineProvider(
      async (onLost) => {
        const worker = spawnFile(workerUrl); // first: a worker takes longer than the core
        return startWorkerEngine(worker, compileFile(file()), onLost, {
          threads,
          spawnHelper: () => spawnFile(workerUrl),
        });
      },
      { inWorker: true, whole },
    );
  const [plain, relaxed] = threads > 1 && canShare() ? [threadsCore, fastThreadsCore] : [wholeCore, fastCore];
  const isSlim = wasmUrl === undefined && plain === wholeCore;
  const exact = isSlim ? providerOf(slimCore, providerOf(wholeCore)) : providerOf(() => wasmUrl ?? plain());
  // Where relaxed SIMD is not known, the plain core is the fast one.
  return { exact, fast: providerOf(() => (hasRelaxedSimd() ? (fastWasmUrl ?? relaxed()) : (wasmUrl ?? plain()))) };
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
