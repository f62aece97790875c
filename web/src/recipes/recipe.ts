// Recipes: how an update is done, as plain data.

import { AttuneError } from '../errors.js';
import { nameOf } from '../inputs/feature-input.js';

/** How to learn from one person's few examples. What an option of `update()` says itself comes before it. */
export interface Recipe {
  readonly name: string;
  /** What it is for: a file that marks one layer as updatable, one or more (`'all'`), or none: nearest neighbours remember. */
  readonly layers: 'last' | 'all' | 'none';
  /** At most so often every example is seen; with cross-validation fewer, if fewer are better. */
  readonly epochs: number;
  readonly miniBatchSize: number;
  /** Whether examples are shuffled before every epoch, or learned from once in the order in which they came. */
  readonly shuffle: boolean;
  /**
   * The learning rate of SGD, times the mean squared length of what the last layer reads: at 4 the steps of a softmax would
   * no longer settle. Models that learn by Adam keep their file's rate.
   */
  readonly step: number;
  /**
   * Multiples of that rate, of which cross-validation picks one where every class has three examples. Its trials go without
   * variants; n of these make n + 1 times as many steps, so that a multiple above 1 is divided by n + 1, down to 1.
   */
  readonly rates: readonly number[];
  /** Pull towards the shipped weights, as `anchor` of an update. */
  readonly anchor: number;
  /** Examples of the model's replay set to each own one, if it carries such a set; 0: none. */
  readonly replayRatio: number;
  /**
   * How much each class counts. `'user'`, the default: as much as there are examples of it. `'model'`: where there are as many of
   * almost every class, as if a person had been asked for them, as much as the model met it in its training, if its file says so
   * (`withReplaySet()` writes it down).
   */
  readonly prior?: 'user' | 'model' | undefined;
  /** Refuse an update that did not help, or that forgot too much: `finished` rejects with `not-better`. */
  readonly gate: boolean;
}

export type RecipeName = 'lastLayer' | 'full' | 'fullWithReplay' | 'newClasses' | 'nearestNeighbors' | 'online';

/** Chosen on people whose letters no model had seen: tests/people/README.md has the figures. */
export const RECIPES: Readonly<Record<RecipeName, Recipe>> = {
  /** The layer nearest to the answer: cheap, hard to harm, a few kilobytes to store. Less than its rate was never picked. */
  lastLayer: {
    ...{ name: 'lastLayer', layers: 'last', epochs: 10, miniBatchSize: 4, shuffle: true },
    ...{ step: 2, rates: [1, 4], anchor: 0.001, replayRatio: 2, prior: 'model', gate: true },
  },
  /** Every updatable layer of a file that marks several. */
  full: {
    ...{ name: 'full', layers: 'all', epochs: 10, miniBatchSize: 4, shuffle: true },
    ...{ step: 1, rates: [0.25, 1, 4], anchor: 0.01, replayRatio: 0, prior: 'model', gate: true },
  },
  /** Every updatable layer, with as many examples of the replay set mixed in: forgets less. */
  fullWithReplay: {
    ...{ name: 'fullWithReplay', layers: 'all', epochs: 10, miniBatchSize: 4, shuffle: true },
    ...{ step: 1, rates: [0.25, 1, 4], anchor: 0.01, replayRatio: 1, prior: 'model', gate: true },
  },
  /** Labels that the model does not know: a prototype for each, then all that may learn. */
  newClasses: {
    ...{ name: 'newClasses', layers: 'all', epochs: 20, miniBatchSize: 4, shuffle: true },
    ...{ step: 1, rates: [1], anchor: 0, replayRatio: 1, gate: true },
  },
  /** For models that remember examples: each is added, none is lost. */
  nearestNeighbors: {
    ...{ name: 'nearestNeighbors', layers: 'none', epochs: 1, miniBatchSize: 1, shuffle: false },
    ...{ step: 0, rates: [1], anchor: 0, replayRatio: 0, gate: false },
  },
  /** One example at a time, each once, in the order in which they came: for what goes on coming. */
  online: {
    ...{ name: 'online', layers: 'all', epochs: 1, miniBatchSize: 1, shuffle: false },
    ...{ step: 0.5, rates: [1], anchor: 0.001, replayRatio: 0, gate: false },
  },
};

/**
 * What `update()` takes as `recipe`: `'none'` trains as the file says, as Core ML does; `'auto'` lets a rule pick by the
 * model, the examples a class and whether labels are new; a name or a recipe of your own is taken as it is.
 */
export type RecipeChoice = 'none' | 'auto' | RecipeName | Recipe;

/** @internal The recipe that was asked for, or undefined: a rule is to pick. @throws AttuneError `invalid-parameter` */
export function readRecipe(choice: Exclude<RecipeChoice, 'none'>): Recipe | undefined {
  if (choice === 'auto') return undefined;
  if (typeof choice === 'string' && Object.hasOwn(RECIPES, choice)) return RECIPES[choice];
  if (typeof choice !== 'object' || choice === null) {
    throw invalid(`recipe is 'none', 'auto', ${Object.keys(RECIPES).join(', ')} or a recipe, got ${nameOf(choice)}`);
  }
  const { name, layers, rates, prior = 'user' } = choice;
  if (typeof name !== 'string') throw invalid('a recipe has a name');
  if (!['last', 'all', 'none'].includes(layers)) throw invalid(`recipe '${name}': layers ${layers}`);
  if (prior !== 'user' && prior !== 'model') throw invalid(`recipe '${name}': prior ${prior}`);
  for (const key of ['epochs', 'miniBatchSize'] as const) {
    if (!Number.isSafeInteger(choice[key]) || choice[key] < 1)
      throw invalid(`recipe '${name}': ${key} is whole, from 1`);
  }
  for (const key of ['step', 'anchor', 'replayRatio'] as const) {
    if (!(choice[key] >= 0 && Number.isFinite(choice[key]))) throw invalid(`recipe '${name}': ${key} is 0 or above`);
  }
  if (!Array.isArray(rates) || rates.length === 0 || !rates.every((rate) => rate > 0 && Number.isFinite(rate))) {
    throw invalid(`recipe '${name}': rates are numbers above 0, at least one`);
  }
  return choice;
}

function invalid(message: string): AttuneError {
  return new AttuneError('invalid-parameter', message);
}
