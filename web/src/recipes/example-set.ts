// A person's examples, read once: what they are labelled, how many of each, and the folds of a cross-validation.

import { Random } from '../build/random.js';
import type { ModelDescription } from '../model/description.js';
import type { Label } from '../model/edit-options.js';

/** One example as `update()` takes it. */
export type Example = Readonly<Record<string, unknown>>;

export class ExampleSet {
  readonly examples: readonly Example[];
  /** One an example; undefined for a model that predicts no label. */
  readonly labels: readonly Label[] | undefined;

  constructor(examples: readonly Example[], description: ModelDescription) {
    this.examples = examples;
    this.labels = labelsOf(examples, description);
  }

  get length(): number {
    return this.examples.length;
  }

  /** How often each label occurs, in the order in which they came. */
  get counts(): ReadonlyMap<Label, number> {
    const counts = new Map<Label, number>();
    for (const label of this.labels ?? []) counts.set(label, (counts.get(label) ?? 0) + 1);
    return counts;
  }

  /** Examples of the rarest class; 0 without labels. */
  get leastCount(): number {
    const counts = [...this.counts.values()];
    return counts.length === 0 ? 0 : Math.min(...counts);
  }

  /**
   * Indices by fold. Every class is dealt out in turn, after a shuffle by the seed, each going on where the one before it
   * ended, so that folds are of one size.
   */
  folds(count: number, seed: number | bigint): readonly (readonly number[])[] {
    const random = new Random(seed);
    const folds: number[][] = Array.from({ length: count }, () => []);
    let next = 0;
    for (const label of this.counts.keys()) {
      const members = [...this.examples.keys()].filter((index) => this.labels?.[index] === label);
      shuffle(members, random);
      for (const index of members) (folds[next++ % count] as number[]).push(index);
    }
    return folds.map((fold) => fold.sort((a, b) => a - b));
  }
}

function labelsOf(examples: readonly Example[], description: ModelDescription): readonly Label[] | undefined {
  const { predictedFeatureName, classLabels, trainingInputs } = description;
  const labelled = trainingInputs.some(({ name, type }) => name === predictedFeatureName && type !== 'multiArray');
  const remembers = description.modelType === 'kNearestNeighborsClassifier';
  if (predictedFeatureName === undefined || !labelled || (classLabels === undefined && !remembers)) return undefined;
  return examples.map((example) => plain(example[predictedFeatureName] as Label));
}

/** An int64 label is a number where it fits one, as predictions have it. */
function plain(label: Label): Label {
  const number = typeof label === 'bigint' ? Number(label) : label;
  return Number.isSafeInteger(number) ? number : label;
}

function shuffle(list: number[], random: Random): void {
  for (let end = list.length - 1; end > 0; end--) {
    const other = Math.floor(random.uniform() * (end + 1));
    [list[end], list[other]] = [list[other] as number, list[end] as number];
  }
}
