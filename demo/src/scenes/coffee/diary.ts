// What outlives the page: versions of the model, and for each the orders that it was taught.

import { signal } from '@preact/signals';
import type { Model, ModelStore, VersionInfo } from 'attune';
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import { fromFile, toFile } from '../../frame/json-file.ts';
import type { Files } from '../scene.ts';
import { type Coffee, MODEL_NAME } from './coffee-model.ts';
import type { Order } from './menu.ts';

const DATABASE = 'attune-demo:coffee-orders';

/** Versions name their orders in their metrics, so a rollback, which copies them, names the right ones. */
interface DiarySchema extends DBSchema {
  orders: { key: number; value: readonly Order[] };
}

type SaveVersion = typeof import('./learn.ts').save;

export class Diary {
  /** Oldest first. */
  readonly versions = signal<readonly VersionInfo[]>([]);
  /** Of all that is kept here. */
  readonly bytes = signal(0);
  readonly #store: ModelStore;
  readonly #save: SaveVersion;
  readonly #baseBytes: number;
  #database: Promise<IDBPDatabase<DiarySchema>> | undefined;

  constructor(store: ModelStore, save: SaveVersion, baseBytes: number) {
    this.#store = store;
    this.#save = save;
    this.#baseBytes = baseBytes;
  }

  /** The newest version and its orders; undefined while there is none. */
  async latest(base: Model<Coffee>): Promise<{ model: Model<Coffee>; orders: readonly Order[] } | undefined> {
    const model = await this.#store.latest(MODEL_NAME, { base });
    await this.refresh();
    if (model === undefined) return undefined;
    const key = this.versions.value.at(-1)?.metrics.diary;
    const orders = key === undefined ? [] : ((await (await this.#open()).get('orders', key)) ?? []);
    return { model, orders };
  }

  async save(model: Model<Coffee>, orders: readonly Order[], note: string, updateMs: number): Promise<void> {
    // Before the version: so none lacks its orders.
    const diary = await (await this.#open()).add('orders', orders);
    await this.#save(this.#store, model, { note, metrics: { diary, orders: orders.length, updateMs } });
    await this.refresh();
  }

  async rollback(to: number): Promise<void> {
    await this.#store.rollback(MODEL_NAME, { to });
    await this.refresh();
  }

  async pack(): Promise<Files> {
    if (this.versions.value.length === 0) return {};
    const { bytes } = await this.#store.export({ includesPersonalData: true });
    const tx = (await this.#open()).transaction('orders');
    const [keys, orders] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
    return { 'store.zip': bytes, 'orders.json': toFile(keys.map((key, i) => [key, orders[i]])) };
  }

  async unpack(files: Files): Promise<void> {
    const store = files['store.zip'];
    const diaries = fromFile<[key: number, orders: Order[]][]>(files['orders.json']);
    if (store === undefined || diaries === undefined) return;
    await this.#store.import(store as Uint8Array<ArrayBuffer>);
    const tx = (await this.#open()).transaction('orders', 'readwrite');
    for (const [key, orders] of diaries) void tx.store.put(orders, key);
    await tx.done;
  }

  async erase(): Promise<void> {
    await this.#store.erase();
    const database = this.#database;
    this.#database = undefined;
    (await database?.catch(() => undefined))?.close();
    await deleteDB(DATABASE);
    this.versions.value = [];
    this.bytes.value = 0;
  }

  /** Reads anew what is there; drops orders that no version was taught. */
  async refresh(): Promise<void> {
    const versions = await this.#store.versions(MODEL_NAME);
    let bytes = versions.reduce((sum, { byteLength }) => sum + byteLength, versions.length === 0 ? 0 : this.#baseBytes);
    if (versions.length > 0) {
      const used = new Set(versions.map(({ metrics }) => metrics.diary));
      const tx = (await this.#open()).transaction('orders', 'readwrite');
      for (let at = await tx.store.openCursor(); at !== null; at = await at.continue()) {
        if (used.has(at.primaryKey)) bytes += JSON.stringify(at.value).length;
        else await at.delete();
      }
      await tx.done;
    }
    this.bytes.value = bytes;
    this.versions.value = versions;
  }

  #open(): Promise<IDBPDatabase<DiarySchema>> {
    this.#database ??= openDB<DiarySchema>(DATABASE, 1, {
      upgrade: (database) => void database.createObjectStore('orders', { autoIncrement: true }),
      // Another tab erases: let it.
      blocking: (_current, _blocked, { target }) => (target as IDBDatabase).close(),
    });
    this.#database.catch(() => {
      this.#database = undefined;
    });
    return this.#database;
  }
}
