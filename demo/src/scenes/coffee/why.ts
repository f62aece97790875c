// Why a drink is likely: the model is linear, so every number of its input adds its share to each drink's score. Shares that
// belong together are summed, and given words.

import type { Model } from 'attune';
import type { Coffee, Habits } from './coffee-model.ts';
import { DRINKS, type Drink, type Visit, WEEKDAYS, weekdayOf } from './menu.ts';

export interface Reason {
  readonly words: string;
  /** How much it speaks for the drink, beside the average drink; below 0 against it. */
  readonly weight: number;
  /** The part of it that this customer's orders taught. */
  readonly learned: number;
}

/** One row a drink, one column a number of the input, and the biases. */
interface Weights {
  readonly rows: readonly Float64Array[];
  readonly biases: ArrayLike<number>;
}

const cache = new WeakMap<Model<Coffee>, Promise<Weights>>();

/** The strongest first. */
export async function reasonsFor(
  drink: Drink,
  {
    model,
    base,
    habits,
    numbers,
    visit,
    day,
  }: {
    readonly model: Model<Coffee>;
    readonly base: Model<Coffee>;
    readonly habits: Habits;
    readonly numbers: Float32Array;
    readonly visit: Visit;
    readonly day: number;
  },
): Promise<Reason[]> {
  const [mine, shipped] = await Promise.all([weightsOf(model), weightsOf(base)]);
  const [now, before] = [sharesOf(mine, drink, numbers), sharesOf(shipped, drink, numbers)];
  const sums = new Map<string, { weight: number; learned: number }>();
  const names = [...habits.names, 'bias'];
  names.forEach((name, i) => {
    const words = wordsFor(name, visit, day);
    const sum = sums.get(words) ?? { weight: 0, learned: 0 };
    sum.weight += now[i] ?? 0;
    sum.learned += (now[i] ?? 0) - (before[i] ?? 0);
    sums.set(words, sum);
  });
  return [...sums].map(([words, sum]) => ({ words, ...sum })).sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}

/** What each number adds to the drink's score, beyond what it adds to the average drink's. */
function sharesOf({ rows, biases }: Weights, drink: Drink, numbers: Float32Array): number[] {
  const at = DRINKS.indexOf(drink);
  const beyondMean = (values: readonly number[]): number =>
    (values[at] ?? 0) - values.reduce((sum, value) => sum + value, 0) / values.length;
  const shares = Array.from(numbers, (number, i) => number * beyondMean(rows.map((row) => row[i] ?? 0)));
  return [...shares, beyondMean(Array.from(biases))];
}

/** The two dense layers as one: scaling first, taste behind it. */
function weightsOf(model: Model<Coffee>): Promise<Weights> {
  let weights = cache.get(model);
  if (weights === undefined) {
    weights = multiplied(model);
    cache.set(model, weights);
  }
  return weights;
}

async function multiplied(model: Model<Coffee>): Promise<Weights> {
  const [scaled, taste, biases] = await Promise.all([
    model.getParameter('weights', { layer: 'scaled' }),
    model.getParameter('weights', { layer: 'taste' }),
    model.getParameter('biases', { layer: 'taste' }),
  ]);
  const count = scaled.shape[0] ?? 0;
  const rows = DRINKS.map((_, drink) => {
    const row = new Float64Array(count);
    for (let k = 0; k < count; k++) {
      const weight = taste.data[drink * count + k] ?? 0;
      for (let i = 0; i < count; i++) row[i] = (row[i] ?? 0) + weight * (scaled.data[k * count + i] ?? 0);
    }
    return row;
  });
  return { rows, biases: biases.data };
}

function wordsFor(name: string, { place, weather }: Visit, day: number): string {
  if (name === 'bias') return 'How much people like it';
  if (name.startsWith('log frequency') || name === 'own history') return 'How often you had it lately';
  if (name.startsWith('last was') || name === 'time since') return 'What you had last, and when';
  if (name.startsWith('hour') || name.startsWith('part')) return 'The time of day';
  if (name.startsWith('place')) return `Being at ${place === 'home' ? 'home' : `the ${place}`}`;
  if (name.startsWith('weather')) return `It is ${weather}`;
  return `It is ${WEEKDAYS[weekdayOf(day)]}`;
}
