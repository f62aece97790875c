// What was learned in this scene, kept in this browser: for every model that was trained its versions, each a delta, once the
// file that they stand on, and the examples.

import { computed, signal } from '@preact/signals';
import type { ExampleStore, Model, ModelStore, VersionInfo } from 'attune';
import { fromFile, toFile } from '../../frame/json-file.ts';
import type { Files } from '../scene.ts';
import { type Answer, type OwnExample, type Pixels, targetOf, toExample, type Value } from './examples.ts';

type Stores = typeof import('./stores.ts');

const INDEX_KEY = 'attune-demo:your-own';

/** One model that was opened and trained. */
interface Entry {
  /** Under which the store keeps it: the same file opened again begins anew. */
  readonly key: string;
  /** Its file's. */
  readonly name: string;
  readonly bytes: number;
  readonly examples: number;
}

export class OwnShelf {
  /** Oldest first, of the model at hand. */
  readonly versions = signal<readonly VersionInfo[]>([]);
  readonly #entries = signal<readonly Entry[]>(readIndex());
  readonly #stores: Stores;
  readonly #store: ModelStore;
  #examples: ExampleStore | undefined;
  /** Of each example its name in the store, once it is there. */
  #ids = new WeakMap<OwnExample, string>();
  /** One thing after another. */
  #turn: Promise<unknown> = Promise.resolve();
  #key = '';
  #name = '';
  #target = '';
  #baseBytes = 0;
  readonly bytes = computed(() => this.#entries.value.reduce((sum, { bytes }) => sum + bytes, 0));
  readonly count = computed(() => this.#entries.value.reduce((sum, { examples }) => sum + examples, 0));

  constructor(stores: Stores, store: ModelStore) {
    this.#stores = stores;
    this.#store = store;
  }

  /** The model that was trained last as it is now, and its examples; undefined when there is none. */
  async last(): Promise<{ name: string; model: Model; examples: OwnExample[] } | undefined> {
    const entry = this.#entries.value.at(-1);
    if (entry === undefined) return undefined;
    const model = await this.#store.latest(entry.key);
    if (model === undefined) return undefined;
    await this.#use(entry.key, entry.name, model);
    this.versions.value = await this.#store.versions(entry.key);
    const { byteLength } = (await this.#examples?.count()) ?? { byteLength: 0 };
    this.#baseBytes = entry.bytes - this.#learnedBytes() - byteLength;
    return { name: entry.name, model, examples: await this.#readExamples(model) };
  }

  /** From now on versions and examples of this one are kept. */
  async begin(name: string, model: Model): Promise<void> {
    await this.#turn;
    this.#baseBytes = 0;
    this.versions.value = [];
    await this.#use(`${name} · ${Date.now().toString(36)}`, name, model);
  }

  /** Resolves when they are on the disk; of a model that does not learn none is kept. */
  keep(examples: readonly OwnExample[]): Promise<void> {
    return this.#inTurn(async (store) => {
      for (const example of examples) {
        const { id } = await store.add(toExample(example, this.#target));
        this.#ids.set(example, id);
      }
      await this.#writeIndex();
    });
  }

  drop(examples: readonly OwnExample[]): Promise<void> {
    return this.#inTurn(async (store) => {
      for (const example of examples) {
        const id = this.#ids.get(example);
        if (id !== undefined) await store.remove(id);
      }
      await this.#writeIndex();
    });
  }

  save(model: Model, note: string, metrics: Record<string, number>): Promise<void> {
    return this.#inTurn(async () => {
      await this.#store.save(this.#key, model, { note, metrics });
      if (this.#baseBytes === 0) this.#baseBytes = (await model.export()).byteLength;
      this.versions.value = await this.#store.versions(this.#key);
      await this.#writeIndex();
    });
  }

  async rollback(to: number): Promise<Model | undefined> {
    await this.#store.rollback(this.#key, { to });
    this.versions.value = await this.#store.versions(this.#key);
    await this.#writeIndex();
    return this.#store.latest(this.#key);
  }

  async pack(): Promise<Files> {
    await this.#turn;
    if (this.#entries.value.length === 0) return {};
    const { bytes } = await this.#store.export({ includesPersonalData: true });
    return { 'store.zip': bytes, 'index.json': toFile(this.#entries.value) };
  }

  async unpack(files: Files): Promise<void> {
    const [store, entries] = [files['store.zip'], fromFile<Entry[]>(files['index.json'])];
    if (store === undefined || entries === undefined) return;
    await this.#store.import(store as Uint8Array<ArrayBuffer>);
    this.#setIndex(entries);
  }

  async erase(): Promise<void> {
    await this.#turn;
    this.#examples?.close();
    this.#examples = undefined;
    await this.#store.erase();
    localStorage.removeItem(INDEX_KEY);
    this.#entries.value = [];
    this.versions.value = [];
  }

  async #use(key: string, name: string, model: Model): Promise<void> {
    this.#key = key;
    this.#name = name;
    this.#target = targetOf(model.description)?.name ?? '';
    this.#examples?.close();
    this.#examples = model.description.isUpdatable ? await this.#stores.openExamples(model, key) : undefined;
  }

  async #readExamples({ description }: Model): Promise<OwnExample[]> {
    const examples: OwnExample[] = [];
    for (const { id } of (await this.#examples?.list()) ?? []) {
      const kept = await this.#examples?.get(id);
      if (kept === undefined) continue;
      const inputs: Record<string, Value> = {};
      for (const { name } of description.inputs) if (name in kept.features) inputs[name] = kept.features[name] as Value;
      const picture = Object.values(inputs).find(
        (value): value is Pixels => typeof value === 'object' && 'width' in value,
      );
      const example = { inputs, answer: kept.features[this.#target] as Answer, picture };
      this.#ids.set(example, id);
      examples.push(example);
    }
    return examples;
  }

  async #writeIndex(): Promise<void> {
    const kept = (await this.#examples?.count()) ?? { count: 0, byteLength: 0 };
    const others = this.#entries.value.filter(({ key }) => key !== this.#key);
    const bytes = this.#baseBytes + this.#learnedBytes() + kept.byteLength;
    this.#setIndex([...others, { key: this.#key, name: this.#name, bytes, examples: kept.count }]);
  }

  #setIndex(entries: readonly Entry[]): void {
    this.#entries.value = entries;
    localStorage.setItem(INDEX_KEY, JSON.stringify(entries));
  }

  /** With the examples of the model at hand; while there are none nothing is done. */
  #inTurn(work: (store: ExampleStore) => Promise<void>): Promise<void> {
    const done = this.#turn.then(async () => {
      if (this.#examples !== undefined) await work(this.#examples);
    });
    this.#turn = done.catch(() => {});
    return done;
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
