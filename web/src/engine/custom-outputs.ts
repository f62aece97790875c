// What a custom model answered, as the block takes it: each output that the file describes, checked.

import { AttuneError } from '../errors.js';
import { readArray } from '../inputs/arrays.js';
import { nameOf, tagOf } from '../inputs/feature-input.js';
import { readDictionary, readDouble, readInt64, readSequence, readString } from '../inputs/scalars.js';
import type { FeatureDescription } from '../model/description.js';
import type { FeatureList, FeatureValue } from './feature-block.js';

/** @throws AttuneError `bad-example`, `shape-mismatch` */
export function readOutputs(answer: unknown, outputs: readonly FeatureDescription[]): FeatureList {
  if (typeof answer !== 'object' || answer === null)
    throw new AttuneError('bad-example', `predict() answers an object of outputs by name, got ${nameOf(answer)}`);
  return outputs.map((output) => {
    const value: unknown = Object.hasOwn(answer, output.name) ? Reflect.get(answer, output.name) : undefined;
    if (value === undefined) throw new AttuneError('bad-example', `predict() answers no '${output.name}'`);
    return [output.name, readOutput(value, output)];
  });
}

function readOutput(value: unknown, output: FeatureDescription): FeatureValue {
  switch (output.type) {
    case 'int64':
      return readInt64(value, output);
    case 'double':
      return readDouble(value, output);
    case 'string':
      return readString(value, output);
    case 'multiArray':
      return readArray(value, output);
    case 'dictionary':
      return readDictionary(value, output);
    case 'sequence':
      return readSequence(value, output);
    case 'image':
      return readPixels(value, output.name);
    case 'state':
      throw new AttuneError('unsupported', `'${output.name}' is a state, which no custom model can answer`);
  }
}

/** Canvases and files belong to pages: where the core runs there are bytes only. */
function readPixels(value: unknown, name: string): FeatureValue {
  const { data, width, height } = Object(value) as Record<'data' | 'width' | 'height', unknown>;
  const bytes = tagOf(data) === 'Uint8ClampedArray' || tagOf(data) === 'Uint8Array' ? (data as Uint8Array) : undefined;
  const fits =
    Number.isInteger(width) && Number.isInteger(height) && bytes?.length === 4 * Number(width) * Number(height);
  if (!fits || bytes === undefined || bytes.length === 0)
    throw new AttuneError('bad-example', `'${name}' is an image: { data, width, height } with RGBA bytes`);
  return {
    kind: 'image',
    width: Number(width),
    height: Number(height),
    fit: 'fill',
    background: 0xffffffff,
    data: bytes,
  };
}
