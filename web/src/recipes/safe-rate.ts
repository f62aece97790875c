// A learning rate that is right for the model at hand, whatever its file says.

import { AttuneError } from '../errors.js';
import type { Model } from '../model/model.js';
import type { Example } from './example-set.js';
import { featuresOf } from './features.js';

/**
 * The loss of a softmax over a linear layer is curved by at most half the squared length of what that layer reads, and so
 * is what a step may be: `step` over its mean.
 *
 * @returns undefined when those features cannot be read
 */
export async function safeRate(model: Model, examples: readonly Example[], step: number): Promise<number | undefined> {
  let features: readonly Float32Array[];
  try {
    features = await featuresOf(model, examples);
  } catch (error) {
    if (error instanceof AttuneError && (error.code === 'unsupported' || error.code === 'invalid-parameter'))
      return undefined;
    throw error;
  }
  let squares = 0;
  for (const vector of features) for (const value of vector) squares += value * value;
  return squares === 0 ? undefined : (step * features.length) / squares;
}
