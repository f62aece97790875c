// Weights and biases as users see them.

import { readBlock } from '../engine/block-reader.js';
import { BlockWriter } from '../engine/block-writer.js';
import type { FeatureValue } from '../engine/feature-block.js';
import { AttuneError } from '../errors.js';
import { readArray } from '../inputs/arrays.js';
import { type NumericArray, nameOf, type ShapedArray } from '../inputs/feature-input.js';

/** What a layer has learned: numbers in C order, the last dimension fastest. */
export interface LearnedArray {
  readonly data: Float32Array<ArrayBuffer>;
  readonly shape: readonly number[];
}

/** Numbers alone count as they lie; with a shape, that is checked too. */
export type LearnedValues = NumericArray | ShapedArray | LearnedArray;

/** By `'layer.weights'` or by layer. */
export interface LearnedArrays {
  readonly [name: string]:
    | LearnedValues
    | { readonly weights?: LearnedValues | undefined; readonly biases?: LearnedValues | undefined }
    | number
    | undefined;
}

/** @internal */
export function readLearnedArray(block: Uint8Array): LearnedArray {
  const value = readBlock(block)[0]?.[0]?.[1];
  if (value?.kind !== 'float32') throw new AttuneError('integrity', 'the core answered no array');
  return { data: value.data as Float32Array<ArrayBuffer>, shape: value.shape };
}

/** @internal @throws AttuneError `invalid-parameter`, `shape-mismatch` */
export function arraysBlock(arrays: LearnedArrays): Uint8Array<ArrayBuffer> {
  const features: [string, FeatureValue][] = [];
  for (const [name, value] of Object.entries(arrays)) {
    if (value === undefined) continue;
    if (name === 'numberOfNeighbors') {
      if (!Number.isSafeInteger(value)) throw invalid(`parameter '${name}' must be a whole number`);
      features.push([name, { kind: 'int64', value: BigInt(value as number) }]);
    } else if (isScope(value)) {
      for (const [role, array] of Object.entries(value)) {
        if (array !== undefined) features.push([`${name}.${role}`, toFloats(`${name}.${role}`, array)]);
      }
    } else {
      features.push([name, toFloats(name, value)]);
    }
  }
  const writer = new BlockWriter();
  writer.add(features);
  return writer.take();
}

function isScope(value: unknown): value is object {
  return typeof value === 'object' && value !== null && ('weights' in value || 'biases' in value);
}

function toFloats(name: string, value: unknown): FeatureValue {
  if (typeof value !== 'object' || value === null) throw invalid(`'${name}' must be an array, got ${nameOf(value)}`);
  try {
    return readArray(value, {
      name,
      type: 'multiArray',
      optional: false,
      shortDescription: '',
      shape: [],
      dataType: 'float32',
    });
  } catch (error) {
    if (!(error instanceof AttuneError) || error.code !== 'bad-example') throw error;
    throw invalid(error.message);
  }
}

function invalid(message: string): AttuneError {
  return new AttuneError('invalid-parameter', message);
}
