// Single values, dictionaries and sequences.

import type { FeatureValue } from '../engine/feature-block.js';
import { AttuneError } from '../errors.js';
import type { DictionaryDescription, FeatureDescription, SequenceDescription } from '../model/description.js';
import { nameOf, tagOf } from './feature-input.js';

/** @throws AttuneError `bad-example` */
export function readInt64(value: unknown, feature: FeatureDescription): FeatureValue {
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return { kind: 'int64', value };
  // A larger number has already been rounded to some other integer.
  if (typeof value === 'number' && Number.isSafeInteger(value)) return { kind: 'double', value };
  throw bad(feature, 'an integer (a bigint beyond 2^53)', value);
}

/** @throws AttuneError `bad-example` */
export function readDouble(value: unknown, feature: FeatureDescription): FeatureValue {
  if (typeof value === 'number') return { kind: 'double', value };
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return { kind: 'int64', value };
  throw bad(feature, 'a number', value);
}

/** @throws AttuneError `bad-example` */
export function readString(value: unknown, feature: FeatureDescription): FeatureValue {
  if (typeof value === 'string') return { kind: 'string', value };
  throw bad(feature, 'a string', value);
}

/** @throws AttuneError `bad-example` */
export function readDictionary(value: unknown, feature: DictionaryDescription): FeatureValue {
  const entries = entriesOf(value);
  const wrong = entries?.find((entry) => typeof entry[1] !== 'number');
  if (entries === undefined || wrong !== undefined) {
    const got = wrong === undefined ? value : wrong[1];
    throw bad(feature, 'an object or a Map with numbers as values', got);
  }
  const numbers = entries as [unknown, number][];
  if (feature.keyType === 'int64') {
    return { kind: 'int64Dictionary', entries: numbers.map(([key, number]) => [int64Key(key, feature), number]) };
  }
  return { kind: 'stringDictionary', entries: numbers.map(([key, number]) => [String(key), number]) };
}

/** @throws AttuneError `bad-example` */
export function readSequence(value: unknown, feature: SequenceDescription): FeatureValue {
  if (!Array.isArray(value)) throw bad(feature, `an array of ${itemsOf(feature)}`, value);
  const items: readonly unknown[] = value;
  if (feature.elementType === 'int64') {
    return { kind: 'int64Sequence', items: items.map((item) => int64Item(item, feature)) };
  }
  if (items.every((item) => typeof item === 'string')) return { kind: 'stringSequence', items };
  throw bad(
    feature,
    itemsOf(feature),
    items.find((item) => typeof item !== 'string'),
  );
}

function int64Item(item: unknown, feature: SequenceDescription): bigint {
  if (typeof item === 'bigint' && BigInt.asIntN(64, item) === item) return item;
  if (typeof item === 'number' && Number.isSafeInteger(item)) return BigInt(item);
  throw bad(feature, itemsOf(feature), item);
}

function itemsOf({ elementType }: SequenceDescription): string {
  return elementType === 'int64' ? 'integers (bigints beyond 2^53)' : 'strings';
}

function entriesOf(value: unknown): [unknown, unknown][] | undefined {
  if (tagOf(value) === 'Map') return [...(value as Map<unknown, unknown>)];
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value))
    return undefined;
  return Object.entries(value);
}

function int64Key(key: unknown, feature: DictionaryDescription): bigint {
  try {
    const integer = BigInt(key as string);
    if (key !== '' && BigInt.asIntN(64, integer) === integer) return integer;
  } catch {
    // Not a number at all: said below.
  }
  throw bad(feature, 'integers as keys', key);
}

function bad(feature: FeatureDescription, wanted: string, got: unknown): AttuneError {
  return new AttuneError('bad-example', `feature '${feature.name}' takes ${wanted}, got ${nameOf(got)}`, {
    feature: feature.name,
  });
}
