// Which recipe fits, when the caller leaves it to us.

import type { ModelDescription } from '../model/description.js';
import type { ExampleSet } from './example-set.js';
import { RECIPES, type Recipe } from './recipe.js';

export interface Chosen {
  readonly recipe: Recipe;
  readonly why: string;
}

/** The first line that fits. */
export function chooseRecipe(set: ExampleSet, description: ModelDescription, layers: readonly string[]): Chosen {
  if (layers.length === 0) return { recipe: RECIPES.nearestNeighbors, why: 'the model remembers its examples' };
  const strangers = newLabels(set, description);
  if (strangers.length > 0) {
    return {
      recipe: RECIPES.newClasses,
      why: `the model does not know ${strangers.map((one) => `'${one}'`).join(', ')}`,
    };
  }
  if (set.length === 1) return { recipe: RECIPES.online, why: 'there is one example' };
  const many = set.labels === undefined ? `${set.length} examples` : `${set.leastCount} or more examples of each class`;
  const why = `all labels are known, and there are ${many}`;
  if (layers.length === 1) return { recipe: RECIPES.lastLayer, why };
  return { recipe: RECIPES.fullWithReplay, why: `${why}; ${layers.length} layers learn` };
}

/** Labels of the examples that a classifier does not know, in the order in which they came. */
export function newLabels(set: ExampleSet, { classLabels }: ModelDescription): readonly (string | number | bigint)[] {
  if (classLabels === undefined) return [];
  const known = new Set(classLabels.map(String));
  return [...set.counts.keys()].filter((label) => !known.has(String(label)));
}
