// The types of one certain model's features, for programs that know their model.

import type { Features } from '../inputs/feature-input.js';
import type { Prediction } from './prediction.js';

/**
 * What `Model<Types>` may be told about a model file.
 *
 * @example
 * interface Emoji {
 *   inputs: { drawing: ImageInput };
 *   outputs: { label: string; labelProbs: Dictionary<string> };
 *   examples: { drawing: ImageInput; label: string };
 * }
 * const model = await Model.load<Emoji>('/emoji.mlmodel');
 */
export interface ModelTypes {
  inputs: object;
  outputs: object;
  examples: object;
}

/** Nothing is known but what all models share. */
export interface AnyModel extends ModelTypes {
  inputs: Features;
  outputs: Prediction;
  examples: Features;
}
