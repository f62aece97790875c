// An update that can be put away.

import { AttuneError } from '../errors.js';
import type { Parameters } from '../model/parameters.js';
import type { UpdateMetrics } from './metrics.js';

/** Newer ones are refused. */
const FORMAT = 1;

/**
 * An update as `task.snapshot()` found it, after its last whole mini-batch: plain data that IndexedDB and `structuredClone()`
 * take. It holds the trained weights and what the optimizer remembers, but no example and no model.
 *
 * Everything in it is for `update(examples, { resumeFrom })` alone.
 */
export interface TaskSnapshot {
  readonly format: number;
  /** The core that made it: the same bits are promised for one version only. */
  readonly coreVersion: string;
  /** The core's own bytes, which know when they were damaged. */
  readonly state: Uint8Array<ArrayBuffer>;
  /** In force when it was made. */
  readonly parameters: Parameters;
  /** As the update began, but for its examples. */
  readonly options: object;
  /** Of every epoch so far. */
  readonly history: readonly UpdateMetrics[];
}

/** @internal */
export function makeSnapshot(parts: Omit<TaskSnapshot, 'format'>): TaskSnapshot {
  return { format: FORMAT, ...parts };
}

/** @internal @throws AttuneError `integrity` when it is none, `format-too-new` */
export function checkSnapshot(snapshot: TaskSnapshot): void {
  const { format, state, parameters, options, history } = (snapshot ?? {}) as Partial<TaskSnapshot>;
  if (typeof format === 'number' && format > FORMAT) {
    throw new AttuneError('format-too-new', 'a newer release of this package made this snapshot');
  }
  const sound =
    state instanceof Uint8Array &&
    Array.isArray(history) &&
    [parameters, options].every((part) => typeof part === 'object' && part !== null);
  if (!sound) throw new AttuneError('integrity', 'resumeFrom is no snapshot of an update');
}
