// Examples in the database: read and checked, written with what has to make room, listed.

import { AttuneError } from '../errors.js';
import { type Chunked, join } from './chunks.js';
import type { Connection, Reading, Writing } from './connection.js';
import { decode, type StoredFeatures } from './example-codec.js';
import { areChunkNotes, type ExampleRecord, isByteLength } from './records.js';
import { allOf, readChunks } from './shelf.js';
import { putChunks, settled } from './writing.js';

/** @returns the examples of a collection, oldest first; what no longer is a record is left out */
export async function listExamples(tx: Reading | Writing, collection: string): Promise<ExampleRecord[]> {
  const all = await (tx as Reading).objectStore('examples').getAll();
  return all.filter(isExampleRecord).filter((one) => one.collection === collection);
}

/** @throws AttuneError `bad-example` when there is none of that id, `integrity` when it is damaged */
export async function readExample(
  connection: Connection,
  id: string,
): Promise<{ record: ExampleRecord; features: StoredFeatures }> {
  const record = await connection.read('read an example', (tx) => tx.objectStore('examples').get(id));
  if (record === undefined) throw new AttuneError('bad-example', `there is no example '${id}' any more`);
  const bytes = isExampleRecord(record) ? await join(record.chunks, await readChunks(connection, id)) : undefined;
  if (bytes === undefined) {
    throw new AttuneError('integrity', `the stored example '${id}' is damaged`, { hint: 'remove it' });
  }
  return { record, features: decode(record, bytes) };
}

export function putExample(tx: Writing, record: ExampleRecord, chunked: Chunked): void {
  putChunks(tx, record.id, chunked);
  settled(tx.objectStore('examples').put(record));
}

export function deleteExample(tx: Writing, id: string): void {
  settled(tx.objectStore('examples').delete(id));
  settled(tx.objectStore('chunks').delete(allOf(id)));
}

/** The next id: a number that grows, so that ids sort by age, and chance, so that none comes twice after an eviction. */
export async function nextExampleId(tx: Writing): Promise<string> {
  const last = (await tx.objectStore('examples').openKeyCursor(null, 'prev'))?.key ?? '';
  const order = Number.parseInt(last.slice(0, ORDER_DIGITS), 36);
  const chance = Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36).padStart(7, '0'));
  return `${(Number.isNaN(order) ? 1 : order + 1).toString(36).padStart(ORDER_DIGITS, '0')}-${chance.join('')}`;
}

const ORDER_DIGITS = 6;

export function isExampleRecord(record: Partial<ExampleRecord> | undefined): record is ExampleRecord {
  return (
    typeof record?.id === 'string' &&
    typeof record.collection === 'string' &&
    typeof record.addedAt === 'number' &&
    isByteLength(record.blockBytes) &&
    Array.isArray(record.blobs) &&
    record.blobs.every((blob) => typeof blob?.type === 'string' && isByteLength(blob.byteLength)) &&
    areChunkNotes(record.chunks)
  );
}
