// A linear classifier that learns from one example at a time, for what goes on coming.

import { AttuneError } from '../errors.js';
import { softmax } from '../inputs/exponential.js';

export interface OnlineOptions {
  /** How far a first step goes. Default 0.1. */
  readonly rate?: number | undefined;
  /** Pull towards the weights that it began with. Default 0.1. */
  readonly anchor?: number | undefined;
  /** What a past gradient still counts in a step's size after one more: below 1 it goes on adapting. Default 0.99. */
  readonly decay?: number | undefined;
  /** Weights to begin with, a row a class, the bias last. Default zeros. */
  readonly start?: readonly ArrayLike<number>[] | undefined;
}

/**
 * Softmax regression by FTRL-proximal (McMahan et al. 2013): every weight has a step of its own, which shrinks with the
 * gradients that it has seen, and is pulled to where it began. In double precision, the same bits in every engine.
 */
export class OnlineClassifier {
  readonly #start: Float64Array[];
  readonly #sums: Float64Array[];
  readonly #squares: Float64Array[];
  readonly #rate: number;
  readonly #anchor: number;
  readonly #decay: number;

  /** @throws AttuneError `invalid-parameter` */
  constructor(classes: number, numbers: number, options: OnlineOptions = {}) {
    const { rate = 0.1, anchor = 0.1, decay = 0.99, start = [] } = options;
    const sound = classes > 1 && numbers > 0 && rate > 0 && anchor >= 0 && decay > 0 && decay <= 1;
    const fits = start.length === 0 || (start.length === classes && start.every((row) => row.length === numbers + 1));
    if (!sound || !fits) throw new AttuneError('invalid-parameter', 'these are no settings of an online classifier');
    const rows = (): Float64Array[] => Array.from({ length: classes }, () => new Float64Array(numbers + 1));
    this.#start = rows().map((row, label) => (start[label] === undefined ? row : Float64Array.from(start[label])));
    this.#sums = rows();
    this.#squares = rows();
    this.#rate = rate;
    this.#anchor = anchor;
    this.#decay = decay;
  }

  /** A probability a class. */
  predict(numbers: ArrayLike<number>): number[] {
    return softmax(this.#start.map((_, label) => this.#score(label, numbers)));
  }

  /** Takes one step towards the right class. */
  learn(numbers: ArrayLike<number>, right: number): void {
    const probabilities = this.predict(numbers);
    for (const [label, probability] of probabilities.entries()) {
      const error = probability - (label === right ? 1 : 0);
      const [sums, squares] = [this.#sums[label] as Float64Array, this.#squares[label] as Float64Array];
      for (let i = 0; i < sums.length; i++) {
        const gradient = error * (i < numbers.length ? (numbers[i] as number) : 1);
        const before = squares[i] as number;
        const after = this.#decay * before + gradient * gradient;
        const slower = (Math.sqrt(after) - Math.sqrt(before)) / this.#rate;
        sums[i] = (sums[i] as number) + gradient - slower * this.#moved(label, i);
        squares[i] = after;
      }
    }
  }

  #score(label: number, numbers: ArrayLike<number>): number {
    const start = this.#start[label] as Float64Array;
    let score = 0;
    for (let i = 0; i < start.length; i++) {
      score += ((start[i] as number) + this.#moved(label, i)) * (i < numbers.length ? (numbers[i] as number) : 1);
    }
    return score;
  }

  /** How far a weight is from where it began. */
  #moved(label: number, i: number): number {
    const sum = (this.#sums[label] as Float64Array)[i] as number;
    return -sum / ((1 + Math.sqrt((this.#squares[label] as Float64Array)[i] as number)) / this.#rate + this.#anchor);
  }
}
