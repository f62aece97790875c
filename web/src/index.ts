// The default entry: everything in one script, the core in a worker.

import { inlineModule } from './engine/inline-module.js';
import { inlineEngines } from './engine/inline-worker.js';
import type { Model as LoadedModel } from './model/model.js';
import { type ModelClass, modelClass, restoreModel } from './model/model-class.js';
import type { AnyModel, ModelTypes } from './model/model-types.js';
import type { ModelStore as StoreOf } from './store/model-store.js';
import { type ModelStoreClass, modelStoreClass } from './store/model-store-class.js';

const engines = /* @__PURE__ */ inlineEngines(inlineModule);

/** Core ML models that run and learn in a worker of this page. */
export const Model: ModelClass = /* @__PURE__ */ modelClass(engines);
export type Model<Types extends ModelTypes = AnyModel> = LoadedModel<Types>;

/** Keeps every version of a model in this browser. */
export const ModelStore: ModelStoreClass = /* @__PURE__ */ modelStoreClass(/* @__PURE__ */ restoreModel(engines));
export type ModelStore = StoreOf<Model>;

export { AttuneError, ERROR_CODES } from './errors.js';
export type * from './public-types.js';
export { ExampleStore } from './store/example-store.js';
