// What a model answered, beside what it should have.

import { logOf } from '../inputs/exponential.js';
import type { Label } from '../model/edit-options.js';
import type { Model } from '../model/model.js';
import type { Dictionary } from '../model/prediction.js';
import type { Example } from './example-set.js';

/** One prediction of a classifier. */
export interface Answer {
  readonly label: Label;
  readonly predicted: Label;
  /** By label, in the model's order. */
  readonly probabilities: readonly (readonly [Label, number])[];
}

/** A classifier's answers to examples that carry their labels. */
export async function answersOf(
  model: Model,
  examples: readonly Example[],
  labels: readonly Label[],
): Promise<readonly Answer[]> {
  const { predictedFeatureName = '', predictedProbabilitiesName = '' } = model.description;
  const predictions = await model.predictBatch(examples as Iterable<never>);
  return predictions.map((prediction, index) => ({
    label: labels[index] as Label,
    predicted: prediction[predictedFeatureName] as Label,
    probabilities: [...(prediction[predictedProbabilitiesName] as Dictionary)],
  }));
}

export function isRight({ label, predicted }: Answer): boolean {
  return label === predicted;
}

/** The probability that an answer gave to the label; 0 for one that the model does not know. */
export function probabilityOf(label: Label, { probabilities }: Answer): number {
  return probabilities.find(([one]) => one === label)?.[1] ?? 0;
}

/** −ln of the right label's probability. */
export function lossOf(answer: Answer): number {
  return -logOf(probabilityOf(answer.label, answer));
}

export function accuracyOf(answers: readonly Answer[]): number {
  return answers.filter(isRight).length / answers.length;
}

export function meanLossOf(answers: readonly Answer[]): number {
  return answers.reduce((sum, answer) => sum + lossOf(answer), 0) / answers.length;
}
