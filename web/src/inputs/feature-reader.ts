// One example, as the block takes it: every feature that the model asks for, checked against what the model says.

import type { FeatureList, FeatureValue } from '../engine/feature-block.js';
import { AttuneError } from '../errors.js';
import type { FeatureDescription } from '../model/description.js';
import { readArray } from './arrays.js';
import { nameOf } from './feature-input.js';
import { type ImageOptions, type ImageSettings, readImageOptions } from './image-options.js';
import { readImage } from './images.js';
import { readDictionary, readDouble, readInt64, readSequence, readString } from './scalars.js';

export class FeatureReader {
  readonly #features: readonly FeatureDescription[];
  readonly #images: ImageSettings;

  /** @throws AttuneError `invalid-parameter` for image options that are none */
  constructor(features: readonly FeatureDescription[], imageOptions: ImageOptions | undefined) {
    this.#features = features;
    this.#images = readImageOptions(imageOptions);
  }

  /**
   * A Promise only if a value has to be waited for (a Blob, an image that still loads): all else is read at once.
   *
   * @throws AttuneError `bad-example`, `shape-mismatch`, `unsupported`, `unsupported-browser`, `memory`
   */
  read(example: unknown): FeatureList | Promise<FeatureList> {
    if (typeof example !== 'object' || example === null) {
      throw new AttuneError('bad-example', `an example is an object of features by name, got ${nameOf(example)}`);
    }
    const names: string[] = [];
    const values: (FeatureValue | Promise<FeatureValue>)[] = [];
    try {
      for (const feature of this.#features) {
        const value = featureOf(example, feature.name);
        if (value === undefined || value === null) {
          if (feature.optional) continue;
          throw missing(feature, this.#features);
        }
        names.push(feature.name);
        values.push(this.#readOne(value, feature));
      }
    } catch (error) {
      Promise.allSettled(values); // one error an example: what is still being decoded may fail unheard
      throw error;
    }
    if (values.every(isReady)) return zip(names, values);
    return Promise.all(values).then((ready) => zip(names, ready));
  }

  #readOne(value: unknown, feature: FeatureDescription): FeatureValue | Promise<FeatureValue> {
    switch (feature.type) {
      case 'int64':
        return readInt64(value, feature);
      case 'double':
        return readDouble(value, feature);
      case 'string':
        return readString(value, feature);
      case 'multiArray':
        return readArray(value, feature);
      case 'image':
        return readImage(value, feature, this.#images);
      case 'dictionary':
        return readDictionary(value, feature);
      case 'sequence':
        return readSequence(value, feature);
      case 'state':
        throw new AttuneError('unsupported', `feature '${feature.name}' is a state, which cannot be given yet`, {
          feature: feature.name,
        });
    }
  }
}

/** Examples may be instances with getters, but `constructor` is nobody's feature unless it is set. */
function featureOf(example: object, name: string): unknown {
  if (!Object.hasOwn(example, name) && name in Object.prototype) return undefined;
  return (example as { readonly [name: string]: unknown })[name];
}

function isReady(value: FeatureValue | Promise<FeatureValue>): value is FeatureValue {
  return !(value instanceof Promise);
}

function zip(names: readonly string[], values: readonly FeatureValue[]): FeatureList {
  return values.map((value, index) => [names[index] as string, value] as const);
}

function missing({ name, type }: FeatureDescription, all: readonly FeatureDescription[]): AttuneError {
  return new AttuneError('bad-example', `feature '${name}' (${type}) is missing`, {
    feature: name,
    hint: `the model takes ${all.map((one) => (one.optional ? `${one.name} (optional)` : one.name)).join(', ')}`,
  });
}
