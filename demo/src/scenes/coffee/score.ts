// How well each forecaster foretold the orders of a week, before it saw them: the model that learns, the model as it was
// shipped, and plain counting, which any program can do and which a model has to beat.

import type { ChartRows } from '../../frame/chart.tsx';
import { DRINKS, type Drink, type Order } from './menu.ts';

export type Chances = ReadonlyMap<string, number>;

/** Who guesses, in the order of the curves. */
export const FORECASTERS = ['learning', 'shipped', 'counting'] as const;
export type Forecaster = (typeof FORECASTERS)[number];

export interface Score {
  readonly orders: number;
  readonly right: { readonly [F in Forecaster]: number };
  /** Losses, each the mean of the last few orders: a single one jumps too much for the eye. */
  readonly rows: ChartRows;
}

const LAST_FEW = 8;

export class Scorer {
  readonly #losses: Record<Forecaster, number[]> = { learning: [], shipped: [], counting: [] };
  readonly #right: Record<Forecaster, number> = { learning: 0, shipped: 0, counting: 0 };

  add(item: Drink, chances: { readonly [F in Forecaster]: Chances }): void {
    for (const forecaster of FORECASTERS) {
      const share = chances[forecaster].get(item) ?? 0;
      this.#losses[forecaster].push(-Math.log(Math.max(share, 1e-6)));
      if (bestOf(chances[forecaster]) === item) this.#right[forecaster] += 1;
    }
  }

  get score(): Score {
    const orders = this.#losses.learning.length;
    const counts = Array.from({ length: orders }, (_, i) => i + 1);
    const curves = FORECASTERS.map((forecaster) =>
      counts.map((end) => mean(this.#losses[forecaster].slice(Math.max(0, end - LAST_FEW), end))),
    );
    return { orders, right: { ...this.#right }, rows: [counts, ...curves] };
  }
}

/** Shares of all orders so far, with one more of each drink, so that nothing is impossible. */
export function countingChances(orders: readonly Order[]): Chances {
  const counts = new Map<string, number>(DRINKS.map((drink) => [drink, 1]));
  for (const { item } of orders) counts.set(item, (counts.get(item) ?? 0) + 1);
  const all = orders.length + DRINKS.length;
  return new Map([...counts].map(([drink, count]) => [drink, count / all]));
}

/** The first of the likeliest. */
export function bestOf(chances: Chances): string | undefined {
  let best: readonly [string | undefined, number] = [undefined, -1];
  for (const [drink, share] of chances) if (share > best[1]) best = [drink, share];
  return best[0];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
