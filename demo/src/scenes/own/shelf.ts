// What was learned in this scene, kept in this browser: for every model that was trained its versions, each a delta, and once
// the file that they stand on.

import { computed, signal } from '@preact/signals';
import type { Model, ModelStore, VersionInfo } from 'attune';

const INDEX_KEY = 'attune-demo:your-own';

/** One model that was opened and trained. */
interface Entry {
  /** Under which the store keeps it: the same file opened again begins anew. */
  readonly key: string;
  /** Its file's. */
  readonly name: string;
  readonly bytes: number;
}

export class OwnShelf {
  /** Oldest first, of the model at hand. */
  readonly versions = signal<readonly VersionInfo[]>([]);
  readonly #entries = signal<readonly Entry[]>(readIndex());
  readonly #store: ModelStore;
  #key = '';
  #name = '';
  #baseBytes = 0;
  readonly bytes = computed(() => this.#entries.value.reduce((sum, { bytes }) => sum + bytes, 0));

  constructor(store: ModelStore) {
    this.#store = store;
  }

  /** The model that was trained last, as it is now; undefined when there is none. */
  async last(): Promise<{ name: string; model: Model } | undefined> {
    const entry = this.#entries.value.at(-1);
    if (entry === undefined) return undefined;
    const model = await this.#store.latest(entry.key);
    if (model === undefined) return undefined;
    this.#key = entry.key;
    this.#name = entry.name;
    this.versions.value = await this.#store.versions(entry.key);
    this.#baseBytes = entry.bytes - this.#learnedBytes();
    return { name: entry.name, model };
  }

  /** From now on versions of this one are kept. */
  begin(name: string): void {
    this.#name = name;
    this.#key = `${name} · ${Date.now().toString(36)}`;
    this.#baseBytes = 0;
    this.versions.value = [];
  }

  async save(model: Model, note: string, metrics: Record<string, number>): Promise<void> {
    await this.#store.save(this.#key, model, { note, metrics });
    if (this.#baseBytes === 0) this.#baseBytes = (await model.export()).byteLength;
    this.versions.value = await this.#store.versions(this.#key);
    this.#writeIndex();
  }

  async rollback(to: number): Promise<Model | undefined> {
    await this.#store.rollback(this.#key, { to });
    this.versions.value = await this.#store.versions(this.#key);
    this.#writeIndex();
    return this.#store.latest(this.#key);
  }

  async erase(): Promise<void> {
    await this.#store.erase();
    localStorage.removeItem(INDEX_KEY);
    this.#entries.value = [];
    this.begin(this.#name);
  }

  #writeIndex(): void {
    const others = this.#entries.value.filter(({ key }) => key !== this.#key);
    const bytes = this.#baseBytes + this.#learnedBytes();
    this.#entries.value = [...others, { key: this.#key, name: this.#name, bytes }];
    localStorage.setItem(INDEX_KEY, JSON.stringify(this.#entries.value));
  }

  #learnedBytes(): number {
    return this.versions.value.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }
}

function readIndex(): Entry[] {
  try {
    return JSON.parse(localStorage.getItem(INDEX_KEY) ?? '[]') as Entry[];
  } catch {
    return [];
  }
}
