// All that a user owns as one file, and back: a zip with a list of records in JSON, and their bytes beside it.
//
//   store.json       format, layout, every record of the store
//   bases/<sha256>   a base model: an .mlmodel, or a zip of an .mlpackage
//   versions/<id>    what was learned since that base
//   examples.bin     the bytes of all examples, one after the other in the order of the list

import { AttuneError } from '../errors.js';
import { concatenated } from '../package/file-bytes.js';
import { Allowance } from '../package/limits.js';
import { unzip } from '../package/unzip.js';
import { writeZip } from '../package/write-zip.js';
import { type Chunked, cut, join } from './chunks.js';
import type { Connection, Reading, Writing } from './connection.js';
import { isExampleRecord } from './example-records.js';
import { parsePlain, printPlain } from './plain-json.js';
import {
  type BaseRecord,
  byteLengthOf,
  type ChunkNote,
  type ExampleRecord,
  FORMAT_VERSION,
  type HeadRecord,
  type StepRecord,
  type VersionRecord,
} from './records.js';
import { isBaseRecord, isHeadRecord, isVersionRecord, readChunks } from './shelf.js';
import { isStepRecord } from './steps.js';
import type { ExportedStore } from './version-info.js';
import { putChunks, settled } from './writing.js';

/** Of the file; the layout of the records in it is FORMAT_VERSION. */
const FILE_FORMAT = 1;
const MOST_BYTES = 1 << 30;
const LIST = 'store.json';
const EXAMPLES = 'examples.bin';

interface Records {
  readonly bases: readonly BaseRecord[];
  readonly heads: readonly HeadRecord[];
  readonly versions: readonly VersionRecord[];
  readonly steps: readonly StepRecord[];
  readonly examples: readonly ExampleRecord[];
}

/** Records and the bytes that belong to them, by owner. */
interface Contents {
  readonly records: Records;
  readonly bytes: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

export async function exportStore(connection: Connection): Promise<ExportedStore> {
  const all = await connection.read('list all records', readRecords);
  const bytes = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [owner, chunks] of ownersOf(all)) {
    const found = await join(chunks, await readChunks(connection, owner));
    if (found !== undefined) bytes.set(owner, found);
  }
  const bases = all.bases.filter(({ sha256 }) => bytes.has(sha256));
  const versions = all.versions.filter(({ id, base }) => bytes.has(id) && bytes.has(base));
  const examples = all.examples.filter(({ id }) => bytes.has(id));
  const records = { ...all, bases, versions, examples };

  const files = new Map<string, Uint8Array>();
  const about = { format: FILE_FORMAT, layout: FORMAT_VERSION };
  files.set(LIST, new TextEncoder().encode(printPlain({ ...about, ...records })));
  for (const { sha256 } of bases) files.set(`bases/${sha256}`, bytes.get(sha256) as Uint8Array);
  for (const { id } of versions) files.set(`versions/${id}`, bytes.get(id) as Uint8Array);
  if (examples.length > 0) files.set(EXAMPLES, concatenated(examples.map(({ id }) => bytes.get(id) as Uint8Array)));
  return {
    bytes: await writeZip(files),
    damaged: {
      versions: all.versions.filter((one) => !versions.includes(one)).map(({ name, number }) => ({ name, number })),
      examples: all.examples.filter((one) => !examples.includes(one)).map(({ id }) => id),
    },
  };
}

/**
 * Puts a store back, into one that is empty: all of it, or nothing.
 *
 * @returns the names in it
 * @throws AttuneError `conflict` when something is stored already
 * @throws AttuneError `integrity`, `model-invalid`, `model-too-large` when the file is none, or was damaged
 * @throws AttuneError `format-too-new` when a newer release wrote it
 */
export async function importStore(connection: Connection, file: Blob): Promise<string[]> {
  const { records, bytes } = await readFile(file);
  const cutUp = new Map<string, Chunked>();
  for (const [owner, notes] of ownersOf(records)) {
    const whole = bytes.get(owner);
    const chunked = whole === undefined ? undefined : await cut(whole);
    const isSame =
      chunked?.notes.length === notes.length &&
      chunked.notes.every((note, index) => note.sha256 === notes[index]?.sha256);
    if (!isSame || chunked === undefined) throw damaged(`the bytes of '${owner}' are not the ones that were exported`);
    cutUp.set(owner, chunked);
  }
  await connection.write('import a store', async (tx) => {
    await refuseUnlessEmpty(tx, records);
    for (const [owner, chunked] of cutUp) putChunks(tx, owner, chunked);
    for (const base of records.bases) settled(tx.objectStore('bases').put(base));
    for (const version of records.versions) settled(tx.objectStore('versions').put(version));
    for (const head of records.heads) settled(tx.objectStore('heads').put(head));
    for (const step of records.steps) settled(tx.objectStore('steps').put(step));
    for (const example of records.examples) settled(tx.objectStore('examples').put(example));
  });
  return records.heads.map(({ name }) => name);
}

async function readRecords(tx: Reading): Promise<Records> {
  const [bases, heads, versions, steps, examples] = await Promise.all([
    tx.objectStore('bases').getAll(),
    tx.objectStore('heads').getAll(),
    tx.objectStore('versions').getAll(),
    tx.objectStore('steps').getAll(),
    tx.objectStore('examples').getAll(),
  ]);
  return {
    bases: bases.filter(isBaseRecord),
    heads: heads.filter(isHeadRecord),
    versions: versions.filter(isVersionRecord),
    steps: steps.filter(isStepRecord),
    examples: examples.filter(isExampleRecord),
  };
}

function* ownersOf({ bases, versions, examples }: Records): Iterable<[owner: string, chunks: readonly ChunkNote[]]> {
  for (const { sha256, chunks } of bases) yield [sha256, chunks];
  for (const { id, chunks } of versions) yield [id, chunks];
  for (const { id, chunks } of examples) yield [id, chunks];
}

async function readFile(file: Blob): Promise<Contents> {
  const limits = { packageEntries: 4096, packageBytes: MOST_BYTES };
  const { files } = await unzip(file, limits, new Allowance(limits), undefined);
  const list = files.get(LIST);
  if (list === undefined) throw damaged(`it holds no ${LIST}`);
  const records = checked(parsePlain(await list.text()));
  const bytes = new Map<string, Uint8Array<ArrayBuffer>>();
  const read = async (owner: string, path: string): Promise<void> => {
    const found = files.get(path);
    if (found !== undefined) bytes.set(owner, new Uint8Array(await found.arrayBuffer()));
  };
  for (const { sha256 } of records.bases) await read(sha256, `bases/${sha256}`);
  for (const { id } of records.versions) await read(id, `versions/${id}`);
  const examples = new Uint8Array((await files.get(EXAMPLES)?.arrayBuffer()) ?? new ArrayBuffer(0));
  let at = 0;
  for (const { id, chunks } of records.examples) {
    bytes.set(id, examples.slice(at, at + byteLengthOf(chunks)));
    at += byteLengthOf(chunks);
  }
  return { records, bytes };
}

/** What a file says is a claim: every record is what a record must be, and they fit together. */
function checked(list: unknown): Records {
  const { format, layout, bases, heads, versions, steps, examples } = (list ?? {}) as Partial<Records> & {
    readonly format?: unknown;
    readonly layout?: unknown;
  };
  if (typeof format !== 'number' || typeof layout !== 'number') throw damaged(`${LIST} is no list of a store`);
  if (format > FILE_FORMAT || layout > FORMAT_VERSION) {
    throw new AttuneError('format-too-new', 'a newer release of this package wrote this file');
  }
  const records = {
    bases: all(bases, isBaseRecord),
    heads: all(heads, isHeadRecord),
    versions: all(versions, isVersionRecord),
    steps: all(steps, isStepRecord),
    examples: all(examples, isExampleRecord),
  };
  const known = new Set(records.bases.map(({ sha256 }) => sha256));
  if (!records.versions.every(({ base }) => known.has(base))) throw damaged('a version lacks its base model');
  return records;
}

function all<T>(records: unknown, is: (record: Partial<T>) => record is T): T[] {
  if (
    !Array.isArray(records) ||
    !records.every((record) => typeof record === 'object' && record !== null && is(record))
  )
    throw damaged(`${LIST} holds something that is no record`);
  return records as T[];
}

async function refuseUnlessEmpty(tx: Writing, { versions, examples }: Records): Promise<void> {
  const kept = await tx.objectStore('versions').getAll();
  const keys = await tx.objectStore('examples').getAllKeys();
  if (kept.length === 0 && keys.length === 0) return;
  // An earlier try was committed after all; only its connection was lost.
  const same = kept.length === versions.length && kept.every(({ id }, index) => id === versions[index]?.id);
  if (same && keys.length === examples.length && keys.every((id, index) => id === examples[index]?.id)) return;
  throw new AttuneError('conflict', 'the store is not empty', { hint: 'open another one, or store.erase() first' });
}

function damaged(why: string): AttuneError {
  return new AttuneError('integrity', `the file is no exported store, or was damaged: ${why}`);
}
