// What the store tells about what it keeps: plain data.

import { byteLengthOf, type VersionRecord } from './records.js';

/** One stored version, as plain data. */
export interface VersionInfo {
  /** From 1, one more with every save; not given again unless the name is erased. */
  readonly number: number;
  readonly savedAt: Date;
  readonly note: string;
  /** Of what was learned; the base model is stored once for all versions and not counted. */
  readonly byteLength: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** The version that this one was trained from; undefined: the base model. */
  readonly parent: number | undefined;
  /** After a rollback: the version that this one equals. */
  readonly restores: number | undefined;
  /** The version of the core that computed it. */
  readonly coreVersion: string;
}

/**
 * How a name is kept: `fresh` nothing was ever saved; `ok` the newest version is sound; `fell-back` the newest is damaged
 * or lost and an older one (or the base) is used; `evicted` the browser dropped everything that was saved; `rebuilt` the
 * versions were lost and the model was trained again from kept examples.
 */
export type StoreState = 'ok' | 'fell-back' | 'rebuilt' | 'evicted' | 'fresh';

export interface StoreStatus {
  readonly state: StoreState;
  /** The version that `latest()` answers with; undefined: none. */
  readonly number: number | undefined;
  /** The newer versions that are damaged or lost, newest first. */
  readonly lost: readonly number[];
  /** Whether the browser says that it will not evict this page's storage on its own; undefined: it cannot say. */
  readonly persisted: boolean | undefined;
}

/** What `forget()` did to one model. */
export interface Forgotten {
  readonly name: string;
  /** Versions that were made again, without the example. */
  readonly replaced: readonly number[];
  /** Versions that are no more: nothing was left to learn from, or this time the update was refused. */
  readonly dropped: readonly number[];
  /** The newest version now; undefined: none is left, start from the base model. */
  readonly newest: number | undefined;
}

/** What `store.export()` answers. */
export interface ExportedStore {
  /** A zip. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Left out, because they are damaged. */
  readonly damaged: {
    readonly versions: readonly { readonly name: string; readonly number: number }[];
    /** Their ids. */
    readonly examples: readonly string[];
  };
}

export function describe(record: VersionRecord): VersionInfo {
  return {
    number: record.number,
    savedAt: new Date(record.savedAt),
    note: record.note,
    byteLength: byteLengthOf(record.chunks),
    metrics: { ...record.metrics },
    parent: record.parent ?? undefined,
    restores: record.restores ?? undefined,
    coreVersion: record.coreVersion,
  };
}
