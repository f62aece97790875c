// The user's own examples in IndexedDB: what a web page uses.

import { AttuneError } from '../errors.js';
import type { Features } from '../inputs/feature-input.js';
import type { ImageOptions } from '../inputs/image-options.js';
import type { ModelDescription } from '../model/description.js';
import type { AnyModel, ModelTypes } from '../model/model-types.js';
import { cut } from './chunks.js';
import { Connection } from './connection.js';
import { type Encoded, encode, type KeptImages } from './example-codec.js';
import { type ExampleInfo, infoOf, type KeptExample } from './example-info.js';
import { checkLimits, type EvictionPolicy, type ExampleLimits, makeRoom } from './example-limits.js';
import {
  deleteExample,
  isExampleRecord,
  listExamples,
  nextExampleId,
  putExample,
  readExample,
} from './example-records.js';
import { ExampleSet } from './example-set.js';
import { databaseOf, requireName } from './names.js';
import { byteLengthOf, type ExampleRecord } from './records.js';
import { type ModelStorage, storage } from './storable.js';

/** What the examples are for: a `Model` is one. */
export interface ExampleModel {
  readonly description: ModelDescription;
  readonly [storage]: Pick<ModelStorage<unknown>, 'fitImages'>;
}

export interface ExampleStoreOptions {
  /** The model that the examples are for: each is checked as its `update()` would. Needed by `add()` alone. */
  readonly model?: ExampleModel | undefined;
  /** Tells kinds of examples apart that lie in one store, such as the user's own and shipped ones to replay. Default `'own'`. */
  readonly collection?: string | undefined;
  /** The fraction of each label's examples that is held out, from 0 (default) to 1. What is once held out stays so. */
  readonly holdOut?: number | undefined;
  /** How many examples, and how many bytes of them, may lie in the collection. Default: no limit. */
  readonly limits?: ExampleLimits | undefined;
  /** What happens when a new example does not fit. Default `'refuse'`. */
  readonly evict?: EvictionPolicy | undefined;
  /** How images are kept. Default `'tensor'`: in the model's own size. */
  readonly images?: KeptImages | undefined;
}

export interface AddExampleOptions {
  /** The page's own words about it: comes back in `list()`. Default ''. */
  readonly note?: string | undefined;
  /** Default: as `holdOut` says. */
  readonly heldOut?: boolean | undefined;
  /** How images meet the model's size, where they are kept as `'tensor'`. */
  readonly imageOptions?: ImageOptions | undefined;
}

/**
 * Keeps the user's own examples in this browser, removable one by one. They lie in the database of the ModelStore of the
 * same name, so that `store.forget(id)`, `store.erase()` and `store.export()` reach them.
 *
 * @example
 * const examples = await ExampleStore.open('drawings', { model, holdOut: 0.2 });
 * await examples.add({ drawing: canvas, label: '🐱' });
 * const { model: mine } = await model.update(await examples.training()).finished;
 * const { accuracy } = await mine.evaluate(await examples.heldOut());
 */
export class ExampleStore<Types extends ModelTypes = AnyModel> {
  readonly name: string;
  readonly collection: string;
  readonly #database: string;
  readonly #connection: Connection;
  readonly #options: ExampleStoreOptions;

  private constructor(name: string, options: ExampleStoreOptions) {
    this.name = name;
    this.collection = options.collection ?? 'own';
    this.#database = databaseOf(name);
    this.#connection = new Connection(this.#database);
    this.#options = options;
  }

  /**
   * Opens the examples of a store, and makes the store if it is not there.
   *
   * @param name the ModelStore's
   * @throws AttuneError `invalid-parameter` for an option that is none
   * @throws AttuneError `format-too-new` when a newer release of this package wrote the store
   * @throws AttuneError `storage-broken` when the browser cannot open its storage
   */
  static async open<Types extends ModelTypes = AnyModel>(
    name: string,
    options: ExampleStoreOptions = {},
  ): Promise<ExampleStore<Types>> {
    requireName(name);
    check(options);
    const store = new ExampleStore<Types>(name, options);
    await store.#connection.open();
    return store;
  }

  /**
   * Keeps an example; resolves when it is on the disk. Its values are read before the call returns, as far as they can be.
   *
   * @throws AttuneError `bad-example`, `shape-mismatch` when it does not fit the model
   * @throws AttuneError `quota` when it does not fit in: into the limits, or into what the browser gives
   * @throws AttuneError `storage-aborted` when the browser gave up; like all of these it leaves everything as it was
   */
  async add(example: Types['examples'], options: AddExampleOptions = {}): Promise<ExampleInfo> {
    const encoded = await this.#encode(example as Features, options);
    const chunked = await cut(encoded.bytes);
    const record = await this.#connection.write('keep an example', async (tx) => {
      const kept = await listExamples(tx, this.collection);
      const { limits = {}, evict = 'refuse' } = this.#options;
      const gone = makeRoom(kept.map(infoOf), encoded.bytes.length, limits, evict);
      const left = kept.filter(({ id }) => !gone.has(id));
      for (const { id } of kept) if (gone.has(id)) deleteExample(tx, id);
      const record: ExampleRecord = {
        ...{ id: await nextExampleId(tx), collection: this.collection, addedAt: Date.now() },
        heldOut: options.heldOut ?? this.#holdsOut(left, encoded.label),
        ...{ label: encoded.label, note: options.note ?? '' },
        ...{ blockBytes: encoded.blockBytes, blobs: encoded.blobs, chunks: chunked.notes },
      };
      putExample(tx, record, chunked);
      return record;
    });
    return infoOf(record);
  }

  /** What is kept, oldest first, without reading it. */
  async list(): Promise<ExampleInfo[]> {
    return (await this.#records()).map(infoOf);
  }

  /**
   * One example with its features, as `update()` and `predict()` take them.
   *
   * @throws AttuneError `bad-example` when there is none of that id, `integrity` when it is damaged
   */
  async get(id: string): Promise<KeptExample> {
    const { record, features } = await readExample(this.#connection, id);
    return { ...infoOf(record), features };
  }

  /** How many are kept, and how many bytes they take. */
  async count(): Promise<{ readonly count: number; readonly heldOut: number; readonly byteLength: number }> {
    const records = await this.#records();
    return {
      count: records.length,
      heldOut: records.filter(({ heldOut }) => heldOut).length,
      byteLength: records.reduce((sum, { chunks }) => sum + byteLengthOf(chunks), 0),
    };
  }

  /** All that may be learned from, oldest first: what an update takes, and what `store.forget(id)` can take out again. */
  async training(): Promise<ExampleSet<Types['examples']>> {
    return this.#set((await this.#records()).filter(({ heldOut }) => !heldOut));
  }

  /** All that are held out, oldest first: for `evaluate()`, and for an update's `validation`. */
  async heldOut(): Promise<ExampleSet<Types['examples']>> {
    return this.#set((await this.#records()).filter(({ heldOut }) => heldOut));
  }

  /** Certain examples, in that order. @throws AttuneError `bad-example` for an id that is not there */
  async pick(ids: Iterable<string>): Promise<ExampleSet<Types['examples']>> {
    const kept = new Map((await this.#records()).map((record) => [record.id, record]));
    return this.#set(
      [...ids].map((id) => {
        const record = kept.get(id);
        if (record === undefined) throw new AttuneError('bad-example', `there is no example '${id}'`);
        return record;
      }),
    );
  }

  /**
   * Removes an example, and nothing that was learned from it: that is `store.forget(id)`. Afterwards versions that saw it
   * cannot be made again. Removing what is not there does nothing.
   */
  async remove(id: string): Promise<void> {
    await this.#connection.write('remove an example', async (tx) => {
      const record = await tx.objectStore('examples').get(id);
      if (!isExampleRecord(record) || record.collection === this.collection) deleteExample(tx, id);
    });
  }

  /** Removes all examples of the collection, and proves it by listing what is left; models stay. */
  async clear(): Promise<void> {
    const gone = await this.#connection.write('remove all examples', async (tx) => {
      const records = await listExamples(tx, this.collection);
      for (const { id } of records) deleteExample(tx, id);
      return new Set(records.map(({ id }) => id));
    });
    const left = await this.#connection.read('list what is left', async (tx) => [
      ...(await tx.objectStore('examples').getAllKeys()),
      ...(await tx.objectStore('chunks').getAllKeys()).map(([owner]) => owner),
    ]);
    if (left.some((owner) => gone.has(owner))) {
      throw new AttuneError('storage-broken', 'the browser still lists examples after deleting them');
    }
  }

  /** Lets go of the database. Further calls are refused with `storage-aborted`. */
  close(): void {
    this.#connection.close();
  }

  #records(): Promise<ExampleRecord[]> {
    return this.#connection.read('list the examples', (tx) => listExamples(tx, this.collection));
  }

  #set(records: readonly ExampleRecord[]): ExampleSet<Types['examples']> {
    const ids = records.map(({ id }) => id);
    return new ExampleSet(this.#database, ids, async (id) => (await readExample(this.#connection, id)).features);
  }

  #encode(example: Features, { imageOptions }: AddExampleOptions): Promise<Encoded> {
    const { model, images = 'tensor' } = this.#options;
    if (model === undefined) {
      throw new AttuneError('invalid-parameter', 'add() needs the model that the examples are for', {
        hint: 'ExampleStore.open(name, { model })',
      });
    }
    const { inputs, trainingInputs } = model.description;
    if (trainingInputs.length === 0) {
      throw new AttuneError('not-updatable', 'the model learns nothing, so it has no examples');
    }
    const named = new Set(inputs.map(({ name }) => name));
    return encode(example, {
      ...{ features: trainingInputs, images, imageOptions },
      targets: new Set(trainingInputs.map(({ name }) => name).filter((name) => !named.has(name))),
      fitImages: (block) => model[storage].fitImages(block),
    });
  }

  /** As many of each label as the fraction allows; the first of a label is there to be learned. */
  #holdsOut(kept: readonly ExampleRecord[], label: string | null): boolean {
    const alike = kept.filter((one) => one.label === label);
    const held = alike.filter(({ heldOut }) => heldOut).length;
    return held + 1 <= (this.#options.holdOut ?? 0) * (alike.length + 1);
  }
}

function check({
  limits = {},
  evict = 'refuse',
  holdOut = 0,
  images = 'tensor',
  collection,
}: ExampleStoreOptions): void {
  checkLimits(limits, evict);
  if (collection !== undefined) requireName(collection);
  if (!(holdOut >= 0 && holdOut < 1)) {
    throw new AttuneError('invalid-parameter', `holdOut is a number from 0 to below 1, got ${holdOut}`);
  }
  if (images !== 'tensor' && images !== 'blob') {
    throw new AttuneError('invalid-parameter', `images is 'tensor' or 'blob', got ${String(images)}`);
  }
}
