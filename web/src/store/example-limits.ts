// How many examples may lie in a store, and which ones make room.

import { AttuneError } from '../errors.js';
import type { ExampleInfo } from './example-info.js';

/** What the examples of a collection may come to; no limit where none is given. */
export interface ExampleLimits {
  readonly count?: number | undefined;
  /** Of the examples as they are kept. */
  readonly bytes?: number | undefined;
}

/** How far a collection with the new example would be above its limits. */
export interface Excess {
  readonly count: number;
  readonly bytes: number;
}

/**
 * Which examples go when a new one does not fit:
 *
 * - `'refuse'`: none; `add()` rejects with `quota`
 * - `'oldest'`: the oldest ones, whatever they are
 * - `'balanced'`: the oldest one of the label that has most examples, again and again, so that rare labels stay
 * - a function: the ids that it answers, out of those it is given (oldest first); called at most once an `add()`, inside a
 *   transaction, so it cannot be async
 */
export type EvictionPolicy =
  | 'refuse'
  | 'oldest'
  | 'balanced'
  | ((kept: readonly ExampleInfo[], excess: Excess) => Iterable<string>);

export function checkLimits(limits: ExampleLimits, evict: EvictionPolicy): void {
  for (const [name, value] of Object.entries(limits)) {
    if (value !== undefined && !(Number.isSafeInteger(value) && value > 0)) {
      throw new AttuneError('invalid-parameter', `limits.${name} is a whole number above 0, got ${String(value)}`);
    }
  }
  if (typeof evict !== 'function' && !['refuse', 'oldest', 'balanced'].includes(evict)) {
    throw new AttuneError('invalid-parameter', `evict is 'refuse', 'oldest', 'balanced' or a function, got ${evict}`);
  }
}

/**
 * The ids that have to go so that an example of `byteLength` fits.
 *
 * @param kept oldest first
 * @throws AttuneError `quota` when nothing may go, or too little went
 */
export function makeRoom(
  kept: readonly ExampleInfo[],
  byteLength: number,
  limits: ExampleLimits,
  evict: EvictionPolicy,
): Set<string> {
  const excessWithout = (gone: ReadonlySet<string>): Excess => {
    const left = kept.filter(({ id }) => !gone.has(id));
    const bytes = left.reduce((sum, one) => sum + one.byteLength, byteLength);
    return {
      count: Math.max(0, left.length + 1 - (limits.count ?? Number.POSITIVE_INFINITY)),
      bytes: Math.max(0, bytes - (limits.bytes ?? Number.POSITIVE_INFINITY)),
    };
  };
  const isOver = ({ count, bytes }: Excess): boolean => count > 0 || bytes > 0;

  const gone = new Set<string>();
  const excess = excessWithout(gone);
  if (!isOver(excess)) return gone;
  if (typeof evict === 'function') {
    for (const id of evict(kept, excess)) gone.add(id);
  } else if (evict !== 'refuse') {
    while (isOver(excessWithout(gone)) && gone.size < kept.length) {
      const left = kept.filter(({ id }) => !gone.has(id));
      gone.add((evict === 'oldest' ? left[0] : oldestOfCommonest(left))?.id as string);
    }
  }
  if (!isOver(excessWithout(gone))) return gone;
  const limit = excess.count > 0 ? `${limits.count} examples` : `${limits.bytes} bytes`;
  throw new AttuneError('quota', `the examples are at their limit of ${limit}`, {
    hint: "remove some, raise the limit, or let evict: 'oldest' make room",
  });
}

function oldestOfCommonest(kept: readonly ExampleInfo[]): ExampleInfo | undefined {
  const byLabel = new Map<string | undefined, ExampleInfo[]>();
  for (const one of kept) byLabel.set(one.label, [...(byLabel.get(one.label) ?? []), one]);
  const groups = [...byLabel.values()];
  return groups.reduce((most, group) => (group.length > most.length ? group : most), groups[0] ?? [])[0];
}
