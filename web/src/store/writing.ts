// What every write does: requests that the transaction answers for, bytes by their owner, nothing left without one.

import type { Chunked } from './chunks.js';
import type { Writing } from './connection.js';
import { allOf } from './shelf.js';

/** Deletes bases that no version needs and bytes whose owner is gone; also what earlier damage left behind. */
export async function sweep(tx: Writing): Promise<void> {
  const [bases, chunks, versions, steps, examples] = await Promise.all([
    tx.objectStore('bases').getAllKeys(),
    tx.objectStore('chunks').getAllKeys(),
    tx.objectStore('versions').getAll(),
    tx.objectStore('steps').getAll(),
    tx.objectStore('examples').getAllKeys(),
  ]);
  const needed = new Set([...versions, ...steps].map(({ base }) => base));
  for (const base of bases) {
    if (!needed.has(base)) settled(tx.objectStore('bases').delete(base));
  }
  const owners = new Set([...needed, ...examples, ...versions.map((version) => version.id)]);
  for (const owner of new Set(chunks.map(([owner]) => owner))) {
    if (!owners.has(owner)) settled(tx.objectStore('chunks').delete(allOf(owner)));
  }
}

export function putChunks(tx: Writing, owner: string, { pieces }: Chunked): void {
  for (const [index, bytes] of pieces.entries()) settled(tx.objectStore('chunks').put({ owner, index, bytes }));
}

/** The transaction answers for its requests: one that fails aborts it, and the abort is where the reason stands. */
export function settled(request: Promise<unknown>): void {
  request.catch(() => {});
}
