// Letters of writers, in the format of tests/people/README.md.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomNumbers, shuffled } from '../support/random.mjs';

export const LABELS = [...'abcdefghijklmnopqrstuvwxyz'];
/** Points a letter, numbers a point. */
export const SHAPE = [1, 32, 3];
const NUMBERS = 96;

/** People by id, each with their letters in the order of the file. */
export function readWriters(folder, name) {
  const { writers, letters } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const bytes = readFileSync(join(folder, `${name}.bin`));
  if (bytes.length !== NUMBERS * letters.length) {
    throw new Error(
      `${name}.bin has ${bytes.length} bytes, but ${name}.json names ${letters.length} letters of ${NUMBERS}`,
    );
  }
  const people = writers.map((id) => ({ id, examples: [] }));
  for (const [index, [writer, label]] of letters.entries()) {
    const points = new Int8Array(bytes.buffer, bytes.byteOffset + NUMBERS * index, NUMBERS);
    const data = Float32Array.from(points, (value) => value / 127);
    people[writer].examples.push({ strokes: { data, shape: SHAPE }, label: LABELS[label] });
  }
  return people;
}

export const hasWriters = (folder, name) => existsSync(join(folder, `${name}.json`));

const SUPPORT = 5;

/**
 * One person's letters, divided: the first five of each letter to learn from, the rest to be tested on, the same for every
 * number of examples. Draw 0 is the order of the file, further ones are shuffled by the seed.
 */
export function divide({ examples }, draw, seed) {
  const order = draw === 0 ? examples : shuffled(examples, randomNumbers(1000 * seed + draw));
  const byLabel = new Map(LABELS.map((label) => [label, []]));
  for (const letter of order) byLabel.get(letter.label).push(letter);
  const groups = [...byLabel.values()];
  return {
    /** The first k of each letter. */
    support: (k) => groups.flatMap((group) => group.slice(0, Math.min(k, SUPPORT))),
    test: groups.flatMap((group) => group.slice(SUPPORT)),
  };
}
