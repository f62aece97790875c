// What a person chose before, as numbers that a small network learns from: orders, songs, routes, anything of a fixed menu.

import { AttuneError } from '../errors.js';
import { nameOf } from './feature-input.js';
import { cosOfTurns, log, sinOfTurns } from './functions.js';
import { DAY_MS, HOUR_MS, hourOf, type Time, wallClock, weekdayOf } from './wall-clock.js';

/** What is known beside the time: a name (`place`, `weather`, …) and the values that it takes. */
export type Surroundings = { readonly [name: string]: readonly string[] };

/** When and where somebody is about to choose. What is left out, or is not among the known values, counts as unknown. */
export type Moment<Around extends Surroundings = Surroundings> = { readonly time: Time } & {
  readonly [Name in keyof Around]?: Around[Name][number] | undefined;
};

/** What somebody chose, and when and where. */
export type Choice<Item extends string = string, Around extends Surroundings = Surroundings> = Moment<Around> & {
  readonly item: Item;
};

export interface ChoiceOptions<Item extends string, Around extends Surroundings> {
  /** The menu, in the order of the numbers. */
  readonly items: readonly Item[];
  /** What is known beside the time, in the order of the numbers. Default: nothing. */
  readonly around?: Around | undefined;
  /**
   * What a choice still counts after one more: 1 forgets nothing, 0.5 half of it each time. Default 0.85: on the orders of
   * 89 real customers it foretold the next one better than plain counts, and better than the last order alone.
   */
  readonly decay?: number | undefined;
  /** The average person: how often each item is chosen, each above 0 ({@link popularity} makes it). Default: all the same. */
  readonly prior?: { readonly [I in Item]: number } | undefined;
  /** How many choices of his own weigh as much as the average person. Default 2. */
  readonly priorWeight?: number | undefined;
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/**
 * Turns a history of choices and a moment into the numbers that a network foretells the next choice from:
 *
 * | numbers | value |
 * |---|---|
 * | one an item | ln pᵢ, where pᵢ = (cᵢ + w·priorᵢ) / (Σc + w) and cᵢ = Σ decayᵏ over the choices of i that lie k choices back: the decayed frequency, which for a new person is the prior. As a logarithm, so that a linear layer with weight 1 and a softmax answer just these pᵢ |
 * | one an item | 1 for the last choice, else 0 |
 * | 1 | own history: Σc / (Σc + w), 0 for a new person |
 * | 1 | time since the last choice: h / (h + 24) with h in hours; 1 for a new person |
 * | 2 | time of day: sin and cos of hour / 24 of a turn |
 * | 7 | weekday, Monday first: 1 for today, else 0 |
 * | one a value of `around` | 1 for the one that holds, else 0 |
 *
 * The same bits on every device for times that are strings; plain data in, a `Float32Array` out.
 *
 * @example
 * const habits = new ChoiceFeatures({ items: ['mocha', 'tea'], around: { weather: ['sun', 'rain'] } });
 * const now = { time: new Date(), weather: 'rain' };
 * const { labelProbs } = await model.predict({ habits: habits.read(orders, now) });
 * await model.update(habits.examples(orders, { input: 'habits', target: 'drink' })).finished;
 */
export class ChoiceFeatures<const Item extends string = string, const Around extends Surroundings = Surroundings> {
  readonly items: readonly Item[];
  /** What each number is, in their order. */
  readonly names: readonly string[];
  readonly #around: readonly (readonly [name: string, values: readonly string[]])[];
  readonly #decay: number;
  readonly #priorWeight: number;
  readonly #prior: readonly number[];

  /** @throws AttuneError `invalid-parameter` for an empty menu, an item that comes twice, numbers outside their range */
  constructor({ items, around, decay = 0.85, prior, priorWeight = 2 }: ChoiceOptions<Item, Around>) {
    must(items.length > 0 && new Set(items).size === items.length, 'items must be different from one another');
    must(decay > 0 && decay <= 1, `decay must lie above 0 and at most at 1, got ${decay}`);
    must(priorWeight > 0 && priorWeight < Number.MAX_VALUE, `priorWeight must be above 0, got ${priorWeight}`);
    must(
      !Object.keys(around ?? {}).some((name) => name === 'time' || name === 'item'),
      'around may not name time or item',
    );
    this.items = [...items];
    this.#around = Object.entries(around ?? {}).map(([name, values]) => [name, [...values]]);
    this.#decay = decay;
    this.#priorWeight = priorWeight;
    this.#prior = shares(items.map((item) => (prior === undefined ? 1 : readPrior(prior, item))));
    this.names = [
      ...items.map((item) => `log frequency of ${item}`),
      ...items.map((item) => `last was ${item}`),
      'own history',
      'time since',
      'hour (sin)',
      'hour (cos)',
      ...WEEKDAYS,
      ...this.#around.flatMap(([name, values]) => values.map((value) => `${name} ${value}`)),
    ];
  }

  /** How many numbers there are: the length of the model's input. */
  get length(): number {
    return this.names.length;
  }

  /**
   * The numbers for a choice that is about to be made.
   *
   * @param history what was chosen before, the oldest first
   * @throws AttuneError `bad-example` for an item that is not on the menu, a time that is none, a history out of order
   */
  read(history: Iterable<Choice<Item, Around>>, moment: Moment<Around>): Float32Array<ArrayBuffer> {
    const past = this.#past(history);
    return this.#numbers(past, moment, past.clockAt(moment));
  }

  /**
   * Every choice of a history with the numbers that were known just before it: what `model.update` takes.
   *
   * @param history the oldest first
   * @param names   the model's training inputs: the numbers, and the item that was chosen
   * @throws AttuneError `bad-example` as {@link read} does
   */
  examples<Input extends string, Target extends string>(
    history: Iterable<Choice<Item, Around>>,
    names: { readonly input: Input; readonly target: Target },
  ): ({ readonly [I in Input]: Float32Array<ArrayBuffer> } & { readonly [T in Target]: Item })[] {
    const past = this.#past([]);
    return Array.from(history, (choice) => {
      const numbers = this.#numbers(past, choice, past.clockAt(choice));
      past.add(choice);
      return { [names.input]: numbers, [names.target]: choice.item } as never; // two literal keys, as the type says
    });
  }

  /**
   * The decayed frequencies pᵢ: without any network the best simple forecast, and the one that a network has to beat.
   *
   * @throws AttuneError `bad-example` as {@link read} does
   */
  frequencies(history: Iterable<Choice<Item, Around>>): Map<Item, number> {
    const frequencies = this.#frequencies(this.#past(history));
    return new Map(this.items.map((item, index) => [item, frequencies[index] as number]));
  }

  #past(history: Iterable<Choice<Item, Around>>): Past {
    const past = new Past(this.items, this.#decay);
    for (const choice of history) past.add(choice);
    return past;
  }

  #frequencies({ counts, weight }: Past): number[] {
    const all = weight + this.#priorWeight;
    return counts.map((count, index) => (count + this.#priorWeight * (this.#prior[index] as number)) / all);
  }

  #numbers(past: Past, moment: Moment<Around>, clock: number): Float32Array<ArrayBuffer> {
    const hours = (clock - past.lastClock) / HOUR_MS;
    const turns = hourOf(clock) / (DAY_MS / HOUR_MS);
    return Float32Array.from([
      ...this.#frequencies(past).map(log),
      ...past.counts.map((_, index) => Number(index === past.last)),
      past.weight / (past.weight + this.#priorWeight),
      hours === Number.POSITIVE_INFINITY ? 1 : hours / (hours + 24),
      sinOfTurns(turns),
      cosOfTurns(turns),
      ...WEEKDAYS.map((_, day) => Number(day === weekdayOf(clock))),
      ...this.#around.flatMap(([name, values]) => values.map((value) => Number(value === settingOf(moment, name)))),
    ]);
  }
}

/** How often each item was chosen, by many people: (n + 1) / (N + items), so that none is impossible. */
export function popularity<const Item extends string>(
  items: readonly Item[],
  choices: Iterable<{ readonly item: Item }>,
): { readonly [I in Item]: number } {
  const counts = new Map<string, number>(items.map((item) => [item, 1]));
  for (const { item } of choices) counts.set(item, (counts.get(item) ?? 0) + 1);
  const all = items.reduce((sum, item) => sum + (counts.get(item) ?? 0), 0);
  const entries = items.map((item) => [item, (counts.get(item) as number) / all] as const);
  return Object.fromEntries(entries) as { readonly [I in Item]: number };
}

/** A history, boiled down to what the numbers are made of. */
class Past {
  readonly counts: number[];
  /** The sum of all counts. */
  weight = 0;
  /** The index of the last item. */
  last = -1;
  lastClock: number = Number.NEGATIVE_INFINITY;
  readonly #items: readonly string[];
  readonly #decay: number;

  constructor(items: readonly string[], decay: number) {
    this.#items = items;
    this.#decay = decay;
    this.counts = items.map(() => 0);
  }

  add(choice: Choice): void {
    const clock = this.clockAt(choice);
    const chosen = this.#items.indexOf(choice.item);
    if (chosen < 0) throw new AttuneError('bad-example', `${nameOf(choice.item)} is not among the items`);
    this.counts.forEach((count, index) => {
      this.counts[index] = this.#decay * count + Number(index === chosen);
    });
    this.weight = this.#decay * this.weight + 1;
    this.last = chosen;
    this.lastClock = clock;
  }

  clockAt({ time }: Moment): number {
    const clock = wallClock(time);
    if (clock >= this.lastClock) return clock;
    throw new AttuneError('bad-example', `${String(time)} lies before the choice that came before it`, {
      hint: 'a history goes from the oldest choice to the newest',
    });
  }
}

function settingOf(moment: object, name: string): unknown {
  return Object.hasOwn(moment, name) ? (moment as { readonly [name: string]: unknown })[name] : undefined;
}

function readPrior(prior: { readonly [item: string]: number }, item: string): number {
  const share = Object.hasOwn(prior, item) ? (prior[item] as number) : 0;
  must(share > 0 && share < Number.MAX_VALUE, `prior must hold a number above 0 for '${item}'`);
  return share;
}

function shares(numbers: readonly number[]): number[] {
  const all = numbers.reduce((sum, number) => sum + number, 0);
  return numbers.map((number) => number / all);
}

function must(condition: boolean, sentence: string): void {
  if (!condition) throw new AttuneError('invalid-parameter', sentence);
}
