// How often each class is to be expected: what a person is asked for (as many of each) is not what they write, draw or say.

import type { ModelDescription } from '../model/description.js';
import type { Label } from '../model/edit-options.js';
import type { ExampleSet } from './example-set.js';

/** In a file's metadata, which Core ML ignores: how many examples of each class the model was trained on, in the labels' order. */
export const COUNTS_KEY = 'attune.classCounts';
/** Such a part of all classes with equally many examples, and more than any other has: they were asked for. */
const ASKED_FOR = 0.75;
/** No class counts for less than this part of the mean, so that the rare ones are learned, too. */
const LEAST = 0.02;

/** The text of that metadata. */
export function countsText(set: ExampleSet, { classLabels = [] }: ModelDescription): string {
  const counts = new Map([...set.counts].map(([label, count]) => [String(label), count]));
  return classLabels.map((label) => counts.get(String(label)) ?? 0).join(' ');
}

/** Of each class how many; classes that came later have the mean. Undefined: the file does not say. */
function countsOf({ classLabels = [], metadata }: ModelDescription): readonly number[] | undefined {
  const counts = (metadata.userDefined[COUNTS_KEY] ?? '').split(' ').filter(Boolean).map(Number);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!counts.every((count) => count >= 0) || !(total > 0) || !Number.isFinite(total)) return undefined;
  return classLabels.map((_, index) => counts[index] ?? total / counts.length);
}

/**
 * Weights that let classes count as often as the model met them, 1 on average; for examples of which there are as many of almost
 * every class.
 *
 * @returns undefined where the file says nothing of that, and where the examples came as they came: then they say it themselves
 */
export function priorWeights(
  set: ExampleSet,
  description: ModelDescription,
): readonly (readonly [Label, number])[] | undefined {
  const expected = countsOf(description);
  const classes = description.classLabels ?? [];
  const most = Math.max(...set.counts.values());
  const full = [...set.counts.values()].filter((count) => count === most).length;
  if (expected === undefined || full < ASKED_FOR * classes.length) return undefined;
  const mean = expected.reduce((sum, count) => sum + count, 0) / expected.length;
  return classes.map((label, index) => [label, Math.max((expected[index] as number) / mean, LEAST)]);
}
