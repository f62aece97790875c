// How good a model is, put together out of the core's sums.

import type { Evaluation } from '../engine/engine.js';

/** How good a model is on some examples. A number that does not apply is NaN. */
export interface EvaluationResult {
  /** How many examples there were. */
  readonly count: number;
  /** Mean loss; NaN for a model without a loss, such as nearest neighbours. */
  readonly lossValue: number;
  /** Fraction of examples, 0 to 1, whose predicted label is the given one; NaN unless the model is a classifier. */
  readonly accuracy: number;
  /** Of a classifier only. */
  readonly classification?: ClassificationResult;
  /** Of a model that predicts numbers only. */
  readonly regression?: RegressionResult;
}

export interface ClassificationResult {
  /** The classes that examples have or were given, in the model's order; labels that it does not know come last. */
  readonly classes: readonly ClassResult[];
  /** `confusion[i][j]`: how many examples of `classes[i]` were taken for `classes[j]`. */
  readonly confusion: readonly (readonly number[])[];
  /** Unweighted means over `classes`, as scikit-learn's `average='macro'`: rare ones count as much as frequent ones. */
  readonly macroPrecision: number;
  readonly macroRecall: number;
  readonly macroF1: number;
}

/** One class among others. As scikit-learn, a share of nothing is 0. */
export interface ClassResult {
  /** Without labels the class index. */
  readonly label: string | number | bigint;
  /** Examples that have the label. */
  readonly count: number;
  /** Examples that were given it. */
  readonly predicted: number;
  /** Examples that have it and were given it. */
  readonly correct: number;
  /** `correct / predicted`: how far to trust the label. */
  readonly precision: number;
  /** `correct / count`: how many of the class are found. */
  readonly recall: number;
  /** `2 correct / (count + predicted)`. */
  readonly f1: number;
}

/** Over all numbers that the model predicts for an example, each weighing the same. */
export interface RegressionResult {
  readonly meanSquaredError: number;
  readonly meanAbsoluteError: number;
  /**
   * 1 − Σ(y − ŷ)² / Σ(y − ȳ)², the mean of it over the predicted numbers, as scikit-learn's `r2_score`: 1 is perfect, 0 as good
   * as always answering the mean. Of a number that is the same in all examples: 1 if it was met each time, else 0. NaN for
   * fewer than two examples.
   */
  readonly rSquared: number;
}

/** @internal Takes the sums of blocks in order. */
export class Evaluator {
  #count = 0;
  #lossSum = 0;
  #correct = 0;
  #classes: Classes | undefined;
  #numbers: Residual[] | undefined;

  add({ count, lossSum, correct, labels, actual, predicted, residuals }: Evaluation): void {
    if (labels !== undefined && actual !== undefined && predicted !== undefined) {
      this.#classes ??= new Classes();
      this.#classes.add(labels, actual, predicted);
    }
    if (residuals !== undefined) {
      const before = this.#numbers ?? Array.from({ length: residuals.length / 4 }, () => new Residual());
      for (const [index, number] of before.entries()) {
        number.add(this.#count, count, residuals.subarray(4 * index, 4 * index + 4));
      }
      this.#numbers = before;
    }
    this.#count += count;
    this.#lossSum += lossSum;
    this.#correct += correct;
  }

  result(): EvaluationResult {
    const count = this.#count;
    return {
      ...{ count, lossValue: this.#lossSum / count, accuracy: this.#correct / count },
      ...(this.#classes === undefined ? {} : { classification: this.#classes.result() }),
      ...(this.#numbers === undefined ? {} : { regression: regression(this.#numbers, count) }),
    };
  }
}

class Classes {
  /** Of a label its place in #labels; strings and numbers that look alike are two. */
  readonly #places = new Map<string | number | bigint, number>();
  readonly #labels: (string | number | bigint)[] = [];
  /** Count by actual and predicted place: most pairs never occur. */
  readonly #pairs = new Map<string, { readonly actual: number; readonly predicted: number; count: number }>();

  add(labels: readonly (string | number | bigint)[], actual: Uint32Array, predicted: Uint32Array): void {
    const places = labels.map((label) => this.#place(label));
    actual.forEach((one, example) => {
      const pair = { actual: places[one] as number, predicted: places[predicted[example] as number] as number };
      const key = `${pair.actual} ${pair.predicted}`;
      const known = this.#pairs.get(key) ?? { ...pair, count: 0 };
      known.count++;
      this.#pairs.set(key, known);
    });
  }

  #place(label: string | number | bigint): number {
    const known = this.#places.get(label);
    if (known !== undefined) return known;
    this.#places.set(label, this.#labels.length);
    return this.#labels.push(label) - 1;
  }

  result(): ClassificationResult {
    const pairs = [...this.#pairs.values()];
    const occurring = [...new Set(pairs.flatMap(({ actual, predicted }) => [actual, predicted]))].sort((a, b) => a - b);
    const rows = new Map(occurring.map((place, row) => [place, row]));
    const confusion = occurring.map(() => occurring.map(() => 0));
    for (const { actual, predicted, count } of pairs) {
      (confusion[rows.get(actual) as number] as number[])[rows.get(predicted) as number] = count;
    }
    const classes = occurring.map((place, row) => {
      const count = sum(confusion[row] as number[]);
      const predicted = sum(confusion.map((others) => others[row] as number));
      const correct = (confusion[row] as number[])[row] as number;
      return {
        ...{ label: this.#labels[place] as string | number | bigint, count, predicted, correct },
        ...{ precision: share(correct, predicted), recall: share(correct, count) },
        f1: share(2 * correct, count + predicted),
      };
    });
    const mean = (of: (one: ClassResult) => number): number => sum(classes.map(of)) / classes.length;
    return {
      ...{ classes, confusion },
      macroPrecision: mean(({ precision }) => precision),
      macroRecall: mean(({ recall }) => recall),
      macroF1: mean(({ f1 }) => f1),
    };
  }
}

/** One predicted number: src/models/evaluation.h. */
class Residual {
  mean = 0;
  spread = 0;
  squared = 0;
  absolute = 0;

  add(before: number, count: number, sums: Float64Array): void {
    const [mean, spread, squared, absolute] = sums as unknown as readonly [number, number, number, number];
    if (count === 0) return;
    const apart = mean - this.mean;
    this.mean += (apart * count) / (before + count);
    this.spread += spread + (apart * apart * before * count) / (before + count);
    this.squared += squared;
    this.absolute += absolute;
  }

  get rSquared(): number {
    if (this.spread > 0) return 1 - this.squared / this.spread;
    return this.squared === 0 ? 1 : 0;
  }
}

function regression(numbers: readonly Residual[], count: number): RegressionResult {
  const mean = (of: (one: Residual) => number): number => sum(numbers.map(of)) / numbers.length;
  return {
    meanSquaredError: mean(({ squared }) => squared) / count,
    meanAbsoluteError: mean(({ absolute }) => absolute) / count,
    rSquared: count < 2 ? Number.NaN : mean(({ rSquared }) => rSquared),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
