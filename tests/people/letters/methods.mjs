// What is compared: each takes one person's examples and answers a model, with what it cost.

import { strokeVariants } from 'attune/inputs';
import { untrained, wholly } from './base.mjs';

/** Letters as the same hand might have written them. */
const augment = strokeVariants('strokes');

/** The recipe that the package ships as its default: named before anybody is tested. */
export const DEFAULT = { recipe: 'auto', augment };

export const METHODS = {
  'own only': async (_base, support, { seed }) => {
    const fresh = await untrained(seed);
    return fresh.update(support, { parameters: { learningRate: 0.05, miniBatchSize: 4, epochs: 30 } }).finished;
  },
  kNN: async (base, support) => (await base.withNearestNeighbors({ numberOfNeighbors: 1 })).update(support).finished,
  last: (base, support) => base.update(support, { recipe: 'lastLayer' }).finished,
  full: async (base, support) => (await wholly(base)).update(support, { recipe: 'full' }).finished,
  'full+replay': async (base, support) => (await wholly(base)).update(support, { recipe: 'fullWithReplay' }).finished,
  default: (base, support) => base.update(support, DEFAULT).finished,
};
