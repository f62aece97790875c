import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../../web/src/engine/engine.js';
import { type EvaluationResult, Evaluator } from '../../../web/src/model/evaluation.js';

/** By scikit-learn: tests/golden/make_training_options.py. */
const golden = JSON.parse(
  readFileSync(new URL('../../golden/training-options.json', import.meta.url), 'utf8'),
) as Golden;

interface Golden {
  readonly classes: {
    readonly labels: string[];
    readonly actual: number[];
    readonly predicted: number[];
    readonly accuracy: number;
    readonly confusion: number[][];
    readonly classes: object[];
    readonly macroPrecision: number;
    readonly macroRecall: number;
    readonly macroF1: number;
  };
  readonly numbers: {
    readonly wanted: number[][];
    readonly got: number[][];
    readonly meanSquaredError: number;
    readonly meanAbsoluteError: number;
    readonly rSquared: number;
  };
}

function evaluated(blocks: readonly Evaluation[]): EvaluationResult {
  const evaluator = new Evaluator();
  for (const block of blocks) evaluator.add(block);
  return evaluator.result();
}

/** What the core says of a classifier. */
function answers(labels: Evaluation['labels'] & object, actual: number[], predicted: number[]): Evaluation {
  return {
    ...{ count: actual.length, lossSum: Number.NaN, labels },
    correct: actual.filter((one, index) => one === predicted[index]).length,
    ...{ actual: Uint32Array.from(actual), predicted: Uint32Array.from(predicted) },
  };
}

/** What the core says of a regressor. */
function residuals(wanted: readonly number[][], got: readonly number[][]): Evaluation {
  const columns = (wanted[0] ?? []).map((_, column) => {
    const mean = wanted.reduce((sum, row) => sum + at(row, column), 0) / wanted.length;
    const errors = wanted.map((row, index) => at(got[index], column) - at(row, column));
    return [
      mean,
      wanted.reduce((sum, row) => sum + (at(row, column) - mean) ** 2, 0),
      errors.reduce((sum, error) => sum + error ** 2, 0),
      errors.reduce((sum, error) => sum + Math.abs(error), 0),
    ];
  });
  return {
    ...{ count: wanted.length, lossSum: 0, correct: Number.NaN },
    residuals: Float64Array.from(columns.flat()),
  };
}

const at = (row: readonly number[] | undefined, index: number): number => row?.[index] as number;

describe('an evaluation', () => {
  it('of classes agrees with scikit-learn, however the examples were sent', () => {
    const { labels, actual, predicted, accuracy, confusion, classes, ...means } = golden.classes;
    const whole = evaluated([answers(labels, actual, predicted)]);
    expect(whole.accuracy).toBe(accuracy);
    expect(whole.classification).toMatchObject({ confusion, classes });
    for (const [name, value] of Object.entries(means)) {
      expect(whole.classification?.[name as 'macroF1']).toBeCloseTo(value, 12);
    }
    for (const cut of [1, 5, 11]) {
      const parts = [
        answers(labels, actual.slice(0, cut), predicted.slice(0, cut)),
        answers(labels, actual.slice(cut), predicted.slice(cut)),
      ];
      expect(evaluated(parts)).toEqual(whole);
    }
  });

  it('knows labels by what they are: strings, numbers and what the model never saw', () => {
    const first = answers(['a', 'new'], [0, 1], [0, 0]);
    const second = answers(['a', 'newer', 'new'], [1, 2, 0], [0, 0, 0]);
    const { classification } = evaluated([first, second]);
    expect(classification?.classes.map(({ label, count, correct }) => [label, count, correct])).toEqual([
      ['a', 2, 2],
      ['new', 2, 0],
      ['newer', 1, 0],
    ]);
    const mixed = evaluated([answers([1, '1', 2n ** 60n], [0, 1, 2], [0, 1, 2])]);
    expect(mixed.classification?.classes.map(({ label }) => label)).toEqual([1, '1', 2n ** 60n]);
    expect(mixed.regression).toBeUndefined();
  });

  it('of numbers agrees with scikit-learn, however the examples were sent', () => {
    const { wanted, got, meanSquaredError, meanAbsoluteError, rSquared } = golden.numbers;
    for (const cuts of [[9], [1, 9], [4, 5, 9], [3, 3, 9]]) {
      const parts = cuts.map((end, index) => {
        const start = cuts[index - 1] ?? 0;
        const part = residuals(wanted.slice(start, end), got.slice(start, end));
        return end > start ? part : { ...part, residuals: new Float64Array(12) };
      });
      const { regression, classification } = evaluated(parts);
      expect(classification).toBeUndefined();
      expect(regression?.meanSquaredError).toBeCloseTo(meanSquaredError, 10);
      expect(regression?.meanAbsoluteError).toBeCloseTo(meanAbsoluteError, 10);
      expect(regression?.rSquared).toBeCloseTo(rSquared, 9);
    }
  });

  it('of one example, or of numbers that never change, says what can be said', () => {
    expect(evaluated([residuals([[1]], [[2]])]).regression).toEqual({
      ...{ meanSquaredError: 1, meanAbsoluteError: 1, rSquared: Number.NaN },
    });
    expect(evaluated([residuals([[1], [1]], [[1], [1]])]).regression?.rSquared).toBe(1);
    expect(evaluated([residuals([[1], [1]], [[1], [2]])]).regression?.rSquared).toBe(0);
  });
});
