// What lies in the database: one record a base file, a version, a name's newest version, a megabyte of bytes.

import type { Parameters } from '../model/parameters.js';

/**
 * The layout below. It is the IndexedDB version, so that an older release cannot even open a newer database, let alone
 * write into it: it answers `format-too-new`.
 */
export const FORMAT_VERSION: number = 1;

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
}

/** Key: `name`. */
export interface HeadRecord {
  name: string;
  number: number;
  /** The newest version's id: what a save compares. */
  id: string;
}

/** Key: [`owner`, `index`]. */
export interface ChunkRecord {
  /** The `id` of a version, or the `sha256` of a base. */
  owner: string;
  index: number;
  bytes: Uint8Array<ArrayBuffer>;
}

export function byteLengthOf(chunks: readonly ChunkNote[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
}
