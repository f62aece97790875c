// What is known about the model of this scene: coffee.mlmodel.

import type { Dictionary, Metrics } from 'attune';
import type { ChoiceFeatures } from 'attune/inputs';
import type { AROUND, Drink } from './menu.ts';

/** The model's inputs, outputs and training examples, in its own names. */
export interface Coffee {
  inputs: { habits: Float32Array };
  outputs: { drink: string; chances: Dictionary<string> };
  examples: { habits: Float32Array; drink: string };
}

/** Turns orders and a visit into the model's input. */
export type Habits = ChoiceFeatures<Drink, typeof AROUND>;
export type Prior = { readonly [D in Drink]: number };

/** What a version says of itself. */
export interface Notes {
  readonly note: string;
  readonly metrics: Metrics;
}

/** Under which name the store keeps the versions; learn.ts spells it out, for its readers. */
export const MODEL_NAME = 'regular';
