// The base model of the letters: trained by our own core on the letters of people who are not tested.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NetworkBuilder } from 'attune/build';
import { Model } from 'attune/core';
import { strokeVariant, strokeVariants } from 'attune/inputs';
import { randomNumbers, shuffled } from '../support/random.mjs';
import { LABELS, SHAPE } from './data.mjs';

/** What the base model is; any change makes another one. */
const DESIGN = {
  learns: ['head'],
  channels: [48, 96, 96],
  features: 160,
  learningRate: [0.002, 0.0006],
  averaged: 6,
  batch: 32,
  variants: { rotate: 14, shear: 0.4, scale: 0.25, warp: 0.35, sway: 0.12 },
  /** Of either end of a letter so much is left out at most, of every second one: lead-in strokes are a habit, too. */
  trimmed: 0.1,
  /** Letters with a label drawn from all: label smoothing, for a loss that takes one label. Classes stay compact. */
  relabelled: 0.1,
  /** Letters that stay as they were written. */
  plain: 0.1,
  replay: 260,
  /** The file says how many letters of each class it was trained on. */
  counts: true,
};
/** So long is it trained; less shows no more than that it can be. */
export const EPOCHS = 30;
const LAYERS = ['first', 'second', 'third', 'dense', 'head'];
const range = (defaultValue, minimum, maximum) => ({ defaultValue, minimum, maximum });

function network(seed, optimizer, layers) {
  const [first, second, third] = DESIGN.channels;
  const { features, batch } = DESIGN;
  return new NetworkBuilder({ inputs: [{ name: 'strokes', type: 'multiArray', shape: SHAPE }], seed })
    .convolution('first', {
      inputChannels: 1,
      outputChannels: first,
      kernelSize: [5, 3],
      padding: { top: 2, bottom: 2 },
    })
    .activation('firstActive', 'ReLU')
    .convolution('second', {
      ...{ inputChannels: first, outputChannels: second, kernelSize: [5, 1], stride: [2, 1] },
      padding: { top: 2, bottom: 2 },
    })
    .activation('secondActive', 'ReLU')
    .convolution('third', {
      ...{ inputChannels: second, outputChannels: third, kernelSize: [5, 1], stride: [2, 1] },
      padding: { top: 2, bottom: 2 },
    })
    .activation('thirdActive', 'ReLU')
    .flatten('flat')
    .innerProduct('dense', { inputChannels: 8 * third, outputChannels: features })
    .activation('features', 'ReLU')
    .innerProduct('head', { inputChannels: features, outputChannels: LABELS.length })
    .softmax('probabilities')
    .classLabels(LABELS)
    .updatable({
      ...{ layers, optimizer, learningRate: range(0.01, 0, 10) },
      ...{ miniBatchSize: range(batch, 1, 512), epochs: range(1, 1, 1000) },
    });
}

/** Trains it, or takes it from `cache` if the same design was trained on the same letters by the same core. */
export async function baseModel(people, { seed, epochs, cache, log }) {
  const letters = people.flatMap((person) => person.examples);
  const key = createHash('sha256').update(
    JSON.stringify([DESIGN, seed, epochs, people.map(({ id }) => id), letters.length]),
  );
  const file = join(cache, `letters-${key.digest('hex').slice(0, 12)}.mlmodel`);
  if (existsSync(file)) return Model.load(readFileSync(file));
  const model = await trained(letters, seed, epochs, log);
  mkdirSync(cache, { recursive: true });
  writeFileSync(file, await model.export());
  return model;
}

/** Adam finds the weights; the file that results learns by SGD. The last epochs' weights are averaged. */
async function trained(letters, seed, epochs, log) {
  const random = randomNumbers(seed);
  const variants = strokeVariants('strokes', DESIGN.variants);
  const [fast, slow] = DESIGN.learningRate;
  const averages = new Map();
  let model = await untrained(seed, 'adam');
  for (let epoch = 0; epoch < epochs; epoch++) {
    const left = epochs - epoch;
    const learningRate = left > DESIGN.averaged ? fast * (left / epochs) + slow / 3 : slow;
    const drawn = shuffled(letters, random).map((one) => relabelled(varied(one, variants, random), random));
    const before = model;
    const { model: next, metrics } = await model.update(drawn, { parameters: { learningRate, seed: epoch } }).finished;
    model = next;
    before.dispose();
    log(
      `epoch ${epoch + 1} of ${epochs}: loss ${metrics.lossValue.toFixed(3)}, accuracy ${metrics.accuracy.toFixed(3)}`,
    );
    if (left <= DESIGN.averaged) await addTo(averages, model);
  }
  const arrays = Object.fromEntries(
    [...averages].map(([name, { sum, count }]) => [name, Float32Array.from(sum, (value) => value / count)]),
  );
  const average = await (await untrained(seed, 'sgd', DESIGN.learns)).withParameters(arrays);
  return average.withReplaySet(letters, { size: DESIGN.replay });
}

function varied(letter, variants, random) {
  return random() < DESIGN.plain ? letter : strokeVariant(trimmed(letter, random), variants, random);
}

/** A letter without some of its beginning and of its end. */
function trimmed(letter, random) {
  const end = () => (random() < 0.5 ? 0 : DESIGN.trimmed * random());
  const [from, to] = [end(), 1 - end()];
  const { data } = letter.strokes;
  const [, count, numbers] = SHAPE;
  const points = new Float32Array(data.length);
  for (let point = 0; point < count; point++) {
    const place = (from + ((to - from) * point) / (count - 1)) * (count - 1);
    const before = Math.min(Math.floor(place), count - 2);
    const part = place - before;
    for (const axis of [0, 1]) {
      const [here, next] = [data[before * numbers + axis], data[(before + 1) * numbers + axis]];
      points[point * numbers + axis] = here * (1 - part) + next * part;
    }
    points[point * numbers + 2] = data[Math.round(place) * numbers + 2];
  }
  return { ...letter, strokes: { data: points, shape: SHAPE } };
}

function relabelled(letter, random) {
  if (random() >= DESIGN.relabelled) return letter;
  return { ...letter, label: LABELS[Math.floor(random() * LABELS.length)] };
}

/** The network with its first weights. */
export function untrained(seed, optimizer = 'sgd', layers = LAYERS) {
  return Model.load(network(seed, optimizer, layers).build().bytes());
}

/** The same model, of which every layer learns; the one that is shipped teaches its head alone. */
export function wholly(base) {
  const { batch } = DESIGN;
  return base.makeUpdatable({
    ...{ layers: LAYERS, learningRate: range(0.01, 0, 10), miniBatchSize: range(batch, 1, 512) },
    epochs: range(1, 1, 1000),
  });
}

async function addTo(averages, model) {
  for (const layer of LAYERS) {
    for (const role of ['weights', 'biases']) {
      const { data } = await model.getParameter(role, { layer });
      const average = averages.get(`${layer}.${role}`) ?? { sum: new Float64Array(data.length), count: 0 };
      for (const [index, value] of data.entries()) average.sum[index] += value;
      average.count++;
      averages.set(`${layer}.${role}`, average);
    }
  }
}
