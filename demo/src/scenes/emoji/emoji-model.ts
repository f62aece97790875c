// What is known about the model of this scene: drawing-classifier-updatable.mlmodel.

import type { Dictionary, RgbaPixels } from 'attune';

export type Picture = RgbaPixels;

/** The model's inputs, outputs and training examples, in its own names. */
export interface Emoji {
  inputs: { drawing: Picture };
  outputs: { label: string; labelProbs: Dictionary<string> };
  examples: { drawing: Picture; label: string };
}

/** What the model answers while it knows nothing. */
export const UNKNOWN = 'unknown';

/** Under which name the store keeps the versions. */
export const MODEL_NAME = 'emoji';
