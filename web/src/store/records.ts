// What lies in the database: one record a base file, a version, a name's newest version, a step of its history, an example,
// a megabyte of bytes.

import type { Parameters } from '../model/parameters.js';
import type { TrainingRecord } from './training-record.js';

/**
 * The layout below. It is the IndexedDB version, so that an older release cannot even open a newer database, let alone
 * write into it: it answers `format-too-new`.
 */
export const FORMAT_VERSION: number = 2;

/** Cloning a record into the database blocks the page: larger values are cut. */
export const CHUNK_BYTES: number = 1 << 20;

/** What one chunk must be when it is read back: browsers keep large values in plain files without a checksum. */
export interface ChunkNote {
  byteLength: number;
  /** Lower-case hex. */
  sha256: string;
}

/** Key: `sha256`. */
export interface BaseRecord {
  /** Of the whole file, lower-case hex. */
  sha256: string;
  chunks: ChunkNote[];
}

/** Key: [`name`, `number`]. */
export interface VersionRecord {
  name: string;
  /** From 1; never given twice under one name as long as the name is not erased. */
  number: number;
  /** Tells versions apart that carry the same number: before and after an erasure, or of two racing tabs. */
  id: string;
  /** SHA-256 of the base file that the delta belongs to. */
  base: string;
  /** The delta. */
  chunks: ChunkNote[];
  /** The version that the model was trained from, or null: from the base. */
  parent: number | null;
  /** After a rollback: the version that this one equals. */
  restores: number | null;
  /** Milliseconds since 1970. */
  savedAt: number;
  note: string;
  metrics: Record<string, number>;
  /** What the base file is to be loaded with. */
  parameters: Parameters;
  coreVersion: string;
  /** Trained again, because it and all others were damaged. */
  rebuilt?: boolean;
}

/** Key: `name`. */
export interface HeadRecord {
  name: string;
  number: number;
  /** The newest version's id: what a save compares. */
  id: string;
}

/**
 * Key: [`name`, `order`]. How a version came about: what it takes to make it again without an example. It outlives its
 * version as long as a kept one descends from it. Since format 2.
 */
export interface StepRecord {
  name: string;
  /** From 1, one more with every step. */
  order: number;
  /** The version that it made; null: `update()` refused the model, which counts when history is gone through again. */
  number: number | null;
  base: string;
  /** As the version's. */
  parent: number | null;
  restores: number | null;
  /** Trained from the base although there were versions. */
  restart: boolean;
  savedAt: number;
  note: string;
  parameters: Parameters;
  /** The updates that led from the parent to it, in order; null: not known. Of a rollback: none. */
  made: TrainingRecord[] | null;
}

/** Key: `id`, which sorts by age. Since format 2. */
export interface ExampleRecord {
  id: string;
  collection: string;
  /** Milliseconds since 1970. */
  addedAt: number;
  heldOut: boolean;
  label: string | null;
  note: string;
  /** The feature block, and what follows it: encoded images, one after the other. */
  blockBytes: number;
  blobs: { feature: string; type: string; byteLength: number }[];
  chunks: ChunkNote[];
}

/** Key: [`owner`, `index`]. */
export interface ChunkRecord {
  /** The `id` of a version or of an example, or the `sha256` of a base. */
  owner: string;
  index: number;
  bytes: Uint8Array<ArrayBuffer>;
}

/** After damage anything may come back, also a list with holes. */
export function areChunkNotes(value: unknown): value is ChunkNote[] {
  return (
    Array.isArray(value) &&
    Array.from(value).every((chunk) => isByteLength(chunk?.byteLength) && typeof chunk.sha256 === 'string')
  );
}

export function isByteLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function byteLengthOf(chunks: readonly ChunkNote[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
}
