// Reading: what is stored under a name, and the newest version of it that is still what was written.

import { join } from './chunks.js';
import type { Connection, Reading, Writing } from './connection.js';
import { areChunkNotes, type BaseRecord, type ChunkRecord, type HeadRecord, type VersionRecord } from './records.js';

/** All versions of one name, oldest first, and the newest that was ever committed. */
export interface Shelf {
  /** Undefined: nothing is stored. */
  readonly newest: HeadRecord | undefined;
  readonly versions: readonly VersionRecord[];
}

/** A version whose every byte is what was written. */
export interface Intact {
  readonly record: VersionRecord;
  readonly delta: Uint8Array<ArrayBuffer>;
}

export interface Search {
  readonly newest: HeadRecord | undefined;
  readonly found: Intact | undefined;
  /** Numbers of the versions that were tried before and turned out damaged, newest first. */
  readonly damaged: readonly number[];
}

export async function readShelf(tx: Reading | Writing, name: string): Promise<Shelf> {
  const [top, all] = await Promise.all([
    (tx as Reading).objectStore('heads').get(name),
    (tx as Reading).objectStore('versions').getAll(allOf(name)),
  ]);
  const versions = all.filter(isVersionRecord);
  const head = isHeadRecord(top) ? top : undefined;
  const last = versions.at(-1);
  // Normally both are the same version. A head that was lost or rolled back does not hide a newer version, and a lost
  // version does not hide that it once was there.
  const newest = head !== undefined && (last === undefined || head.number >= last.number) ? head : last;
  return { newest, versions };
}

/** The newest version that can be used; damaged ones are passed over, and named. */
export async function newestIntact(connection: Connection, name: string): Promise<Search> {
  for (let attempt = 1; ; attempt++) {
    const search = await searchOnce(connection, name);
    if (search.damaged.length === 0 || attempt === 3) return search;
    // What looks like damage may be another tab that erased or replaced while this one read.
    const again = await connection.read('read the versions', (tx) => readShelf(tx, name));
    if (again.newest?.id === search.newest?.id) return search;
  }
}

async function searchOnce(connection: Connection, name: string): Promise<Search> {
  const { newest, versions } = await connection.read('read the versions', (tx) => readShelf(tx, name));
  const damaged: number[] = [];
  if (newest === undefined) return { newest, found: undefined, damaged };
  if (newest.number !== versions.at(-1)?.number) damaged.push(newest.number);
  for (const record of inOrderOfWorth(versions)) {
    const delta = await readDelta(connection, record);
    if (delta !== undefined) return { newest, found: { record, delta }, damaged };
    damaged.push(record.number);
  }
  return { newest, found: undefined, damaged };
}

/** The delta of a version, or undefined: it is damaged. */
export async function readDelta(
  connection: Connection,
  record: VersionRecord,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return await join(record.chunks, await readChunks(connection, record.id));
}

/** The file of a base, or undefined: it is missing or damaged. */
export async function readBase(connection: Connection, sha: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const base = await connection.read('read a base model', (tx) => tx.objectStore('bases').get(sha));
  return isBaseRecord(base) ? await join(base.chunks, await readChunks(connection, sha)) : undefined;
}

/** All keys that begin with `first`. */
export function allOf(first: string): IDBKeyRange {
  return IDBKeyRange.bound([first], [first, []]);
}

export async function readChunks(connection: Connection, owner: string): Promise<unknown[]> {
  const range = allOf(owner);
  try {
    const records: (Partial<ChunkRecord> | undefined)[] = await connection.read('read a model', (tx) =>
      tx.objectStore('chunks').getAll(range),
    );
    return records.map((record) => record?.bytes);
  } catch {
    // Either the database is out of order, and then this throws too, or just these bytes are: browsers keep large values
    // in files of their own, which are cut or deleted for themselves.
    await connection.read('read the versions', (tx) => tx.objectStore('heads').count());
    return [];
  }
}

function inOrderOfWorth(versions: readonly VersionRecord[]): VersionRecord[] {
  const newestFirst = versions.toReversed();
  const restored = newestFirst.find((version) => version.number === newestFirst[0]?.restores);
  if (restored === undefined) return newestFirst;
  // Who rolled back to version 2 and lost that copy wants version 2, not the one that was left behind.
  return [...new Set([...newestFirst.slice(0, 1), restored, ...newestFirst])];
}

// Records are checked as far as a wrong one could do harm here: after damage anything may come back.
export function isVersionRecord(record: Partial<VersionRecord> | undefined): record is VersionRecord {
  return (
    typeof record?.id === 'string' &&
    typeof record.name === 'string' &&
    Number.isSafeInteger(record.number) &&
    typeof record.base === 'string' &&
    typeof record.savedAt === 'number' &&
    areChunkNotes(record.chunks)
  );
}

export function isHeadRecord(record: Partial<HeadRecord> | undefined): record is HeadRecord {
  return typeof record?.id === 'string' && typeof record.name === 'string' && Number.isSafeInteger(record.number);
}

export function isBaseRecord(record: Partial<BaseRecord> | undefined): record is BaseRecord {
  return typeof record?.sha256 === 'string' && areChunkNotes(record.chunks);
}
