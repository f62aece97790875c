// What an update by a recipe says about itself.

import type { Label } from '../model/edit-options.js';

/** An example whose label is to be doubted: others like it are labelled otherwise. */
export interface DoubtfulExample {
  /** Its place among the update's examples, from 0. */
  readonly index: number;
  readonly label: Label;
  /** What models that had not seen it take it for. */
  readonly predicted: Label;
  /** The probability that they gave to its own label. */
  readonly probability: number;
}

/** In `metrics.recipe` of a finished update. */
export interface RecipeReport {
  /** Of the recipe; `'none'`: the update did what the file says. */
  readonly name: string;
  /** Why this one. */
  readonly why: string;
  /** Layers that learned. */
  readonly layers: readonly string[];
  /** In force, each as near to the recipe's as the file allows. */
  readonly learningRate: number;
  readonly epochs: number;
  readonly miniBatchSize: number;
  /** Variants of each example that were learned from as well. */
  readonly variants: number;
  /** Examples of the replay set; 0: there is none, or it was not used. */
  readonly replaySet: number;
  /** `'model'`: classes counted as often as the model met them in its training, since there were as many examples of almost each. */
  readonly prior: 'user' | 'model';
  /** Where every class had three examples. */
  readonly crossValidation?: CrossValidationReport | undefined;
  /** Why the update was kept; empty without a gate. */
  readonly gate: string;
}

/** On examples of this person, each answered by models that had not seen it. */
export interface CrossValidationReport {
  readonly folds: number;
  /** The multiple of the safe rate that did best. */
  readonly rate: number;
  readonly accuracyBefore: number;
  readonly accuracy: number;
  readonly lossBefore: number;
  readonly loss: number;
  /** For `withTemperature()`: makes the new model's probabilities mean what they say. */
  readonly temperature: number;
  readonly calibrationError: number;
  /** The same after the temperature. */
  readonly calibrationErrorAfter: number;
  /** The three most doubtful, the most doubtful first: offer them for review. */
  readonly doubtful: readonly DoubtfulExample[];
}
