// The entry without a worker: the core runs in the thread that calls it. For Node, for workers of your own, for tests.

import { compileGiven } from './engine/compile.js';
import { CoreEngine } from './engine/core-engine.js';
import { EngineProvider, type Engines } from './engine/engine-provider.js';
import { fastModule } from './engine/fast-module.js';
import { inlineModule } from './engine/inline-module.js';
import { startCore } from './engine/start-core.js';
import type { Model as LoadedModel } from './model/model.js';
import { type ModelClass, modelClass, restoreModel } from './model/model-class.js';
import type { AnyModel, ModelTypes } from './model/model-types.js';
import type { Runtime } from './model/runtime.js';
import type { ModelStore as StoreOf } from './store/model-store.js';
import { type ModelStoreClass, modelStoreClass } from './store/model-store-class.js';

export interface RuntimeOptions {
  /**
   * The bytes of one of the package's wasm files, or the `WebAssembly.Module` that was compiled of them (a type that Node's
   * types lack). Default: the core that lies in this entry.
   */
  readonly wasm?: Uint8Array | ArrayBuffer | object | undefined;
}

/**
 * A core of its own, of a file that you bring: `attune/core.wasm` out of a cache, compiled once for many threads.
 *
 * @example
 * const { Model } = createRuntime({ wasm: await readFile(new URL(import.meta.resolve('attune/core.wasm'))) });
 */
export function createRuntime({ wasm }: RuntimeOptions = {}): Runtime {
  const own: Engines = wasm === undefined ? inlineEngines() : { exact: providerOf(() => compileGiven(wasm)) };
  return { Model: modelClass(own), ModelStore: modelStoreClass(restoreModel(own)) };
}

function providerOf(module: () => Promise<WebAssembly.Module>): EngineProvider {
  return new EngineProvider(async (onLost) => new CoreEngine(await startCore(await module()), onLost));
}

function inlineEngines(): Engines {
  return { exact: providerOf(inlineModule), fast: providerOf(fastModule) };
}

const engines: Engines = /* @__PURE__ */ inlineEngines();

/** Core ML models that run and learn in this thread, a few milliseconds at a time. */
export const Model: ModelClass = /* @__PURE__ */ modelClass(engines);
export type Model<Types extends ModelTypes = AnyModel> = LoadedModel<Types>;

/** Keeps every version of a model in this browser. */
export const ModelStore: ModelStoreClass = /* @__PURE__ */ modelStoreClass(/* @__PURE__ */ restoreModel(engines));
export type ModelStore = StoreOf<Model>;

export { AttuneError, ERROR_CODES } from './errors.js';
export type { Runtime } from './model/runtime.js';
export type * from './public-types.js';
export { ExampleStore } from './store/example-store.js';
