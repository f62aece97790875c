// The exponential function of + − × ÷ alone, for the reason that functions.ts gives.

import { log } from './functions.js';

/** The logarithm of 2 in two parts: the first has so few digits that a multiple of it is exact. */
const [LN_2, LN_2_REST] = [0.6931471803691238, 1.9082149292705877e-10];

/** e to the power x: 0 below −745, infinite above 709. */
export function exp(x: number): number {
  if (x < -745) return 0;
  if (x > 709) return Number.POSITIVE_INFINITY;
  const halvings = Math.round(x / Math.LN2);
  const rest = x - halvings * LN_2 - halvings * LN_2_REST;
  // 1 + r (1 + r/2 (1 + r/3 (…))): |r| ≤ 0.35, and fourteen terms leave less than 1e-17
  let sum = 1;
  for (let n = 14; n >= 1; n--) sum = 1 + (rest / n) * sum;
  return scaled(sum, halvings);
}

/** e to each score, over their sum: probabilities. */
export function softmax(scores: readonly number[]): number[] {
  const top = Math.max(...scores);
  const powers = scores.map((score) => exp(score - top));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The logarithm of a probability; of 0 that of the smallest normal float32. */
export function logOf(probability: number): number {
  return log(Math.max(probability, 2 ** -126));
}

/** x · 2^exponent, exactly unless it ends below the normal numbers. */
function scaled(x: number, exponent: number): number {
  let result = x;
  let left = exponent;
  for (; left > 0; left--) result *= 2;
  for (; left < 0; left++) result /= 2;
  return result;
}
