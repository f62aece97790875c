// What a model makes of an example before it decides: the numbers that its last layer reads.

import type { Model } from '../model/model.js';
import type { Example } from './example-set.js';

/**
 * Nearest neighbours behind the model remember just these numbers, and say them.
 *
 * @param features the value to read; default: what the last dense layer reads
 * @throws AttuneError `invalid-parameter`, `unsupported` when there is none
 */
export async function featuresOf(
  model: Model,
  examples: readonly Example[],
  features?: string,
): Promise<readonly Float32Array[]> {
  const extractor = await model.withNearestNeighbors({ features, label: 'featuresOwner' });
  const labelled = examples.map((example) => ({ ...example, featuresOwner: '' }));
  const { model: remembering } = await extractor.update(labelled).finished;
  const stored = await remembering.examples.list();
  remembering.dispose();
  extractor.dispose();
  return stored.map(({ vector }) => vector);
}
