// What the core predicted, as users see it.

import { readBlock } from '../engine/block-reader.js';
import type { FeatureList, FeatureValue } from '../engine/feature-block.js';

/** An output array: numbers in C order, the last dimension fastest. */
export interface MultiArray {
  readonly data: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
  readonly shape: readonly number[];
}

/** An output image: RGBA bytes. In a page `new ImageData(data, width, height)` shows it. */
export interface OutputImage {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/**
 * Numbers by label. Two ways to read it:
 *
 * - by label: `labelProbs['🐱']`. It has no prototype, so that any label is safe, `__proto__` too;
 * - in the model's own order, by iterating: `[...labelProbs]` is an array of [label, number]. The keys of an object do not
 *   keep that order for labels that look like integers; and int64 labels come as numbers here (bigints beyond 2^53) while
 *   keys are strings.
 */
export type Dictionary<Label extends string | number | bigint = string | number | bigint> = {
  readonly [label: string]: number;
} & Iterable<readonly [label: Label, value: number]>;

/** The items of a sequence: all strings, or all integers. */
export type Sequence = readonly string[] | readonly (number | bigint)[];

/** int64 values beyond ±2^53 come as bigints, all other numbers as numbers. */
export type OutputValue = number | bigint | string | MultiArray | OutputImage | Dictionary | Sequence;

/** The model's outputs by name. */
export interface Prediction {
  readonly [output: string]: OutputValue;
}

/** @internal One prediction an example of the block. */
export function readPredictions(block: Uint8Array): Prediction[] {
  return readBlock(block).map(toPrediction);
}

function toPrediction(features: FeatureList): Prediction {
  // fromEntries defines properties, so even an output called __proto__ is one.
  return Object.fromEntries(features.map(([name, value]) => [name, outputOf(value)]));
}

/** @internal One value, as users see it. */
export function outputOf(value: FeatureValue): OutputValue {
  switch (value.kind) {
    case 'int64':
      return toInteger(value.value);
    case 'double':
    case 'string':
      return value.value;
    case 'float32':
    case 'float64':
    case 'int32':
      // readBlock() made the array, on memory of its own.
      return { data: value.data as MultiArray['data'], shape: value.shape };
    case 'image':
      return { data: new Uint8ClampedArray(value.data), width: value.width, height: value.height };
    case 'stringDictionary':
      return toDictionary(value.entries);
    case 'int64Dictionary':
      return toDictionary(value.entries.map(([key, number]) => [toInteger(key), number] as const));
    case 'stringSequence':
      return value.items;
    case 'int64Sequence':
      return value.items.map(toInteger);
  }
}

function toDictionary(entries: readonly (readonly [string | number | bigint, number])[]): Dictionary {
  const dictionary: Record<string, number> = Object.create(null);
  for (const [label, value] of entries) dictionary[String(label)] = value;
  // Hidden, so that the labels are all that loops, JSON and deep comparisons see.
  Object.defineProperty(dictionary, Symbol.iterator, { value: () => entries.values() });
  return dictionary as Dictionary;
}

function toInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
