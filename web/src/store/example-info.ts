// What is said of an example without reading it: plain data.

import type { StoredFeatures } from './example-codec.js';
import { byteLengthOf, type ExampleRecord } from './records.js';

/** One kept example, as plain data. */
export interface ExampleInfo {
  /** Sorts by age; given to no other example of this store. */
  readonly id: string;
  readonly addedAt: Date;
  /** What the model should answer, where that is a label or a class index. */
  readonly label: string | undefined;
  /** Never learned from: it measures what was learned. */
  readonly heldOut: boolean;
  readonly byteLength: number;
  /** The page's own words about it. */
  readonly note: string;
}

/** One kept example with what is in it. */
export interface KeptExample extends ExampleInfo {
  /** As `update()` takes them. */
  readonly features: StoredFeatures;
}

export function infoOf(record: ExampleRecord): ExampleInfo {
  return {
    id: record.id,
    addedAt: new Date(record.addedAt),
    label: record.label ?? undefined,
    heldOut: record.heldOut,
    byteLength: byteLengthOf(record.chunks),
    note: record.note,
  };
}
