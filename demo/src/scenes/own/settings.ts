// How a model learns here unless it says otherwise itself.

import type { TrainingSettings, UpdateOptions } from 'attune';
import type { Value } from './examples.ts';

export type Example = Record<string, Value>;
export type Settings = UpdateOptions<Example>;

/**
 * For a model that is made updatable here. Of the sample's hundred digits, every fifth left out in turn, 87 are known then;
 * with steps of 0.01 there were 83, with 0.001 81.
 */
export const GENTLE: TrainingSettings = {
  optimizer: 'adam',
  learningRate: 0.003,
  epochs: { defaultValue: 60, minimum: 1, maximum: 1000 },
};
