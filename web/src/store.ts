// Storage alone, for pages that bring models of another entry.

export { AttuneError, ERROR_CODES, type ErrorCode, type ErrorDetails } from './errors.js';
export type { KeptImages, StoredFeatures } from './store/example-codec.js';
export type { ExampleInfo, KeptExample } from './store/example-info.js';
export type { EvictionPolicy, ExampleLimits, Excess } from './store/example-limits.js';
export type { ExampleSet } from './store/example-set.js';
export {
  type AddExampleOptions,
  type ExampleModel,
  ExampleStore,
  type ExampleStoreOptions,
} from './store/example-store.js';
export { ModelStore } from './store/model-store.js';
export type { StorableModel } from './store/storable.js';
export type {
  Metrics,
  SaveOptions,
  StoreOptions,
  StoreUpdateOptions,
  StoreUpdateResult,
} from './store/store-options.js';
export type { ExportedStore, Forgotten, StoreState, StoreStatus, VersionInfo } from './store/version-info.js';
