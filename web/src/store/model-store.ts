// Versions of models in IndexedDB: what a web page uses.

import { AttuneError } from '../errors.js';
import type { Examples } from '../model/examples.js';
import type { Model } from '../model/model.js';
import { cut } from './chunks.js';
import { commit, type Draft, eraseEverything, eraseName } from './commit.js';
import { Connection } from './connection.js';
import { forget, rebuild } from './forget.js';
import type { Lineage, Path } from './lineage.js';
import { alone } from './locks.js';
import { databaseOf, newId, requireName } from './names.js';
import { askToPersist, canPersist, isPersisted } from './persistence.js';
import { exportStore, importStore } from './portable.js';
import type { StepRecord, VersionRecord } from './records.js';
import { loadStored, storedBase, type Workshop } from './replay.js';
import { Sentinel } from './sentinel.js';
import { newestIntact, readDelta, readShelf, type Search } from './shelf.js';
import { addRefusal } from './steps.js';
import { type RestoreModel, type StorableModel, storage } from './storable.js';
import {
  numbersOf,
  readKeep,
  type SaveOptions,
  type StoreOptions,
  type StoreUpdateOptions,
  type StoreUpdateResult,
} from './store-options.js';
import { type Origin, type Updatable, updateStored } from './updating.js';
import { describe, type ExportedStore, type Forgotten, type StoreStatus, type VersionInfo } from './version-info.js';

/**
 * Keeps every version of a model in this browser. A base model is stored once; a version is what was learned since.
 *
 * A save happened or it did not, whatever is killed; every byte is checked when it is read, and a damaged version is passed
 * over for the one before it. Two tabs cannot lose each other's training: the slower save is refused with `conflict`.
 */
export class ModelStore<M extends StorableModel<M> = Model> {
  readonly name: string;
  readonly #connection: Connection;
  readonly #sentinel: Sentinel;
  readonly #keep: number;
  readonly #restore: RestoreModel<M> | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(name: string, options: StoreOptions<M>) {
    const database = databaseOf(name);
    this.name = name;
    this.#connection = new Connection(database);
    this.#sentinel = new Sentinel(database);
    this.#keep = readKeep(options.keep);
    this.#restore = options.restore;
  }

  /**
   * Opens a store, and makes it if it is not there: the IndexedDB database `attune:<name>` of this page's origin.
   *
   * @throws AttuneError `invalid-parameter` when the name is empty or `keep` is below 2
   * @throws AttuneError `format-too-new` when a newer release of this package wrote it
   * @throws AttuneError `storage-broken` when the browser cannot open its storage
   */
  static async open<M extends StorableModel<M>>(name: string, options: StoreOptions<M> = {}): Promise<ModelStore<M>> {
    requireName(name);
    readKeep(options.keep);
    const store = new ModelStore<M>(name, options);
    await store.#connection.open();
    return store;
  }

  /**
   * Saves a model as the newest version of `name`; resolves when it is on the disk. Saves of one handle run in the order of
   * the calls.
   *
   * @throws AttuneError `invalid-parameter` when the name is empty or a metric is not a number
   * @throws AttuneError `conflict` when the newest version is not the one that the model was trained from
   * @throws AttuneError `quota` when the browser gives the page no more room
   * @throws AttuneError `storage-aborted` when the browser gave up; like all of these it leaves everything as it was
   */
  save(name: string, model: M, options: SaveOptions = {}): Promise<VersionInfo> {
    return this.#save(name, model, options);
  }

  /** @param origin where the model comes from, if its lineage does not say so */
  #save(name: string, model: M, options: SaveOptions, origin?: Origin): Promise<VersionInfo> {
    const source = model[storage];
    // At once: the caller may dispose of the model after this call.
    const exported = Promise.all([source.baseSha256(), source.exportDelta().then(cut)]);
    exported.catch(() => {}); // said when its turn comes
    return this.#inTurn(async () => {
      requireName(name);
      const { trainedFrom, how } = origin ?? this.#originOf(name, source.lineage);
      const [base, delta] = await exported;
      const version = {
        name,
        id: newId(),
        base,
        parent: trainedFrom?.number ?? null,
        restores: null,
        savedAt: Date.now(),
        note: options.note ?? '',
        metrics: numbersOf(options.metrics),
        parameters: { ...source.parameters },
        coreVersion: source.coreVersion,
      };
      const draft = { version, how, delta, trainedFrom, mark: this.#sentinel.read(name), keep: this.#keep };
      const written = await this.#commit(draft, () => source.exportBase());
      source.lineage.remember(this.#key(name), { head: written.id, number: written.number });
      return describe(written);
    });
  }

  /**
   * Trains the newest version of `name` and saves what it learned: `latest()`, `model.update()` and `save()` in one. Tabs take
   * turns where the browser has Web Locks; without them the slower one trains again from what the faster one saved.
   *
   * With examples of an ExampleStore (also those of `validation`, `replay` and `keepIfBetter`) the version can later be made
   * again without one of them: `forget()`.
   *
   * @param options as `model.update()`; `base` where to start when nothing is stored
   * @throws AttuneError as `model.update()` and `save()`; `invalid-parameter` when nothing is stored and there is no `base`
   */
  update(
    name: string,
    examples: Examples<unknown>,
    options: StoreUpdateOptions<M> = {},
  ): Promise<StoreUpdateResult<M>> {
    const store: Updatable<M> = {
      start: () => this.#start(name, options),
      save: (model, metrics, origin) => {
        return this.#save(name, model, { note: options.note, metrics: { ...metrics, ...options.metrics } }, origin);
      },
      refused: (step, head) => addRefusal(this.#connection, step, head),
      own: (path) => this.#own(path),
    };
    return alone(`${databaseOf(this.name)}/${name}`, async () => {
      requireName(name);
      return updateStored(store, name, examples, options);
    });
  }

  /**
   * The newest version of `name` whose every byte is sound, or undefined: there is none, start from the base model.
   * `status()` tells whether that is because nothing was saved or because something was lost. If all versions are damaged and
   * they were trained from an ExampleStore, the newest one is trained again, and kept.
   *
   * @param options.base saves loading the stored base model again, and decides the load-time parameters; used if it is the
   *   one that the version belongs to, else the stored one is: a personal version wins over a newer base model
   * @throws AttuneError `integrity` when the stored base model is damaged and no fitting `base` was given
   */
  async latest<Kind extends M = M>(name: string, options: { base?: Kind | undefined } = {}): Promise<Kind | undefined> {
    requireName(name);
    const { newest, found } = await this.#search(name, options.base);
    if (newest === undefined) return undefined;
    if (found === undefined) {
      // Training goes on from the base, and its save replaces what is damaged.
      options.base?.[storage].lineage.remember(this.#key(name), { head: newest.id, number: null });
      return undefined;
    }
    const model = await this.#make(found.record, found.delta, options.base);
    model[storage].lineage.remember(this.#key(name), { head: newest.id, number: found.record.number });
    return model;
  }

  /**
   * One certain version. To train on from it, `rollback()` first: a save of its descendants is refused with `conflict`
   * while there is a newer one.
   *
   * @throws AttuneError `invalid-parameter` when that version is not kept
   * @throws AttuneError `integrity` when it is damaged
   */
  async load<Kind extends M = M>(name: string, options: { version: number; base?: Kind | undefined }): Promise<Kind> {
    const { record, delta } = await this.#read(name, options.version);
    const model = await this.#make(record, delta, options.base);
    model[storage].lineage.remember(this.#key(name), { head: record.id, number: record.number });
    return model;
  }

  /** What is kept under `name`, oldest first. */
  async versions(name: string): Promise<VersionInfo[]> {
    requireName(name);
    const { versions } = await this.#connection.read('list the versions', (tx) => readShelf(tx, name));
    return versions.map(describe);
  }

  /**
   * Makes an older version the newest again, as a new version that equals it: nothing is lost, and rolling back can be
   * undone by rolling back. Models that other tabs trained from what was the newest are refused with `conflict`.
   *
   * @returns the new version; its `restores` is `to`
   * @throws AttuneError `invalid-parameter` when version `to` is not kept
   * @throws AttuneError `integrity` when it is damaged
   * @throws AttuneError `conflict` when another tab saved meanwhile
   */
  rollback(name: string, options: { to: number }): Promise<VersionInfo> {
    return this.#inTurn(async () => {
      const { record, delta, newest } = await this.#read(name, options.to);
      const version = {
        ...{ name, id: newId(), base: record.base, parameters: record.parameters },
        ...{ note: record.note, metrics: record.metrics },
        ...{ parent: newest.number, restores: record.number, savedAt: Date.now(), coreVersion: record.coreVersion },
      };
      const draft = {
        ...{ version, delta: await cut(delta), mark: this.#sentinel.read(name), keep: this.#keep },
        ...{ trainedFrom: { head: newest.id, number: newest.number }, how: { made: [], restart: false } },
      };
      return describe(await this.#commit(draft, () => storedBase(this.#connection, record.base)));
    });
  }

  /**
   * Removes every trace of `name`, or of the whole store with its database, and proves it by listing what is left. The
   * handle stays usable. Models in memory live on, but cannot be saved here again.
   *
   * @throws AttuneError `storage-aborted` when the browser gave up, `storage-broken` when something is still there
   */
  erase(name?: string): Promise<void> {
    return this.#inTurn(() => (name === undefined ? this.#eraseAll() : this.#eraseOne(name)));
  }

  /**
   * Takes an example out of everything that learned from it: deletes it, and every version that saw it, and trains those
   * again without it. The result has the bits that the same history gives without that example: splits, orders, early
   * stops, refused updates and all. One transaction: all of it happened, or nothing.
   *
   * @param exampleId of an ExampleStore of this store's name
   * @returns what became of each model that had seen it
   * @throws AttuneError `cannot-forget` when a version that may have seen it was trained from anything but an ExampleStore, or
   *   another example that it takes to train again is gone; nothing was changed, and `erase()` is what is left
   * @throws AttuneError `bad-example` when there is no such example and nothing learned from it
   * @throws AttuneError `conflict` when other tabs save all the while
   */
  forget(exampleId: string, options: { base?: M | undefined } = {}): Promise<Forgotten[]> {
    return this.#inTurn(async () => {
      const forgotten = await forget(this.#workshop(options.base), exampleId);
      for (const { name } of forgotten) await this.#mark(name);
      return forgotten;
    });
  }

  /** Reads and checks what `latest()` would load, and says how it is kept. */
  async status(name: string): Promise<StoreStatus> {
    requireName(name);
    // First the mark: it is written after the versions, so it is never ahead of a sound database.
    const mark = this.#sentinel.read(name);
    const { newest, found, damaged } = await newestIntact(this.#connection, name);
    const persisted = await isPersisted();
    if (newest === undefined) {
      if (mark === undefined) return { state: 'fresh', number: undefined, lost: [], persisted };
      return { state: 'evicted', number: undefined, lost: [mark.number], persisted };
    }
    const lost = mark !== undefined && mark.number > newest.number ? [mark.number, ...damaged] : [...damaged];
    const sound = found?.record.rebuilt === true ? 'rebuilt' : 'ok';
    return { state: lost.length === 0 ? sound : 'fell-back', number: found?.record.number, lost, persisted };
  }

  /**
   * All that the user owns here as one file, a zip: models, versions, history, examples. What is damaged is left out, and named.
   *
   * @param options.includesPersonalData must be true: whoever gets the file gets the user's examples, and a model trained on a
   *   few examples tells about them, too
   * @throws AttuneError `invalid-parameter` without it
   */
  async export(options: { includesPersonalData: true }): Promise<ExportedStore> {
    if (options?.includesPersonalData !== true) {
      throw new AttuneError(
        'invalid-parameter',
        "an exported store holds the user's data: say includesPersonalData: true",
      );
    }
    return exportStore(this.#connection);
  }

  /**
   * Puts back what `export()` gave, into an empty store: all of it, or nothing.
   *
   * @throws AttuneError `conflict` when something is stored already
   * @throws AttuneError `integrity`, `model-invalid`, `model-too-large` when the file is none, or was damaged
   * @throws AttuneError `format-too-new` when a newer release of this package wrote it
   */
  import(file: Blob | Uint8Array<ArrayBuffer> | ArrayBuffer): Promise<void> {
    return this.#inTurn(async () => {
      const names = await importStore(this.#connection, file instanceof Blob ? file : new Blob([file]));
      for (const name of names) await this.#mark(name);
    });
  }

  /** Lets go of the database; what was begun is still finished. Further calls are refused with `storage-aborted`. */
  close(): void {
    this.#connection.close();
  }

  /** The newest version that is sound; if there is none, one that is made again from what it was made of. */
  async #search(name: string, base: M | undefined): Promise<Search> {
    const search = await newestIntact(this.#connection, name);
    if (search.newest === undefined || search.found !== undefined) return search;
    const remade = await this.#inTurn(() => rebuild(this.#workshop(base), name));
    return remade ? newestIntact(this.#connection, name) : search;
  }

  #workshop(base?: M): Workshop<M> {
    return { database: databaseOf(this.name), connection: this.#connection, restore: this.#restore, base };
  }

  async #start(name: string, { base, from = 'latest' }: StoreUpdateOptions<M>) {
    const { newest, found } = await this.#search(name, base);
    const head = newest?.id;
    if (found !== undefined && head !== undefined && from === 'latest') {
      const model = await this.#make(found.record, found.delta, base);
      return { model, trainedFrom: { head, number: found.record.number }, restart: false };
    }
    const trainedFrom = head === undefined ? undefined : { head, number: null };
    const model =
      base ?? (found === undefined ? undefined : await loadStored(this.#workshop(), found.record, undefined));
    if (model !== undefined) return { model, trainedFrom, restart: trainedFrom !== undefined };
    throw new AttuneError('invalid-parameter', `nothing is stored under '${name}' to train`, { hint: 'pass { base }' });
  }

  /** A path as it is stored: null if part of it is not known, or lies in another store. */
  #own(path: Path): StepRecord['made'] {
    const database = databaseOf(this.name);
    if (path?.every((made) => made.database === database) !== true) return null;
    return path.map(({ record }) => record);
  }

  #originOf(name: string, lineage: Lineage): Origin {
    const key = this.#key(name);
    const trainedFrom = lineage.find(key);
    const restart = trainedFrom !== undefined && trainedFrom.number === null;
    return { trainedFrom, how: { made: this.#own(lineage.path(key)), restart } };
  }

  #key(name: string): string {
    return `${this.name}/${encodeURIComponent(name)}`;
  }

  /** After an earlier write of this handle, so that a model saved a moment ago counts as the parent of the next one. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#writing.then(work);
    this.#writing = turn.catch(() => {});
    return turn;
  }

  async #commit(draft: Draft, baseFile: () => Promise<Uint8Array>): Promise<VersionRecord> {
    const written = await commit(this.#connection, draft, baseFile);
    const { name, number, id, savedAt } = written;
    this.#sentinel.write(name, { number, id, savedAt });
    if (canPersist() && this.#sentinel.askOnce()) void askToPersist();
    return written;
  }

  /** After versions were replaced: what is there now is what must be found. */
  async #mark(name: string): Promise<void> {
    const { newest, versions } = await this.#connection.read('read the versions', (tx) => readShelf(tx, name));
    this.#sentinel.erase(name);
    if (newest === undefined) return;
    this.#sentinel.write(name, { number: newest.number, id: newest.id, savedAt: versions.at(-1)?.savedAt ?? 0 });
  }

  async #read(name: string, number: number) {
    requireName(name);
    const { newest, versions } = await this.#connection.read('read a version', (tx) => readShelf(tx, name));
    const record = versions.find((version) => version.number === number);
    if (newest === undefined || record === undefined) {
      const kept = versions.map((version) => version.number).join(', ') || 'none';
      throw new AttuneError('invalid-parameter', `'${name}' has no version ${number}; kept are: ${kept}`);
    }
    const delta = await readDelta(this.#connection, record);
    if (delta === undefined) {
      throw new AttuneError('integrity', `version ${number} of '${name}' is damaged`, {
        hint: 'store.latest() answers with the newest version that is sound',
      });
    }
    return { newest, record, delta };
  }

  async #make<Kind extends M>(record: VersionRecord, delta: Uint8Array<ArrayBuffer>, base?: Kind): Promise<Kind> {
    if (base !== undefined && (await base[storage].baseSha256()) === record.base) {
      return (await base[storage].withDelta(delta)) as Kind;
    }
    return (await loadStored(this.#workshop(), record, delta)) as Kind;
  }

  async #eraseOne(name: string): Promise<void> {
    requireName(name);
    await eraseName(this.#connection, name);
    this.#sentinel.erase(name);
  }

  async #eraseAll(): Promise<void> {
    await eraseEverything(this.#connection);
    this.#sentinel.eraseAll();
  }
}
