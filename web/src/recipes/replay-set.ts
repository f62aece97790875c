// Examples that a model brings along, so that it is not forgotten what they show.
//
// They stand in the file's metadata, which Core ML ignores: under `attune.replay` in `userDefined` a feature block
// (engine/feature-block.ts) of training inputs, as base64. A file is given one by appending to it: to protobuf a message
// that comes twice is one message.

import { readBlock } from '../engine/block-reader.js';
import { AttuneError } from '../errors.js';
import type { ModelDescription } from '../model/description.js';
import { readPredictions } from '../model/prediction.js';
import type { Example } from './example-set.js';
import { COUNTS_KEY } from './prior.js';

export const REPLAY_KEY = 'attune.replay';

/** The replay set of a model; empty: it has none. @throws AttuneError `model-invalid` for one that cannot be read */
export function replaySetOf(description: ModelDescription): readonly Example[] {
  const text = description.metadata.userDefined[REPLAY_KEY];
  if (text === undefined) return [];
  try {
    const block = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    readBlock(block);
    return readPredictions(block) as readonly Example[];
  } catch (cause) {
    throw new AttuneError('model-invalid', `the model's replay set (metadata '${REPLAY_KEY}') cannot be read`, {
      cause,
    });
  }
}

/**
 * A model file with a replay set.
 *
 * @param block  a feature block of training inputs
 * @param counts of each class in all training, as text: prior.ts
 */
export function withReplaySet(file: Uint8Array, block: Uint8Array, counts: string): Uint8Array<ArrayBuffer> {
  let letters = '';
  for (const byte of block) letters += String.fromCharCode(byte);
  const encoder = new TextEncoder();
  const entry = (key: string, text: string): number[] =>
    field(100, [...field(1, encoder.encode(key)), ...field(2, encoder.encode(text))]);
  // Model.description (2) . metadata (100) . userDefined (100), a map
  const appended = field(2, field(100, [...entry(COUNTS_KEY, counts), ...entry(REPLAY_KEY, btoa(letters))]));
  const whole = new Uint8Array(file.length + appended.length);
  whole.set(file);
  whole.set(appended, file.length);
  return whole;
}

/** A length-delimited field. */
function field(number: number, bytes: ArrayLike<number>): number[] {
  return [...varint((number << 3) | 2), ...varint(bytes.length), ...Array.from(bytes)];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

/**
 * Herding (Welling 2009): of each class the examples whose mean features stay nearest to the mean of all, as many of each as
 * of any other; indices in their order.
 */
export function herded(features: readonly ArrayLike<number>[], classes: readonly unknown[], size: number): number[] {
  const members = new Map<unknown, number[]>();
  for (const [index, label] of classes.entries()) members.set(label, [...(members.get(label) ?? []), index]);
  const chosen: number[] = [];
  const each = Math.max(1, Math.floor(size / Math.max(members.size, 1)));
  for (const indices of members.values()) {
    const vectors = indices.map((index) => features[index] as ArrayLike<number>);
    for (const place of herdOne(vectors, each)) chosen.push(indices[place] as number);
  }
  return chosen.sort((a, b) => a - b);
}

function herdOne(vectors: readonly ArrayLike<number>[], size: number): number[] {
  const width = vectors[0]?.length ?? 0;
  const mean = new Float64Array(width);
  for (const vector of vectors)
    for (let i = 0; i < width; i++) mean[i] = (mean[i] as number) + (vector[i] as number) / vectors.length;
  const sum = new Float64Array(width);
  const left = new Set(vectors.keys());
  const chosen: number[] = [];
  while (chosen.length < size && left.size > 0) {
    let [best, least] = [-1, Number.POSITIVE_INFINITY];
    for (const place of left) {
      const vector = vectors[place] as ArrayLike<number>;
      let distance = 0;
      for (let i = 0; i < width; i++) {
        const apart = (mean[i] as number) - ((sum[i] as number) + (vector[i] as number)) / (chosen.length + 1);
        distance += apart * apart;
      }
      if (distance < least) [best, least] = [place, distance];
    }
    const vector = vectors[best] as ArrayLike<number>;
    for (let i = 0; i < width; i++) sum[i] = (sum[i] as number) + (vector[i] as number);
    left.delete(best);
    chosen.push(best);
  }
  return chosen;
}
