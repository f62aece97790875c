// Whether probabilities mean what they say, and one number that makes them.

import { logOf, softmax } from '../inputs/exponential.js';
import type { Label } from '../model/edit-options.js';
import { type Answer, meanLossOf } from './answers.js';

/** Probabilities by label, as a classifier's predictions have them. */
export type Probabilities = Iterable<readonly [label: Label, probability: number]>;

/**
 * Probabilities with their logarithms divided by a temperature: above 1 they are less sure of themselves, below 1 more; the
 * most probable label stays the same.
 */
export function withTemperature(
  probabilities: Probabilities,
  temperature: number,
): [label: Label, probability: number][] {
  const entries = [...probabilities];
  const cooled = softmax(entries.map(([, probability]) => logOf(probability) / temperature));
  return entries.map(([label], index) => [label, cooled[index] as number]);
}

/**
 * The temperature with the least loss over answers that were not learned from (Guo et al. 2017), of 2^(−3) to 2^3 in steps
 * of sixteenths: the loss has one minimum in 1/T, so the search halves its way there.
 */
export function fittedTemperature(answers: readonly Answer[]): number {
  const loss = (step: number): number => meanLossOf(answers.map((answer) => cooled(answer, temperatureAt(step))));
  let [low, high] = [-48, 48];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (loss(middle) <= loss(middle + 1)) high = middle;
    else low = middle + 1;
  }
  return temperatureAt(low);
}

function cooled(answer: Answer, temperature: number): Answer {
  return { ...answer, probabilities: withTemperature(answer.probabilities, temperature) };
}

/**
 * Expected calibration error: the mean distance between how sure answers are and how often they are right, over `bins` equal
 * parts of 0 to 1 weighed by their answers.
 */
export function calibrationError(answers: readonly Answer[], bins = 10): number {
  const sums = Array.from({ length: bins }, () => ({ sure: 0, right: 0 }));
  for (const answer of answers) {
    const sure = Math.max(...answer.probabilities.map(([, probability]) => probability));
    const bin = sums[Math.min(Math.floor(sure * bins), bins - 1)] as { sure: number; right: number };
    bin.sure += sure;
    bin.right += answer.predicted === answer.label ? 1 : 0;
  }
  return sums.reduce((sum, { sure, right }) => sum + Math.abs(sure - right), 0) / answers.length;
}

/** 2^(step / 16), of √ alone: Math.pow differs from engine to engine. */
function temperatureAt(step: number): number {
  let root = 2;
  for (let halvings = 0; halvings < 4; halvings++) root = Math.sqrt(root);
  let power = 1;
  for (let times = 0; times < Math.abs(step); times++) power *= root;
  return step < 0 ? 1 / power : power;
}
