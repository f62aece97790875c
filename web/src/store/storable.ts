// The seam between the store and a model: all that ModelStore asks of one.

import type { Examples } from '../model/examples.js';
import type { Parameters } from '../model/parameters.js';
import type { UpdateMetrics } from '../task/metrics.js';
import type { UpdateOptions } from '../task/update-options.js';
import type { Lineage } from './lineage.js';

/**
 * The key under which a model shows its ModelStorage. A symbol keeps the model's public face free of it, and a registered
 * one lets a model from one bundled copy of this package be stored by the store of another.
 */
export const storage: unique symbol = Symbol.for('attune.storage') as never;

/** Anything a ModelStore can keep: `Model` is one. */
export interface StorableModel<M> {
  readonly [storage]: ModelStorage<M>;
}

/** What a model is made of, for whoever keeps it. */
export interface ModelStorage<M> {
  /** The version of the core that computed the weights. */
  readonly coreVersion: string;
  readonly lineage: Lineage;
  /** The overrides that the base file was loaded with: without them the same weights answer differently. */
  readonly parameters: Parameters;
  /** SHA-256 of the file the model was loaded from before any update, in lower-case hex. */
  baseSha256(): Promise<string>;
  /** The bytes of that file. Asked for only when the store does not hold them yet. */
  exportBase(): Promise<Uint8Array>;
  /** A feature block of the same examples, their images in the size that the model asks for. */
  fitImages(block: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** What was learned since that file. */
  exportDelta(): Promise<Uint8Array>;
  /**
   * A model of its own: this model's base file, loaded with this model's parameters, with `delta` on it, whatever this model itself learned. Its lineage is new;
   * the store writes into it where the model came from.
   *
   * @param delta belongs to the model from then on
   */
  withDelta(delta: Uint8Array<ArrayBuffer>): Promise<M>;
  /** Gives the core's memory back. */
  dispose(): void;
  /** As the model's `update()`. */
  update(examples: Examples<unknown>, options: UpdateOptions): Training<M>;
}

/** A running update, as far as the store looks at it: `UpdateTask` is one. */
export interface Training<M> {
  readonly finished: Promise<{
    readonly model: M;
    readonly metrics: UpdateMetrics;
    readonly history: readonly UpdateMetrics[];
  }>;
}

/**
 * Makes a model of a base file and a delta, whose bytes it may keep; of the file alone where there is no delta. Used by
 * `latest()` when nobody hands it the base, and whenever updates are done again.
 */
export type RestoreModel<M> = (
  base: Uint8Array<ArrayBuffer>,
  delta: Uint8Array<ArrayBuffer> | undefined,
  parameters: Parameters,
) => Promise<M>;
