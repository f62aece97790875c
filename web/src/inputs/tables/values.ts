// Text and JSON as the values of features.

import { AttuneError } from '../../errors.js';
import type { FeatureDescription } from '../../model/description.js';
import type { FeatureInput } from '../feature-input.js';

/** An image that is read when its example is. */
export class ImageFile {
  /** Relative to the file that names it. */
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

export type RowValue = FeatureInput | ImageFile | undefined;

/** One number in a list of them. */
const SEPARATOR = /[\s,;]+/;

/**
 * A cell of a table. An empty one is no value, unless the feature is a string that must be there.
 *
 * @throws AttuneError `bad-example`
 */
export function valueOfText(text: string, feature: FeatureDescription): RowValue {
  if (text === '' && !(feature.type === 'string' && !feature.optional)) return undefined;
  switch (feature.type) {
    case 'string':
      return text;
    case 'image':
      return new ImageFile(text);
    case 'int64':
      return integerOf(text, feature);
    case 'double':
      return numberOf(text, feature);
    case 'multiArray':
      if (text.trimStart().startsWith('[')) return valueOfJson(jsonOf(text, feature), feature);
      return text
        .trim()
        .split(SEPARATOR)
        .map((one) => numberOf(one, feature));
    default:
      return valueOfJson(jsonOf(text, feature), feature);
  }
}

/**
 * A value as JSON can hold it: nested arrays for a multi-array, text for integers beyond 2^53, a path for an image.
 * Whether it fits the model is left to the model.
 *
 * @throws AttuneError `bad-example`
 */
export function valueOfJson(value: unknown, feature: FeatureDescription): RowValue {
  if (value === null || value === undefined) return undefined;
  if (feature.type === 'image' && typeof value === 'string') return new ImageFile(value);
  if (feature.type === 'int64' && typeof value === 'string') return integerOf(value, feature);
  if (feature.type === 'multiArray' && Array.isArray(value) && value.some(Array.isArray)) return nested(value, feature);
  return value as FeatureInput;
}

function nested(value: unknown[], feature: FeatureDescription): FeatureInput {
  const shape: number[] = [];
  for (let level: unknown = value; Array.isArray(level); level = level[0]) shape.push(level.length);
  const data = value.flat(Number.POSITIVE_INFINITY) as number[];
  const fits = (one: unknown, depth: number): boolean =>
    Array.isArray(one)
      ? one.length === shape[depth] && one.every((part) => fits(part, depth + 1))
      : depth === shape.length;
  if (!fits(value, 0)) throw bad(feature, 'its nested arrays have different lengths');
  return { data, shape };
}

export function numberOf(text: string, feature: FeatureDescription): number {
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number)) throw bad(feature, `'${short(text)}' is no number`);
  return number;
}

function integerOf(text: string, feature: FeatureDescription): number | bigint {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw bad(feature, `'${short(text)}' is no integer`);
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text.trim().replace(/^\+/, ''));
}

function jsonOf(text: string, feature: FeatureDescription): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw bad(feature, `'${short(text)}' is no JSON`);
  }
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}

export function bad({ name }: FeatureDescription, why: string): AttuneError {
  return new AttuneError('bad-example', `feature '${name}': ${why}`, { feature: name });
}
