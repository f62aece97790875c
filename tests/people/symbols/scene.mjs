// Symbols: drawings of new kinds, taught by a few examples, on the features of a model that only ever saw letters.

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { strokeVariants } from 'attune/inputs';
import { baseModel, EPOCHS } from '../letters/base.mjs';
import { hasWriters, readWriters, SHAPE } from '../letters/data.mjs';
import { byLabel } from '../support/groups.mjs';
import { randomNumbers, shuffled } from '../support/random.mjs';
import { interval, mean } from '../support/statistics.mjs';
import { percent, table } from '../support/table.mjs';
import { standIns } from './stand-in.mjs';

export const FOLDER = 'symbols';
const NUMBERS = SHAPE.reduce((product, extent) => product * extent, 1);
const MOST = 20;
/** Drawings of each symbol that are tested on. */
const TESTED = 5;

/**
 * What the convolutions see: the layer behind them has learned to look at letters only. Variants stronger than the default, as a
 * shape that nobody has seen is not taken for another one so soon.
 */
const FEATURES = 'flat';
const VARIANTS = { rotate: 14, shear: 0.3, scale: 0.25, warp: 0.25, sway: 0.06 };
const neighbors = async (base, support, options) => {
  const model = await base.withNearestNeighbors({ features: FEATURES, numberOfNeighbors: 1, label: 'label' });
  return (await model.update(support, options).finished).model;
};

const METHODS = {
  kNN: (base, support) => neighbors(base, support, {}),
  'kNN, variants': (base, support) =>
    neighbors(base, support, { recipe: 'auto', augment: strokeVariants('strokes', { ...VARIANTS, variants: 8 }) }),
  head: async (base, support) => {
    const classes = [...new Set(support.map(({ label }) => label))].sort();
    const settings = { miniBatchSize: { defaultValue: 4, minimum: 1, maximum: 64 } };
    const epochs = { defaultValue: 20, minimum: 1, maximum: 100 };
    const model = await base.withClassifier({ features: FEATURES, classes, label: 'label', epochs, ...settings });
    const recipe = { ...HEAD, rates: [1] };
    return (
      await model.update(support, { recipe, augment: strokeVariants('strokes', { ...VARIANTS, variants: 16 }) })
        .finished
    ).model;
  },
};
/** A head that knows nothing yet: no anchor to hold it, no gate to compare it with. */
const HEAD = {
  ...{ name: 'newHead', layers: 'last', epochs: 20, miniBatchSize: 4, shuffle: true, step: 2 },
  ...{ anchor: 0, replayRatio: 0, gate: false },
};

const STAND_IN = 'No drawings of symbols here; in their place letters of the same people, x and y exchanged.\n\n';
const hasSymbols = (folder, name) => existsSync(join(folder, `${name}.json`));
const lettersOf = (folder) => resolve(folder, '../letters');

export function missing(folder, { people }) {
  if (!hasSymbols(folder, people) && !hasWriters(lettersOf(folder), people)) return `${folder} has no ${people}.json`;
  return hasWriters(lettersOf(folder), 'train') ? undefined : `${lettersOf(folder)} has no train.json`;
}

export async function run(folder, { people: name, slice, seed, cache, log, draws, limit, shots = [1, 2, 3, 5] }) {
  const isReal = hasSymbols(folder, name);
  const everybody = isReal ? readPeople(folder, name) : standIns(lettersOf(folder), name);
  const people = everybody.slice(0, limit ?? (slice ? 2 : everybody.length));
  const base = await baseModel(readWriters(lettersOf(folder), 'train'), {
    seed,
    epochs: slice ? 4 : EPOCHS,
    cache,
    log,
  });
  const records = [];
  for (const [index, { id, examples }] of people.entries()) {
    for (let draw = 0; draw < draws; draw++) {
      const groups = byLabel(shuffled(examples, randomNumbers(1000 * seed + draw)));
      const most = Math.min(MOST, ...groups.map((group) => group.length - TESTED));
      const test = groups.flatMap((group) => group.slice(most));
      for (const [method, teach] of Object.entries(METHODS)) {
        for (const k of [...shots.filter((k) => k < most), most]) {
          const model = await teach(
            base,
            groups.flatMap((group) => group.slice(0, k)),
          );
          const predictions = await model.predictBatch(test);
          const right = test.filter(({ label }, place) => predictions[place].label === label).length;
          records.push({
            person: id,
            draw,
            method,
            shots: k === most ? 'most' : k,
            given: k,
            accuracy: right / test.length,
          });
          model.dispose();
        }
      }
    }
    log(`${index + 1} of ${people.length}: ${id}`);
  }
  return {
    report: `${isReal ? '' : STAND_IN}${report(records, shots, people.length)}`,
    records,
    goals: goals(records),
  };
}

function readPeople(folder, name) {
  const { people, classes, drawings } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const bytes = readFileSync(join(folder, `${name}.bin`));
  if (bytes.length !== NUMBERS * drawings.length)
    throw new Error(`${name}.bin has ${bytes.length} bytes, not ${NUMBERS} a drawing`);
  const read = people.map((id) => ({ id, examples: [] }));
  for (const [index, [person, label]] of drawings.entries()) {
    const data = Float32Array.from(
      new Int8Array(bytes.buffer, bytes.byteOffset + NUMBERS * index, NUMBERS),
      (one) => one / 127,
    );
    read[person].examples.push({ strokes: { data, shape: SHAPE }, label: classes[label] });
  }
  return read;
}

const of = (records, method, shots) => records.filter((one) => one.method === method && one.shots === shots);
const accuracy = (list) => mean(list.map((one) => one.accuracy));

function report(records, shots, people) {
  const columns = [...shots, 'most'];
  const rows = Object.keys(METHODS).map((method) => [
    method,
    ...columns.map((k) => {
      const list = of(records, method, k);
      if (list.length === 0) return '';
      const [low, high] = interval(list, accuracy);
      return `${percent(accuracy(list))} (${percent(low, 0)} to ${percent(high, 0)})`;
    }),
  ]);
  return `${people} people; accuracy by examples a symbol, of at most ${MOST}:\n\n${table(['method', ...columns], rows)}`;
}

function goals(records) {
  const best = Object.keys(METHODS).map((method) => {
    const share = accuracy(of(records, method, 3)) / accuracy(of(records, method, 'most'));
    return { method, share };
  });
  return best.map(({ method, share }) => ({
    goal: `${method}: 3 examples give 97 % of what ${MOST} (or all but ${TESTED}) give`,
    ...{ reached: `${percent(share)} %`, met: share >= 0.97, must: false },
  }));
}
