// What createRuntime() gives: the classes of an entry, over a core of their own.

import type { ModelStoreClass } from '../store/model-store-class.js';
import type { ModelClass } from './model-class.js';

export interface Runtime {
  readonly Model: ModelClass;
  readonly ModelStore: ModelStoreClass;
}
