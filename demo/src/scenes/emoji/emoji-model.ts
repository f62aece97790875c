// What is known about the model of this scene: drawing-classifier-updatable.mlmodel.

import type { Dictionary, Metrics, RgbaPixels } from 'attune';

export type Picture = RgbaPixels;

/** The model's inputs, outputs and training examples, in its own names. */
export interface Emoji {
  inputs: { drawing: Picture };
  outputs: { label: string; labelProbs: Dictionary<string> };
  examples: { drawing: Picture; label: string };
}

/** What the model answers while it knows nothing. */
export const UNKNOWN = 'unknown';

/** What a version says of itself. */
export interface Notes {
  readonly note: string;
  readonly metrics: Metrics;
}

/** Under which name the store keeps the versions; learn.ts spells it out, for its readers. */
export const MODEL_NAME = 'emoji';
