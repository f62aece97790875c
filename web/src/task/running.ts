// What an update works with.

import type { BegunUpdate, Engine } from '../engine/engine.js';
import type { Model } from '../model/model.js';
import type { ModelCore } from '../model/model-core.js';
import type { ModelTypes } from '../model/model-types.js';
import type { ReadOptions } from './update-options.js';

/** @internal An update that has begun. */
export type Running = BegunUpdate & {
  readonly engine: Engine;
  /** From the first event on: all examples are in the core. */
  ready: boolean;
  /** As begun: a snapshot says them again. */
  readonly options: ReadOptions<unknown>;
};

/** @internal A model and what stands behind it. */
export interface ModelFace<Types extends ModelTypes> {
  toModel(core: ModelCore): Model<Types>;
  toCore(model: Model): ModelCore;
}
