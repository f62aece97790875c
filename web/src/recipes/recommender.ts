// What somebody will choose next: a person's own habits over what everybody does.

import { AttuneError } from '../errors.js';
import { type Choice, ChoiceFeatures, type ChoiceOptions, type Moment, type Surroundings } from '../inputs/choices.js';
import { OnlineClassifier, type OnlineOptions } from './online-classifier.js';

export interface RecommenderOptions<Item extends string, Around extends Surroundings>
  extends ChoiceOptions<Item, Around> {
  /** What everybody chooses at that moment, a probability an item: the model that a new person begins with. Default: `prior`. */
  readonly everybody?: ((moment: Moment<Around>) => { readonly [I in Item]: number }) | undefined;
  /** Of the linear model. Its rate defaults to 0.05. */
  readonly online?: OnlineOptions | undefined;
}

/** A way to foretell, by its name, and how far it is trusted, 0 to 1. */
export interface Trust {
  readonly everybody: number;
  readonly frequency: number;
  readonly linear: number;
}

/** For a new person all three say the same; later frequency is what there is to beat. */
const BEGUN = [0.03, 0.77, 0.2] as const;
/** How much of the trust is dealt out anew after each choice: habits change, and so may what foretells them best. */
const SHARED = 0.02;

/**
 * Foretells a person's next choice, and learns from each. Three forecasts are mixed by how well they did so far on this very
 * person: what everybody does, the person's decayed frequencies over that, and a linear model of the history that begins as
 * those frequencies and learns online. For a new person all three are what everybody does. In log loss the mixture is never
 * far behind the best of the three, so never far behind frequency.
 */
export class Recommender<const Item extends string = string, const Around extends Surroundings = Record<never, never>> {
  readonly items: readonly Item[];
  readonly #features: ChoiceFeatures<Item, Around>;
  readonly #everybody: (moment: Moment<Around>) => number[];
  readonly #prior: readonly number[];
  readonly #linear: OnlineClassifier;
  readonly #history: Choice<Item, Around>[] = [];
  #trust: readonly [number, number, number] = BEGUN;

  /** @throws AttuneError `invalid-parameter` */
  constructor(options: RecommenderOptions<Item, Around>) {
    const { everybody, online } = options;
    this.#features = new ChoiceFeatures<Item, Around>(options);
    this.items = this.#features.items;
    this.#prior = [...this.#features.frequencies([]).values()];
    this.#everybody = (moment) => {
      if (everybody === undefined) return [...this.#prior];
      const shares = everybody(moment);
      return normalized(this.items.map((item) => shares[item]));
    };
    const { length } = this.#features;
    const start = this.items.map((_, row) => Array.from({ length: length + 1 }, (_, i) => Number(i === row)));
    this.#linear = new OnlineClassifier(this.items.length, length, { start, rate: 0.05, ...online });
  }

  /** How far each of the three forecasts is trusted by now. */
  get trust(): Trust {
    const [everybody, frequency, linear] = this.#trust;
    return { everybody, frequency, linear };
  }

  /** The probability of each item, the most probable first. @throws AttuneError `bad-example` for a moment in the past */
  predict(moment: Moment<Around>): [item: Item, probability: number][] {
    const forecasts = this.#forecasts(moment);
    const mixed = this.items.map((item, index): [Item, number] => [item, this.#mixed(forecasts, index)]);
    return mixed.sort(([, a], [, b]) => b - a);
  }

  /** The k most probable items. */
  top(k: number, moment: Moment<Around>): Item[] {
    return this.predict(moment)
      .slice(0, k)
      .map(([item]) => item);
  }

  /** What the person chose: whoever foretold it gains trust, and the linear model takes a step. */
  observe(choice: Choice<Item, Around>): void {
    const chosen = this.items.indexOf(choice.item);
    if (chosen < 0) throw new AttuneError('bad-example', `'${choice.item}' is not among the items`);
    const forecasts = this.#forecasts(choice);
    const all = this.#mixed(forecasts, chosen);
    const trust = this.#trust.map((share, index) => {
      return (
        (1 - SHARED) * ((share * (forecasts[index]?.[chosen] as number)) / all) + SHARED * (BEGUN[index] as number)
      );
    });
    this.#trust = [trust[0] as number, trust[1] as number, trust[2] as number];
    this.#linear.learn(this.#numbers(choice), chosen);
    this.#history.push(choice);
  }

  #mixed(forecasts: readonly (readonly number[])[], item: number): number {
    return this.#trust.reduce((sum, share, index) => sum + share * (forecasts[index]?.[item] as number), 0);
  }

  #forecasts(moment: Moment<Around>): readonly [number[], number[], number[]] {
    const everybody = this.#everybody(moment);
    const own = this.#features.read(this.#history, moment)[2 * this.items.length] as number;
    // The part of the prior, which is the same at every moment, is what everybody does at this one.
    const frequencies = [...this.#features.frequencies(this.#history).values()].map(
      (share, index) => share + (1 - own) * ((everybody[index] as number) - (this.#prior[index] as number)),
    );
    const linear = this.#linear.predict(this.#numbers(moment));
    const begun = linear.map((share, index) => {
      return own * share + (1 - own) * (everybody[index] as number);
    });
    return [everybody, frequencies, begun];
  }

  #numbers(moment: Moment<Around>): Float32Array {
    return this.#features.read(this.#history, moment);
  }
}

function normalized(shares: readonly number[]): number[] {
  const all = shares.reduce((sum, share) => sum + share, 0);
  const sound = shares.every((share) => share >= 0) && all > 0 && Number.isFinite(all);
  if (!sound) throw new AttuneError('invalid-parameter', 'everybody() must answer a share for every item');
  return shares.map((share) => share / all);
}
