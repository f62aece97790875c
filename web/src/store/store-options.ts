// What a store, and a save, may be told.

import { AttuneError } from '../errors.js';
import type { Features } from '../inputs/feature-input.js';
import type { UpdateMetrics } from '../task/metrics.js';
import type { UpdateOptions } from '../task/update-options.js';
import type { UpdateTask } from '../task/update-task.js';
import type { RestoreModel } from './storable.js';
import type { VersionInfo } from './version-info.js';

const DEFAULT_KEEP = 10;
const FEWEST_KEPT = 2;

export interface StoreOptions<M> {
  /** How many versions of each name stay; older ones are dropped by the next save. At least 2, so that there is one to fall back to. Default 10. */
  keep?: number | undefined;
  /** Makes a model of a base file and a delta. The `attune` entries set it; without it `latest()` and `load()` need `base`. */
  restore?: RestoreModel<M> | undefined;
}

/** Named numbers. (Spelled so that an interface without an index signature fits.) */
export type Metrics = { readonly [name: string]: number } | UpdateMetrics;

export interface SaveOptions {
  /** For people: shown by `versions()`. Default ''. */
  note?: string | undefined;
  /** What was measured, e.g. `finished`'s metrics. Default none. */
  metrics?: Metrics | undefined;
}

/** How `store.update()` trains: as `model.update()`, and what only a store can do. */
export interface StoreUpdateOptions<M, Example = Features>
  extends Omit<UpdateOptions<Example>, 'resumeFrom' | 'suspended'>,
    SaveOptions {
  /** Where to start when nothing is stored, and what saves loading the stored base model again. */
  readonly base?: M | undefined;
  /**
   * `'latest'` (default): the newest version learns more. `'base'`: the base model learns from these examples alone, which
   * is what to do with all examples that are kept; the versions before stay to be rolled back to.
   */
  readonly from?: 'latest' | 'base' | undefined;
  /** Called with the running task, to listen to it or to cancel it; again after each conflict. */
  readonly onTask?: ((task: UpdateTask) => void) | undefined;
}

export interface StoreUpdateResult<M> {
  /** The new model, saved. */
  readonly model: M;
  readonly version: VersionInfo;
  readonly metrics: UpdateMetrics;
  readonly history: readonly UpdateMetrics[];
}

/** @throws AttuneError `invalid-parameter` */
export function readKeep(keep: number = DEFAULT_KEEP): number {
  if (Number.isSafeInteger(keep) && keep >= FEWEST_KEPT) return keep;
  throw new AttuneError('invalid-parameter', `keep must be a whole number of at least ${FEWEST_KEPT}, got ${keep}`);
}

/** @throws AttuneError `invalid-parameter` when one is no number */
export function numbersOf(metrics: Metrics | undefined): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const [name, value] of Object.entries({ ...metrics }) as [string, unknown][]) {
    if (name === 'recipe') continue; // the one part of an update's metrics that is no number
    if (typeof value !== 'number') {
      throw new AttuneError('invalid-parameter', `metrics are numbers, but '${name}' is a ${typeof value}`);
    }
    numbers[name] = value;
  }
  return numbers;
}
