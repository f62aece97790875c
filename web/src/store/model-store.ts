// Versions of models in IndexedDB: what a web page uses.

import { AttuneError } from '../errors.js';
import type { Model } from '../model/model.js';
import type { UpdateMetrics } from '../task/metrics.js';
import { cut } from './chunks.js';
import { commit, type Draft, eraseEverything, eraseName } from './commit.js';
import { Connection } from './connection.js';
import { databaseOf, newId, requireName } from './names.js';
import type { VersionRecord } from './records.js';
import { Sentinel } from './sentinel.js';
import { newestIntact, readBase, readDelta, readShelf } from './shelf.js';
import { type RestoreModel, type StorableModel, storage } from './storable.js';
import { describe, type StoreStatus, type VersionInfo } from './version-info.js';

export interface StoreOptions<M> {
  /** How many versions of each name stay; older ones are dropped by the next save. At least 2, so that there is one to fall back to. Default 10. */
  keep?: number | undefined;
  /** Makes a model of a base file and a delta. The `attune` entries set it; without it `latest()` and `load()` need `base`. */
  restore?: RestoreModel<M> | undefined;
}

/** Named numbers. (Spelled so that an interface without an index signature fits.) */
export type Metrics = { readonly [name: string]: number } | UpdateMetrics;

export interface SaveOptions {
  /** For people: shown by `versions()`. Default ''. */
  note?: string | undefined;
  /** What was measured, e.g. `finished`'s metrics. Default none. */
  metrics?: Metrics | undefined;
}

const DEFAULT_KEEP = 10;
const FEWEST_KEPT = 2;

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
    this.#keep = options.keep ?? DEFAULT_KEEP;
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
    const { keep } = options;
    if (keep !== undefined && (!Number.isSafeInteger(keep) || keep < FEWEST_KEPT)) {
      throw new AttuneError('invalid-parameter', `keep must be a whole number of at least ${FEWEST_KEPT}, got ${keep}`);
    }
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
    const source = model[storage];
    // At once: the caller may dispose of the model after this call.
    const exported = Promise.all([source.baseSha256(), source.exportDelta().then(cut)]);
    exported.catch(() => {}); // said when its turn comes
    return this.#inTurn(async () => {
      requireName(name);
      const trainedFrom = source.lineage.find(this.#key(name));
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
      const draft = { version, delta, trainedFrom, mark: this.#sentinel.read(name), keep: this.#keep };
      const written = await this.#commit(draft, () => source.exportBase());
      source.lineage.remember(this.#key(name), { head: written.id, number: written.number });
      return describe(written);
    });
  }

  /**
   * The newest version of `name` whose every byte is sound, or undefined: there is none, start from the base model.
   * `status()` tells whether that is because nothing was saved or because something was lost.
   *
   * @param options.base saves loading the stored base model again, and decides the load-time parameters; used if it is the
   *   one that the version belongs to, else the stored one is: a personal version wins over a newer base model
   * @throws AttuneError `integrity` when the stored base model is damaged and no fitting `base` was given
   */
  async latest<Kind extends M = M>(name: string, options: { base?: Kind | undefined } = {}): Promise<Kind | undefined> {
    requireName(name);
    const { newest, found } = await newestIntact(this.#connection, name);
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
        trainedFrom: { head: newest.id, number: newest.number },
      };
      return describe(await this.#commit(draft, () => this.#baseFile(record.base)));
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

  /** Reads and checks what `latest()` would load, and says how it is kept. */
  async status(name: string): Promise<StoreStatus> {
    requireName(name);
    // First the mark: it is written after the versions, so it is never ahead of a sound database.
    const mark = this.#sentinel.read(name);
    const { newest, found, damaged } = await newestIntact(this.#connection, name);
    if (newest === undefined) {
      if (mark === undefined) return { state: 'fresh', number: undefined, lost: [] };
      return { state: 'evicted', number: undefined, lost: [mark.number] };
    }
    const lost = mark !== undefined && mark.number > newest.number ? [mark.number, ...damaged] : [...damaged];
    return { state: lost.length === 0 ? 'ok' : 'fell-back', number: found?.record.number, lost };
  }

  /** Lets go of the database; what was begun is still finished. Further calls are refused with `storage-aborted`. */
  close(): void {
    this.#connection.close();
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
    return written;
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
    if (this.#restore === undefined) {
      throw new AttuneError('invalid-parameter', `a store without 'restore' needs the base model of '${record.name}'`, {
        hint: 'pass { base }',
      });
    }
    return (await this.#restore(await this.#baseFile(record.base), delta, record.parameters)) as Kind;
  }

  async #baseFile(sha: string): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await readBase(this.#connection, sha);
    if (bytes !== undefined) return bytes;
    throw new AttuneError('integrity', 'the stored base model is damaged', {
      hint: 'load the base model from where it came and pass it as { base }',
    });
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

function numbersOf(metrics: Metrics | undefined): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const [name, value] of Object.entries({ ...metrics }) as [string, unknown][]) {
    if (typeof value !== 'number') {
      throw new AttuneError('invalid-parameter', `metrics are numbers, but '${name}' is a ${typeof value}`);
    }
    numbers[name] = value;
  }
  return numbers;
}
