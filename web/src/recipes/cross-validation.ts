// How well a recipe would do on examples of this person that it has not seen.

import { AttuneError } from '../errors.js';
import type { Model } from '../model/model.js';
import type { UpdateMetrics } from '../task/metrics.js';
import { type Answer, answersOf, meanLossOf } from './answers.js';
import type { Example, ExampleSet } from './example-set.js';

/** Trains on some of the examples, by their indices, watching others; answers the weights of the epoch that did best on those. */
export type Trial = (
  indices: readonly number[],
  validation: readonly Example[],
  rate: number,
) => Promise<{ readonly model: Model; readonly history: readonly UpdateMetrics[] }>;

/** What came of one multiple of the rate. */
export interface RateResult {
  /** The multiple. */
  readonly factor: number;
  /** Over all examples, each answered by a model that had not seen it. */
  readonly answers: readonly Answer[];
  readonly loss: number;
  /** Epochs after which the folds did best, rounded. */
  readonly epochs: number;
}

/** Stratified; the multiple with the least loss, the first of equals. One at which training diverges is none. */
export async function crossValidate(
  set: ExampleSet,
  factors: readonly number[],
  folds: number,
  seed: number | bigint,
  trial: Trial,
): Promise<RateResult> {
  const dealt = set.folds(folds, seed);
  let best: RateResult | undefined;
  let diverged: unknown;
  for (const factor of factors) {
    try {
      const result = await atRate(set, factor, dealt, trial);
      if (best === undefined || result.loss < best.loss) best = result;
    } catch (error) {
      if (!(error instanceof AttuneError) || error.code !== 'diverged') throw error;
      diverged = error;
    }
  }
  if (best === undefined) throw diverged;
  return best;
}

async function atRate(
  set: ExampleSet,
  factor: number,
  folds: readonly (readonly number[])[],
  trial: Trial,
): Promise<RateResult> {
  const answers: Answer[] = new Array(set.length);
  let epochs = 0;
  for (const fold of folds) {
    const held = fold.map((index) => set.examples[index] as Example);
    const others = [...set.examples.keys()].filter((index) => !fold.includes(index));
    const { model, history } = await trial(others, held, factor);
    const answered = await answersOf(
      model,
      held,
      fold.map((index) => set.labels?.[index] as string | number | bigint),
    );
    for (const [place, index] of fold.entries()) answers[index] = answered[place] as Answer;
    epochs += bestEpoch(history) + 1;
    model.dispose();
  }
  return { factor, answers, loss: meanLossOf(answers), epochs: Math.round(epochs / folds.length) };
}

function bestEpoch(history: readonly UpdateMetrics[]): number {
  return history.reduce((best, { validationLoss }, epoch) => {
    return validationLoss < (history[best]?.validationLoss ?? Number.POSITIVE_INFINITY) ? epoch : best;
  }, 0);
}
