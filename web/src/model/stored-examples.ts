// The examples that a nearest-neighbours model consists of.

import { readBlock } from '../engine/block-reader.js';
import type { FeatureList, FeatureValue } from '../engine/feature-block.js';
import { AttuneError } from '../errors.js';
import type { Label } from './edit-options.js';
import { readIndex, readLabel } from './edits.js';
import type { ModelCore } from './model-core.js';

/** One remembered example: the features that the model compares (not the image they were made of), and its label. */
export interface StoredExample {
  readonly label: Label;
  readonly vector: Float32Array<ArrayBuffer>;
}

/**
 * `model.examples`: counted and listed; relabelled or removed in a new model, while this one keeps them. Every call rejects
 * with an AttuneError `unsupported` unless the model, or the last of its pipeline, is of nearest neighbours.
 */
export class StoredExamples<Model> {
  readonly #core: ModelCore;
  readonly #toModel: (core: ModelCore) => Model;

  /** @internal */
  constructor(core: ModelCore, toModel: (core: ModelCore) => Model) {
    this.#core = core;
    this.#toModel = toModel;
  }

  /** How many there are. */
  async count(): Promise<number> {
    return (await this.list()).length;
  }

  /** All of them, in the order in which they were learned; an example's place is the number by which it is meant below. */
  async list(): Promise<StoredExample[]> {
    const block = await this.#core.call((engine, model) => engine.storedExamples(model));
    return readBlock(block).map((example) => ({ label: labelOf(example), vector: vectorOf(example) }));
  }

  /**
   * A new model with one or more examples less; those behind them move up.
   *
   * @throws AttuneError `invalid-parameter` for a number that no example has, or when nothing would be left to answer with
   */
  async remove(indices: number | readonly number[]): Promise<Model> {
    return this.#edited([indices].flat().map(readIndex), []);
  }

  /**
   * A new model in which an example has another label.
   *
   * @throws AttuneError `invalid-parameter` for a number that no example has, or a label of another type than the others
   */
  async relabel(index: number, label: Label): Promise<Model> {
    return this.#edited([], [[readIndex(index), readLabel(label, 'label')]]);
  }

  async #edited(remove: readonly number[], relabel: readonly (readonly [number, Label])[]): Promise<Model> {
    return this.#toModel((await this.#core.edited({ kind: 'examples', remove, relabel })).core);
  }
}

function featureIn(example: FeatureList, name: string): FeatureValue | undefined {
  return example.find(([key]) => key === name)?.[1];
}

function labelOf(example: FeatureList): Label {
  const label = featureIn(example, 'label');
  if (label?.kind === 'string') return label.value;
  if (label?.kind !== 'int64') throw new AttuneError('integrity', 'the core answered no label');
  const number = Number(label.value);
  return Number.isSafeInteger(number) ? number : label.value;
}

function vectorOf(example: FeatureList): Float32Array<ArrayBuffer> {
  const vector = featureIn(example, 'vector');
  if (vector?.kind !== 'float32') throw new AttuneError('integrity', 'the core answered no vector');
  return vector.data as Float32Array<ArrayBuffer>;
}
