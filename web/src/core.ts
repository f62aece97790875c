// The entry without a worker: the core runs in the thread that calls it. For Node, for workers of your own, for tests.

import { CoreEngine } from './engine/core-engine.js';
import { EngineProvider } from './engine/engine-provider.js';
import { inlineModule } from './engine/inline-module.js';
import { startCore } from './engine/start-core.js';
import type { Model as LoadedModel } from './model/model.js';
import { type ModelClass, modelClass, restoreModel } from './model/model-class.js';
import type { AnyModel, ModelTypes } from './model/model-types.js';
import type { ModelStore as StoreOf } from './store/model-store.js';
import { type ModelStoreClass, modelStoreClass } from './store/model-store-class.js';

const provider: EngineProvider = /* @__PURE__ */ new EngineProvider(
  async (onLost) => new CoreEngine(await startCore(await inlineModule()), onLost),
);

/** Core ML models that run and learn in this thread, a few milliseconds at a time. */
export const Model: ModelClass = /* @__PURE__ */ modelClass(provider);
export type Model<Types extends ModelTypes = AnyModel> = LoadedModel<Types>;

/** Keeps every version of a model in this browser. */
export const ModelStore: ModelStoreClass = /* @__PURE__ */ modelStoreClass(/* @__PURE__ */ restoreModel(provider));
export type ModelStore = StoreOf<Model>;

export { AttuneError, ERROR_CODES } from './errors.js';
export type * from './public-types.js';
