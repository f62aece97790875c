// `ModelStore` as an entry of the package exports it: one class, over the engine of that entry.

import type { Model } from '../model/model.js';
import { ModelStore } from './model-store.js';
import type { RestoreModel } from './storable.js';
import type { StoreOptions } from './store-options.js';

/** What can be done without a store in hand. */
export interface ModelStoreClass {
  /**
   * Opens a store, and makes it if it is not there: the IndexedDB database `attune:<name>` of this page's origin.
   *
   * @throws AttuneError `invalid-parameter` when the name is empty or `keep` is below 2
   * @throws AttuneError `format-too-new` when a newer release of this package wrote it
   * @throws AttuneError `storage-broken` when the browser cannot open its storage
   */
  open(name: string, options?: Pick<StoreOptions<Model>, 'keep'>): Promise<ModelStore<Model>>;
  /** `value instanceof ModelStore`, whichever entry it came from. */
  [Symbol.hasInstance](value: unknown): value is ModelStore<Model>;
}

/** @param restore how that entry makes a model of stored bytes */
export function modelStoreClass(restore: RestoreModel<Model>): ModelStoreClass {
  return {
    open: (name, options = {}) => ModelStore.open<Model>(name, { ...options, restore }),
    [Symbol.hasInstance]: (value): value is ModelStore<Model> => value instanceof ModelStore,
  };
}
