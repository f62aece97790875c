// Where an update stands, in numbers.

import type { RecipeReport } from '../recipes/report.js';

/**
 * Core ML's metric keys and ours. Every key is always there; a number that does not apply is NaN (at `trainingbegin` all
 * but the indices are).
 */
export interface UpdateMetrics {
  /**
   * Mean loss: over the mini-batch at `minibatchend`, over the epoch's examples at `epochend`, each before the step that
   * used it. Replayed examples do not count; with class weights it is the weighted mean, which is what gets smaller. NaN for
   * a model that has no loss (nearest neighbours).
   */
  readonly lossValue: number;
  /** From 0. */
  readonly epochIndex: number;
  /** From 0, within the epoch. */
  readonly miniBatchIndex: number;
  /**
   * At `epochend` of a classifier: the fraction of the epoch's examples, 0 to 1, whose label was predicted before the step
   * that used them.
   */
  readonly accuracy: number;
  /** At `epochend`, with `validation`: mean loss over those examples, with the weights that the epoch ended with. */
  readonly validationLoss: number;
  /** At `epochend` of a classifier, with `validation`: the fraction of them, 0 to 1, whose label is predicted. */
  readonly validationAccuracy: number;
  /** Since the update began; waiting for listeners and suspension do not count. */
  readonly examplesPerSecond: number;
  /** Of a finished update with a recipe: which one, why, and what it found out. */
  readonly recipe?: RecipeReport;
}

/** @internal Before anything was trained. */
export const NO_METRICS: UpdateMetrics = /* @__PURE__ */ Object.freeze({
  lossValue: Number.NaN,
  epochIndex: 0,
  miniBatchIndex: 0,
  accuracy: Number.NaN,
  validationLoss: Number.NaN,
  validationAccuracy: Number.NaN,
  examplesPerSecond: Number.NaN,
});
