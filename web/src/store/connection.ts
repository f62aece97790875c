// One IndexedDB database: opened when needed, closed when another tab asks, and transactions that either happened or not.

import { type DBSchema, deleteDB, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import { AttuneError } from '../errors.js';
import { isLostConnection, storageFailure } from './failures.js';
import { beginFreshLog } from './fresh-log.js';
import { migrate } from './migrate.js';
import {
  type BaseRecord,
  type ChunkRecord,
  type ExampleRecord,
  FORMAT_VERSION,
  type HeadRecord,
  type StepRecord,
  type VersionRecord,
} from './records.js';

export interface Schema extends DBSchema {
  bases: { key: string; value: BaseRecord };
  heads: { key: string; value: HeadRecord };
  versions: { key: [string, number]; value: VersionRecord };
  chunks: { key: [string, number]; value: ChunkRecord };
  steps: { key: [string, number]; value: StepRecord };
  examples: { key: string; value: ExampleRecord };
}

type StoreName = 'bases' | 'heads' | 'versions' | 'chunks' | 'steps' | 'examples';
export const STORES: StoreName[] = ['bases', 'heads', 'versions', 'chunks', 'steps', 'examples'];

export type Reading = IDBPTransaction<Schema, StoreName[], 'readonly'>;
export type Writing = IDBPTransaction<Schema, StoreName[], 'readwrite'>;
export type Upgrading = IDBPTransaction<Schema, StoreName[], 'versionchange'>;

/** How long another tab may take to let go of the database before an open gives up. */
const BLOCKED_PATIENCE_MS = 5000;
const TRIES = 3;
/** Longer than any disk takes: a browser that lost its storage process never answers at all. */
const PATIENCE_MS = 60_000;

export class Connection {
  readonly #name: string;
  #opening: Promise<IDBPDatabase<Schema>> | undefined;
  #closed = false;
  readonly #patienceMs: number;

  /** @param patienceMs how long the browser may take for one opening or one transaction */
  constructor(name: string, patienceMs: number = PATIENCE_MS) {
    this.#name = name;
    this.#patienceMs = patienceMs;
  }

  /**
   * Opens the database now; other calls open it when they need it.
   *
   * @throws AttuneError `format-too-new` when a newer release wrote it
   * @throws AttuneError `storage-broken` when the browser cannot open it
   */
  async open(): Promise<void> {
    await this.#database();
  }

  /** @throws AttuneError `storage-aborted`, `storage-broken`, `format-too-new` */
  read<T>(doing: string, work: (tx: Reading) => Promise<T>): Promise<T> {
    return this.#transact(doing, (db) => db.transaction(STORES, 'readonly'), work);
  }

  /**
   * Runs `work` in one transaction of strict durability and resolves when it is on the disk. If `work` throws, or the
   * browser aborts, nothing was written. If the connection is lost, `work` runs again on a new one, perhaps after its first
   * run was committed: it must notice.
   *
   * Inside `work` await nothing but the database: a transaction that is idle commits.
   *
   * @throws AttuneError `quota`, `storage-aborted`, `storage-broken`, `format-too-new`
   */
  write<T>(doing: string, work: (tx: Writing) => Promise<T>): Promise<T> {
    return this.#transact(doing, (db) => db.transaction(STORES, 'readwrite', { durability: 'strict' }), work);
  }

  /** Deletes the database. Resolves at once if another tab keeps it open; it then goes when that tab does. */
  async destroy(): Promise<void> {
    if (this.#closed) throw closed();
    this.#drop();
    await new Promise<void>((resolve, reject) => {
      deleteDB(this.#name, { blocked: () => resolve() }).then(resolve, (error: unknown) =>
        reject(storageFailure(error, 'delete the database', 'storage-broken')),
      );
    });
  }

  /** Whether the browser lists the database; one that cannot list (Firefox before 126) says no. */
  async exists(): Promise<boolean> {
    try {
      const databases = await globalThis.indexedDB?.databases?.();
      return databases?.some((database) => database.name === this.#name) ?? false;
    } catch (error) {
      throw storageFailure(error, 'list the databases', 'storage-broken');
    }
  }

  close(): void {
    this.#closed = true;
    this.#drop();
  }

  async #transact<Tx extends Reading | Writing, T>(
    doing: string,
    begin: (db: IDBPDatabase<Schema>) => Tx,
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const db = await this.#database();
      let begun = false;
      try {
        const tx = begin(db);
        begun = true;
        return await run(tx, work, this.#patienceMs);
      } catch (error) {
        if (error instanceof AttuneError) throw error;
        this.#drop();
        if (error instanceof Unanswered) throw unanswered(doing, 'storage-aborted');
        // Safari drops the connections of tabs in the background, also in the middle; only a new one helps.
        if (isLostConnection(error) && attempt < TRIES) continue;
        throw storageFailure(error, doing, begun ? 'storage-aborted' : 'storage-broken');
      }
    }
  }

  #database(): Promise<IDBPDatabase<Schema>> {
    if (this.#closed) return Promise.reject(closed());
    if (this.#opening === undefined) {
      const opening = openDatabase(this.#name, this.#patienceMs, () => this.#forget(opening));
      this.#opening = opening;
      opening.catch(() => this.#forget(opening));
    }
    return this.#opening;
  }

  #forget(opening: Promise<IDBPDatabase<Schema>>): void {
    if (this.#opening === opening) this.#opening = undefined;
  }

  #drop(): void {
    // Running transactions still finish: close() waits for them.
    this.#opening?.then(
      (db) => db.close(),
      () => {},
    );
    this.#opening = undefined;
  }
}

function closed(): AttuneError {
  return new AttuneError('storage-aborted', 'this store was closed', { hint: 'open it again' });
}

class Unanswered extends Error {}

function unanswered(doing: string, code: 'storage-aborted' | 'storage-broken'): AttuneError {
  return new AttuneError(code, `could not ${doing}: the browser's storage does not answer`, {
    hint: 'reload the page, or restart the browser; models in memory go on',
  });
}

/** @throws Unanswered */
function inTime<T>(work: Promise<T>, patienceMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => reject(new Unanswered()), patienceMs);
    work.then(resolve, reject).finally(() => clearTimeout(patience));
  });
}

async function openDatabase(name: string, patienceMs: number, onGone: () => void): Promise<IDBPDatabase<Schema>> {
  if (globalThis.indexedDB === undefined) {
    throw new AttuneError('storage-broken', 'there is no IndexedDB here', { hint: 'models work without a store' });
  }
  beginFreshLog();
  const opening = openUnlessBlocked(name, onGone);
  try {
    return await inTime(opening, patienceMs);
  } catch (error) {
    if (error instanceof Unanswered) {
      opening.then(
        (db) => db.close(),
        () => {},
      );
      throw unanswered('open the store', 'storage-broken');
    }
    throw storageFailure(error, 'open the store', 'storage-broken');
  }
}

function openUnlessBlocked(name: string, onGone: () => void): Promise<IDBPDatabase<Schema>> {
  return new Promise((resolve, reject) => {
    let patience: ReturnType<typeof setTimeout> | undefined;
    const opened = openDB<Schema>(name, FORMAT_VERSION, {
      upgrade: (db, from, _to, tx) => void migrate(db, tx, from).catch(() => tx.abort()),
      // Another tab runs an older release and has not let go yet; it is asked to, and usually does.
      blocked() {
        patience ??= setTimeout(() => {
          const message = 'another tab keeps an older version of the store open';
          reject(new AttuneError('storage-broken', message, { hint: 'close the other tabs of this page' }));
          opened.then(
            (db) => db.close(),
            () => {},
          );
        }, BLOCKED_PATIENCE_MS);
      },
      // Another tab wants to upgrade or delete: whoever holds on would freeze it for ever.
      blocking(_current, _blocked, event) {
        onGone();
        (event.target as IDBDatabase).close();
      },
      terminated: onGone,
    });
    opened.then(resolve, reject).finally(() => clearTimeout(patience));
  });
}

/** The work's answer once the transaction is complete; whatever ended it otherwise. */
async function run<Tx extends Reading | Writing, T>(
  tx: Tx,
  work: (tx: Tx) => Promise<T>,
  patienceMs: number,
): Promise<T> {
  const body = work(tx);
  try {
    // Running out of room is said to the transaction only: its requests may never answer, and so may the body.
    const [answer] = await inTime(Promise.all([body, tx.done]), patienceMs);
    return answer;
  } catch (error) {
    body.catch(() => {});
    try {
      tx.abort();
    } catch {
      // It is over already.
    }
    tx.done.catch(() => {});
    if (error instanceof Unanswered) throw error;
    await tx.done.catch(() => {});
    // A request that dies with its transaction says AbortError; only the transaction knows why.
    throw error instanceof AttuneError ? error : (tx.error ?? error);
  }
}
