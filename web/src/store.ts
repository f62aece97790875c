// Storage alone, for pages that bring models of another entry.

export { AttuneError, ERROR_CODES, type ErrorCode, type ErrorDetails } from './errors.js';
export {
  type Metrics,
  ModelStore,
  type SaveOptions,
  type StoreOptions,
} from './store/model-store.js';
export type { StorableModel } from './store/storable.js';
export type { StoreState, StoreStatus, VersionInfo } from './store/version-info.js';
