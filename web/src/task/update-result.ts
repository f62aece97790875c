// How an update stands, and what it comes to.

import type { Model } from '../model/model.js';
import type { AnyModel, ModelTypes } from '../model/model-types.js';
import type { UpdateMetrics } from './metrics.js';

/** Core ML's `MLTaskState`, and `cancelled` for what was given up. */
export type UpdateState = 'suspended' | 'running' | 'cancelling' | 'cancelled' | 'completed' | 'failed';

export interface UpdateResult<Types extends ModelTypes = AnyModel> {
  /** A new model; the one that was updated is as it was. */
  readonly model: Model<Types>;
  /**
   * Of the epoch whose weights the model has: the best one where `earlyStopping` put it back, else the last; of the last
   * mini-batch if no epoch came to its end.
   */
  readonly metrics: UpdateMetrics;
  /** Of every epoch, in order: a row each, those before a snapshot included. */
  readonly history: readonly UpdateMetrics[];
  /** With `keepIfBetter`: what was compared. Here it got better; else `finished` rejects with `not-better`. */
  readonly compared?: { readonly before: number; readonly after: number };
}
