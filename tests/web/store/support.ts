// A model of a few bytes that can be stored, a page with its storage, and hands that reach into the database.

import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, vi } from 'vitest';
import { sha256 } from '../../../web/src/store/chunks.js';
import { Lineage } from '../../../web/src/store/lineage.js';
import { ModelStore } from '../../../web/src/store/model-store.js';
import { type ModelStorage, storage } from '../../../web/src/store/storable.js';
import type { StoreOptions } from '../../../web/src/store/store-options.js';

/** What was learned is a list of bytes; training appends to it. */
export class FakeModel {
  readonly base: Uint8Array<ArrayBuffer>;
  readonly learned: Uint8Array<ArrayBuffer>;
  readonly lineage: Lineage;
  parameters: Readonly<Record<string, number | bigint | boolean>> = {};
  /** How often the store asked for the base file. */
  baseExports = 0;

  constructor(base: ArrayLike<number>, learned: ArrayLike<number> = [], lineage = new Lineage()) {
    this.base = new Uint8Array(base);
    this.learned = new Uint8Array(learned);
    this.lineage = lineage;
  }

  trained(...bytes: number[]): FakeModel {
    return this.like([...this.learned, ...bytes], this.lineage.child());
  }

  like(learned: ArrayLike<number>, lineage = new Lineage()): FakeModel {
    return Object.assign(new FakeModel(this.base, learned, lineage), { parameters: this.parameters });
  }

  get [storage](): ModelStorage<FakeModel> {
    return {
      coreVersion: '0.1.0',
      lineage: this.lineage,
      parameters: this.parameters,
      baseSha256: () => sha256(this.base),
      exportBase: async () => {
        this.baseExports += 1;
        return this.base;
      },
      fitImages: async (block) => block,
      exportDelta: async () => this.learned,
      withDelta: async (delta) => this.like(delta),
      dispose: () => {},
      update: () => {
        throw new Error('a fake model learns by trained() alone');
      },
    };
  }
}

export const newBase = (): FakeModel => new FakeModel([10, 20, 30, 40]);

/** A store as the `attune` entries open it; two of the same name are two tabs. */
export function openStore(options: StoreOptions<FakeModel> = {}, name = 'test'): Promise<ModelStore<FakeModel>> {
  return ModelStore.open<FakeModel>(name, {
    restore: async (base, delta, parameters) => Object.assign(new FakeModel(base, delta ?? []), { parameters }),
    ...options,
  });
}

/** From now on a browser that nobody used yet. */
export function newBrowser(): void {
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.stubGlobal('document', {});
  vi.stubGlobal('localStorage', new FakeLocalStorage());
}

/** The same before every test of the file that calls this. */
export function freshBrowser(): void {
  beforeEach(newBrowser);
}

/** Runs a request against the database behind the store's back. */
export async function behind<T>(
  work: (tx: IDBTransaction) => IDBRequest<T>,
  { name = 'attune:test', stores = ['bases', 'heads', 'versions', 'chunks', 'steps', 'examples'] } = {},
): Promise<T> {
  const db = await answer(indexedDB.open(name));
  const tx = db.transaction(stores, 'readwrite');
  const result = await answer(work(tx));
  await new Promise((resolve) => tx.addEventListener('complete', resolve));
  db.close();
  return result;
}

export function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export interface StoredChunk {
  owner: string;
  index: number;
  bytes: Uint8Array;
}

/** The pieces of version `number`'s delta, as they lie in the database. */
export async function chunksOf(number: number, name = 'emoji'): Promise<StoredChunk[]> {
  const version = await behind<{ id: string }>((tx) => tx.objectStore('versions').get([name, number]));
  const all = await behind<StoredChunk[]>((tx) => tx.objectStore('chunks').getAll());
  return all.filter((chunk) => chunk.owner === version.id);
}

/** Puts other bytes in the place of the first piece of a version. */
export async function damage(
  number: number,
  change: (bytes: Uint8Array) => Uint8Array | undefined,
  name = 'emoji',
): Promise<void> {
  const [chunk] = await chunksOf(number, name);
  if (chunk === undefined) throw new Error(`version ${number} has no bytes`);
  const bytes = change(chunk.bytes);
  await behind<IDBValidKey | undefined>((tx) => {
    const chunks = tx.objectStore('chunks');
    const key = [chunk.owner, chunk.index];
    return (bytes === undefined ? chunks.delete(key) : chunks.put({ ...chunk, bytes })) as IDBRequest;
  });
}

export const flipped = (at: number) => (bytes: Uint8Array) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

/** Deletes the database as a browser does that runs out of disk: localStorage stays. */
export async function evict(name = 'attune:test'): Promise<void> {
  await answer(indexedDB.deleteDatabase(name));
}

class FakeLocalStorage {
  readonly #items = new Map<string, string>();
  get length(): number {
    return this.#items.size;
  }
  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }
  removeItem(key: string): void {
    this.#items.delete(key);
  }
}
