// Numbers with a shape.

import type { FeatureValue } from '../engine/feature-block.js';
import { AttuneError } from '../errors.js';
import type { MultiArrayDescription } from '../model/description.js';
import { nameOf, type ShapedArray, type TypedArray, tagOf } from './feature-input.js';

/** Integers up to here are all floats. */
const EXACT_IN_FLOAT32 = 2 ** 24;

/**
 * A number alone stands for an array of one: a class index is most naturally written so.
 *
 * @throws AttuneError `bad-example` when it is no array of numbers
 * @throws AttuneError `shape-mismatch` when the model wants other dimensions
 */
export function readArray(value: unknown, feature: MultiArrayDescription): FeatureValue {
  const array = typeof value === 'number' && product(feature.shape) === 1 ? [value] : value;
  const shaped = isShaped(array) ? array : { data: array, shape: undefined };
  const numbers = toNumbers(shaped.data, feature);
  const length = numbers.data.length;
  const shape = shaped.shape === undefined ? flatShape(length, feature) : readShape(shaped.shape, length, feature);
  return { ...numbers, shape };
}

/** An array with its shape. */
export function isShaped(value: unknown): value is ShapedArray {
  return typeof value === 'object' && value !== null && 'data' in value && 'shape' in value;
}

type Numbers =
  | { readonly kind: 'float32'; readonly data: Float32Array }
  | { readonly kind: 'float64'; readonly data: Float64Array }
  | { readonly kind: 'int32'; readonly data: Int32Array };

/** No value changes on its way: integers become floats only where every one of them is exact. */
function toNumbers(data: unknown, feature: MultiArrayDescription): Numbers {
  if (Array.isArray(data)) {
    const wrong = data.findIndex((one) => typeof one !== 'number');
    if (wrong < 0) return { kind: 'float64', data: Float64Array.from(data as number[]) };
    throw badArray(feature, `an array with ${nameOf(data[wrong])} at index ${wrong}`);
  }
  const tag = tagOf(data);
  switch (tag) {
    case 'Float32Array':
      return { kind: 'float32', data: data as Float32Array };
    case 'Float64Array':
      return { kind: 'float64', data: data as Float64Array };
    case 'Int32Array':
      return { kind: 'int32', data: data as Int32Array };
    case 'Float16Array':
    case 'Int8Array':
    case 'Uint8Array':
    case 'Uint8ClampedArray':
    case 'Int16Array':
    case 'Uint16Array':
      return { kind: 'float32', data: Float32Array.from(data as TypedArray) };
    case 'Uint32Array': {
      const integers = data as Uint32Array;
      if (integers.every((one) => one <= EXACT_IN_FLOAT32))
        return { kind: 'float32', data: Float32Array.from(integers) };
      return { kind: 'float64', data: Float64Array.from(integers) };
    }
    default:
      throw badArray(feature, nameOf(data));
  }
}

/** Flat data takes the model's shape where it fits. */
function flatShape(length: number, feature: MultiArrayDescription): readonly number[] {
  const { shape, flexibility } = feature;
  if (shape.length > 0 && length === product(shape)) return shape;
  if (shape.length > 0 && flexibility === undefined) {
    throw new AttuneError(
      'shape-mismatch',
      `feature '${feature.name}' takes ${product(shape)} numbers (${shape.join(' × ')}), got ${length}`,
      { feature: feature.name },
    );
  }
  return [length]; // whether that is among the allowed shapes, the core knows
}

function readShape(shape: readonly number[], length: number, feature: MultiArrayDescription): readonly number[] {
  const { name, shape: wanted, flexibility } = feature;
  if (!shape.every((dimension) => Number.isInteger(dimension) && dimension >= 0) || product(shape) !== length) {
    throw new AttuneError(
      'shape-mismatch',
      `feature '${name}': the shape [${shape.join(', ')}] does not hold ${length} numbers`,
      {
        feature: name,
      },
    );
  }
  if (flexibility === undefined && wanted.length > 0 && product(wanted) !== length) {
    throw new AttuneError(
      'shape-mismatch',
      `feature '${name}' has the shape [${wanted.join(', ')}], got [${shape.join(', ')}]`,
      {
        feature: name,
      },
    );
  }
  return shape; // which leading ones may be left out, the core knows
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

function badArray({ name }: MultiArrayDescription, got: string): AttuneError {
  return new AttuneError(
    'bad-example',
    `feature '${name}' takes a typed array, an array of numbers or { data, shape }, got ${got}`,
    {
      feature: name,
    },
  );
}
