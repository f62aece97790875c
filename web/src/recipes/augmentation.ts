// Variants of examples: what the same hand might have drawn as well.

import { Random } from '../build/random.js';
import { AttuneError } from '../errors.js';
import { type ImageVariants, imageVariant } from '../inputs/image-variants.js';
import type { RandomNumbers } from '../inputs/random-numbers.js';
import { type StrokeVariants, strokeVariant } from '../inputs/stroke-variants.js';
import type { Example } from './example-set.js';

/** A function of one's own. What it makes cannot be made again from a store, so `forget()` refuses such updates. */
export interface OwnVariants<E> {
  /** How many variants join each example. */
  readonly variants: number;
  /** A variant of one example, its label as it is. */
  vary(example: E, random: RandomNumbers): E;
}

/** How a recipe makes more of each example: plain data for strokes and images, or a function. */
export type Augmentation<E = never> = StrokeVariants | ImageVariants | OwnVariants<E>;

/** Of each example its variants. @throws AttuneError `invalid-parameter` */
export function variantsOf(
  examples: readonly Example[],
  augmentation: Augmentation<unknown> | undefined,
  seed: number | bigint,
): readonly (readonly Example[])[] {
  if (augmentation === undefined) return examples.map(() => []);
  const source = new Random(seed);
  const random = (): number => source.uniform();
  const vary = varier(augmentation);
  return examples.map((example) => Array.from({ length: countOf(augmentation) }, () => vary(example, random)));
}

/** Eight help no more than four. */
const DEFAULT_VARIANTS = { strokes: 4, image: 4, own: 0 } as const;

function kindOf(augmentation: Augmentation<unknown>): keyof typeof DEFAULT_VARIANTS {
  return 'kind' in augmentation ? augmentation.kind : 'own';
}

/** How many variants join each example. */
export function countOf(augmentation: Augmentation<unknown> | undefined): number {
  if (augmentation === undefined) return 0;
  const { variants = DEFAULT_VARIANTS[kindOf(augmentation)] } = augmentation;
  if (Number.isSafeInteger(variants) && variants >= 0) return variants;
  throw new AttuneError('invalid-parameter', `augment.variants is a whole number from 0, got ${variants}`);
}

function varier(augmentation: Augmentation<unknown>): (example: Example, random: RandomNumbers) => Example {
  if ('vary' in augmentation) return (example, random) => augmentation.vary(example, random) as Example;
  if (augmentation.kind === 'strokes') return (example, random) => strokeVariant(example, augmentation, random);
  if (augmentation.kind === 'image') return (example, random) => imageVariant(example, augmentation, random);
  throw new AttuneError('invalid-parameter', "augment.kind is 'strokes' or 'image', or augment has a function vary()");
}
