// Means over people, and how sure they are.

import { randomNumbers } from './random.mjs';

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

const DRAWS = 2000;

/** The 95 % interval of a statistic over people, by bootstrap. @param of from an array of people to a number */
export function interval(people, of, seed = 1) {
  const random = randomNumbers(seed);
  const drawn = Array.from({ length: DRAWS }, () =>
    of(people.map(() => people[Math.floor(random() * people.length)])),
  ).sort((a, b) => a - b);
  return [drawn[Math.floor(0.025 * DRAWS)], drawn[Math.ceil(0.975 * DRAWS) - 1]];
}

/** The mean over the worst tenth of people, at least one. */
export function worstDecile(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return mean(sorted.slice(0, Math.max(1, Math.round(values.length / 10))));
}

/** Expected calibration error over ten bins. @param answers { sure, right } */
export function calibrationError(answers) {
  const bins = Array.from({ length: 10 }, () => 0);
  for (const { sure, right } of answers) bins[Math.min(Math.floor(10 * sure), 9)] += sure - (right ? 1 : 0);
  return bins.reduce((sum, bin) => sum + Math.abs(bin), 0) / answers.length;
}
