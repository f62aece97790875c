// Writing: one transaction a version, all or nothing, refused if somebody else was faster.

import { AttuneError } from '../errors.js';
import { type Chunked, cut } from './chunks.js';
import { type Connection, STORES, type Writing } from './connection.js';
import type { StoredAs } from './lineage.js';
import type { StepRecord, VersionRecord } from './records.js';
import type { Mark } from './sentinel.js';
import { allOf, readShelf } from './shelf.js';
import { addStep, stepOf } from './steps.js';
import { putChunks, settled, sweep } from './writing.js';

/** A version as it is to be written; its number is given inside the transaction. */
export interface Draft {
  readonly version: Omit<VersionRecord, 'number' | 'chunks'>;
  /** By which updates it was made of what it was trained from. */
  readonly how: Pick<StepRecord, 'made' | 'restart'>;
  readonly delta: Chunked;
  /** The stored version that the model descends from. Undefined: straight from the base. */
  readonly trainedFrom: StoredAs | undefined;
  /** What the sentinel remembers. */
  readonly mark: Mark | undefined;
  /** How many versions stay. */
  readonly keep: number;
}

/**
 * Writes the draft as the newest version.
 *
 * @param baseFile asked for only when the base is not stored yet
 * @throws AttuneError `conflict` when the newest version is not the one that the model was trained from
 */
export async function commit(
  connection: Connection,
  draft: Draft,
  baseFile: () => Promise<Uint8Array>,
): Promise<VersionRecord> {
  let base: Chunked | undefined;
  for (;;) {
    const version = await connection.write('save the model', (tx) => write(tx, draft, base));
    if (version !== undefined) return version;
    base = await cut(await baseFile());
  }
}

/** Undefined: nothing was written, because the base is not there and was not given. */
async function write(tx: Writing, draft: Draft, base: Chunked | undefined): Promise<VersionRecord | undefined> {
  const { name, id } = draft.version;
  const { newest, versions } = await readShelf(tx, name);
  const written = versions.find((version) => version.id === id);
  // An earlier try was committed after all; only its connection was lost.
  if (written !== undefined) return written;
  refuseIfOvertaken(name, newest, draft);

  if ((await tx.objectStore('bases').getKey(draft.version.base)) === undefined) {
    if (base === undefined) return undefined;
    putChunks(tx, draft.version.base, base);
    settled(tx.objectStore('bases').put({ sha256: draft.version.base, chunks: base.notes }));
  }
  // The mark outlives the versions: a number is not given again after an eviction.
  const number = Math.max(newest?.number ?? 0, draft.mark?.number ?? 0) + 1;
  const version = { ...draft.version, number, chunks: draft.delta.notes };
  putChunks(tx, id, draft.delta);
  settled(tx.objectStore('versions').put(version));
  settled(tx.objectStore('heads').put({ name, number, id }));
  const dropped = Math.max(0, versions.length + 1 - draft.keep);
  for (const old of versions.slice(0, dropped)) settled(tx.objectStore('versions').delete([name, old.number]));
  const kept = [...versions.slice(dropped).map((one) => one.number), number];
  await addStep(tx, stepOf(version, draft.how), kept);
  await sweep(tx);
  return version;
}

/**
 * Removes all that is stored under a name, and what nothing refers to any more.
 *
 * @throws AttuneError `storage-broken` when a record is still listed afterwards
 */
export async function eraseName(connection: Connection, name: string): Promise<void> {
  const owners = await connection.write('erase a model', async (tx) => {
    const versions = await tx.objectStore('versions').getAll(allOf(name));
    settled(tx.objectStore('heads').delete(name));
    settled(tx.objectStore('versions').delete(allOf(name)));
    settled(tx.objectStore('steps').delete(allOf(name)));
    await sweep(tx);
    return new Set(versions.map((version) => version.id));
  });
  // By id: another tab may have begun anew under the same name.
  const left = await connection.read('list what is left', async (tx) => {
    const head = await tx.objectStore('heads').get(name);
    const versions = await tx.objectStore('versions').getAll(allOf(name));
    const chunks = await tx.objectStore('chunks').getAllKeys();
    return [head?.id, ...versions.map((version) => version.id), ...chunks.map(([owner]) => owner)];
  });
  if (left.every((owner) => owner === undefined || !owners.has(owner))) return;
  throw new AttuneError('storage-broken', `the browser still lists records of '${name}' after deleting them`);
}

/**
 * Removes everything, and the database itself.
 *
 * @throws AttuneError `storage-broken` when the database could neither be emptied nor deleted
 */
export async function eraseEverything(connection: Connection): Promise<void> {
  let emptied = true;
  try {
    await connection.write('erase the store', async (tx) => {
      for (const store of STORES) settled(tx.objectStore(store).clear());
    });
  } catch {
    // It cannot be opened, or a newer release wrote it. It can still be deleted.
    emptied = false;
  }
  await connection.destroy();
  // If another tab still holds the database open it goes with that tab; what was in it is gone already.
  if (emptied || !(await connection.exists())) return;
  throw new AttuneError('storage-broken', 'the browser still lists the database after deleting it', {
    hint: 'close the other tabs of this page and erase again',
  });
}

function refuseIfOvertaken(name: string, newest: { id: string; number: number } | undefined, draft: Draft): void {
  const { trainedFrom, mark } = draft;
  if (newest?.id === trainedFrom?.head) return;
  // The browser dropped the whole database, and this model in memory is the last one that remembers it.
  if (newest === undefined && mark !== undefined && mark.id === trainedFrom?.head) return;
  const came = trainedFrom?.number == null ? 'the base model' : `version ${trainedFrom.number}`;
  const there = newest === undefined ? `'${name}' was erased` : `'${name}' is at version ${newest.number}`;
  throw new AttuneError('conflict', `${there}, but this model was trained from ${came}`, {
    hint: `nothing was changed; update store.latest('${name}') and save that`,
  });
}
