// Examples of this scene: values for the model's inputs, the right answer, and where they came from.

import type { FeatureDescription, ImageDescription, ModelDescription, MultiArray, RgbaPixels } from 'attune';

export type Pixels = RgbaPixels & { readonly data: Uint8ClampedArray<ArrayBuffer> };
/** An array as it was pasted, or as the store gives it back. */
type Numbers = readonly number[] | MultiArray;
export type Value = number | string | Numbers | Pixels;
export type Answer = string | number | Numbers;

export interface OwnExample {
  /** By the model's own names. */
  readonly inputs: Readonly<Record<string, Value>>;
  readonly answer: Answer;
  /** What there is to see of it. */
  readonly picture?: Pixels | undefined;
}

/** The model's one image, if that is all it takes: then one may draw and use the camera. */
export function imageInputOf({ inputs }: ModelDescription): ImageDescription | undefined {
  const [first, ...others] = inputs.filter(({ optional }) => !optional);
  return first?.type === 'image' && others.length === 0 ? first : undefined;
}

/** What an answer is called among the training inputs; of a model that cannot be updated, what it predicts. */
export function targetOf(description: ModelDescription): FeatureDescription | undefined {
  const { inputs, outputs, trainingInputs, predictedFeatureName } = description;
  const known = new Set(inputs.map(({ name }) => name));
  const target = trainingInputs.find(({ name }) => !known.has(name));
  return target ?? outputs.find(({ name }) => name === predictedFeatureName) ?? outputs[0];
}

/** As `update()` and `evaluate()` take it. */
export function toExample({ inputs, answer }: OwnExample, target: string): Record<string, Value> {
  return { ...inputs, [target]: answer };
}

/** Every fifth is put aside and never learned from: with fewer than ten there is nothing to spare. */
export function split<T>(examples: readonly T[]): { readonly learned: T[]; readonly aside: T[] } {
  const spare = examples.length >= 10;
  return {
    learned: examples.filter((_, i) => !spare || i % 5 !== 4),
    aside: examples.filter((_, i) => spare && i % 5 === 4),
  };
}

/** As the page shows it. */
export function textOf(answer: Answer): string {
  if (typeof answer !== 'object') return String(answer);
  return Array.from('data' in answer ? answer.data : answer, (number) => Number(number.toPrecision(4))).join(', ');
}
