// What a store, and a save, may be told.

import { AttuneError } from '../errors.js';
import type { UpdateMetrics } from '../task/metrics.js';
import type { RestoreModel } from './storable.js';

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
