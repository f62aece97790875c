// Why a model answers what it answers: which examples moved it there.

import type { Label } from '../model/edit-options.js';
import type { Model } from '../model/model.js';
import { answersOf, probabilityOf } from './answers.js';
import { type Example, ExampleSet } from './example-set.js';
import { featuresOf } from './features.js';

/** An example that spoke for the answer (above 0) or against it. */
export interface Influence {
  /** Its place among the examples, from 0. */
  readonly index: number;
  readonly label: Label;
  readonly influence: number;
}

export interface Explanation {
  readonly predicted: Label;
  readonly probability: number;
  /** The strongest first, by size. */
  readonly influences: readonly Influence[];
}

/**
 * Which of the examples that a model learned from moved its answer to one more, and how far: a step of the last layer on an
 * example changes the answer's score by the likeness of what that layer reads of both, times how far the model still is from
 * the example's own label (TracIn, Pruthi et al. 2020, of the last layer at its last weights).
 *
 * @param model    a network classifier
 * @param example  what was asked
 * @param examples what was learned from, each with its label
 * @param most     how many influences. Default 5
 * @throws AttuneError `unsupported`, `invalid-parameter` for a model without such a layer
 */
export async function explain(
  model: Model,
  example: object,
  examples: Iterable<object>,
  most = 5,
): Promise<Explanation> {
  const set = new ExampleSet([...examples] as Example[], model.description);
  const [asked, ...learned] = await featuresOf(model, [example as Example, ...set.examples]);
  const [answer] = await answersOf(model, [example as Example], ['']);
  const { predicted = '', probabilities = [] } = answer ?? {};
  const before = await answersOf(model, set.examples, set.labels ?? []);
  const influences = learned.map((features, index): Influence => {
    const label = set.labels?.[index] as Label;
    const known = before[index];
    const error = Number(label === predicted) - (known === undefined ? 0 : probabilityOf(predicted, known));
    return { index, label, influence: dot(features, asked as Float32Array) * error };
  });
  influences.sort((a, b) => Math.abs(b.influence) - Math.abs(a.influence) || a.index - b.index);
  const probability = probabilities.find(([label]) => label === predicted)?.[1] ?? 0;
  return { predicted, probability, influences: influences.slice(0, most) };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 1; // of the bias
  for (const [index, value] of a.entries()) sum += value * (b[index] ?? 0);
  return sum;
}
