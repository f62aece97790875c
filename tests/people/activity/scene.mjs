// Activity: what somebody does, from the movement of a phone or a watch, in windows of about a second.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NetworkBuilder } from 'attune/build';
import { Model } from 'attune/core';
import { runPeople } from '../support/protocol.mjs';
import { storedBytes } from '../support/stored-bytes.mjs';
import { summaryTable } from '../support/summary.mjs';
import { FEATURES_A_CHANNEL, featuresOf } from './features.mjs';

export const FOLDER = 'activity';
const HIDDEN = 64;
const FOLDS = 5;
/** Runs to learn from at most; later ones are the test. */
const SUPPORT = 5;
const range = (defaultValue, minimum, maximum) => ({ defaultValue, minimum, maximum });

export function missing(folder, { people }) {
  return existsSync(join(folder, `${people}.json`)) ? undefined : `${folder} has no ${people}.json`;
}

export async function run(folder, { people: name, seed, log, shots = [1, 3, 5], methods: chosen }) {
  const { people, classes, width } = readPeople(folder, name);
  const records = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const others = people.filter((_, index) => index % FOLDS !== fold);
    const tested = people.filter((_, index) => index % FOLDS === fold);
    if (tested.length === 0) continue;
    const { base, fresh } = await trained(
      others.flatMap(({ examples }) => examples),
      classes,
      width,
      seed,
    );
    const methods = methodsOf(fresh);
    const compared = Object.fromEntries((chosen ?? Object.keys(methods)).map((one) => [one, methods[one]]));
    const options = { shots, draws: 1, seed, methods: compared, divide, bytesOf: storedBytes, log, everybody: people };
    records.push(...(await runPeople(base, tested, options)));
  }
  const names = [...new Set(records.map(({ method }) => method))].filter((one) => one !== 'base');
  return {
    report: `${people.length} people; k is runs.\n\n${summaryTable(records, { shots, methods: names })}`,
    records,
    goals: [],
  };
}

function methodsOf(fresh) {
  return {
    'own only': async (_base, support, { seed }) =>
      (await fresh(seed)).update(support, { parameters: { learningRate: 0.02, epochs: 30 } }).finished,
    kNN: async (base, support) =>
      (await base.withNearestNeighbors({ features: 'features', numberOfNeighbors: 5 })).update(support).finished,
    last: (base, support) => base.update(support, { recipe: 'lastLayer' }).finished,
    full: async (base, support) => (await wholly(base)).update(support, { recipe: 'full' }).finished,
    'full+replay': async (base, support) => (await wholly(base)).update(support, { recipe: 'fullWithReplay' }).finished,
    default: (base, support) => base.update(support, { recipe: 'auto' }).finished,
  };
}

const LAYERS = ['hidden', 'head'];
const ranges = { learningRate: range(0.02, 0, 10), miniBatchSize: range(8, 1, 512), epochs: range(30, 1, 500) };
const wholly = (base) => base.makeUpdatable({ layers: LAYERS, ...ranges });

/** A model of other people, of which the head learns; numbers are centred and scaled by theirs, in the first layer's bias. */
async function trained(examples, classes, width, seed) {
  const { mean, scale } = moments(examples, width);
  const network = (layers, at) =>
    new NetworkBuilder({ inputs: [{ name: 'x', type: 'multiArray', shape: [width] }], seed: at })
      .batchnorm('scaled', { channels: width, mean, variance: scale.map((one) => one * one), epsilon: 1e-6 })
      .innerProduct('hidden', { inputChannels: width, outputChannels: HIDDEN })
      .activation('features', 'ReLU')
      .innerProduct('head', { inputChannels: HIDDEN, outputChannels: classes.length })
      .softmax('probabilities')
      .classLabels(classes)
      .updatable({ layers, ...ranges });
  const load = (layers, at) => Model.load(network(layers, at).build().bytes());
  const { model } = await (await load(LAYERS, seed)).update(examples, { parameters: { epochs: 30, seed } }).finished;
  const arrays = {};
  for (const layer of LAYERS)
    for (const role of ['weights', 'biases'])
      arrays[`${layer}.${role}`] = (await model.getParameter(role, { layer })).data;
  const taught = await (await load(['head'], seed)).withParameters(arrays);
  return { base: await taught.withReplaySet(examples, { size: 200 }), fresh: (at) => load(LAYERS, at + 1) };
}

function moments(examples, width) {
  const mean = new Float64Array(width);
  const squares = new Float64Array(width);
  for (const { x } of examples)
    for (let i = 0; i < width; i++) [mean[i], squares[i]] = [mean[i] + x[i], squares[i] + x[i] * x[i]];
  const count = examples.length;
  const scale = Array.from(squares, (sum, i) => Math.sqrt(Math.max(sum / count - (mean[i] / count) ** 2, 1e-6)));
  return { mean: Array.from(mean, (sum) => sum / count), scale };
}

function readPeople(folder, name) {
  const { people, classes, samples, channels, windows } = JSON.parse(
    readFileSync(join(folder, `${name}.json`), 'utf8'),
  );
  const bytes = readFileSync(join(folder, `${name}.bin`));
  const size = samples * channels;
  if (bytes.length !== 4 * size * windows.length)
    throw new Error(`${name}.bin has ${bytes.length} bytes, not ${4 * size} a window`);
  const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const read = people.map((id) => ({ id, examples: [] }));
  for (const [index, [person, run, label]] of windows.entries()) {
    const x = featuresOf(numbers.subarray(index * size, (index + 1) * size), samples, channels);
    read[person].examples.push({ x, run, label: classes[label] });
  }
  return {
    people: read.filter(({ examples }) => runsOf(examples).length > SUPPORT),
    classes,
    width: FEATURES_A_CHANNEL * channels,
  };
}

const runsOf = (examples) => [...new Set(examples.map(({ run }) => run))].sort((a, b) => a - b);

/** By time: the first runs to learn from, those after the fifth to be tested on. */
function divide({ examples }) {
  const runs = runsOf(examples);
  const within = (some) => examples.filter(({ run }) => some.includes(run)).map(({ x, label }) => ({ x, label }));
  return { support: (k) => within(runs.slice(0, k)), test: within(runs.slice(SUPPORT)) };
}
