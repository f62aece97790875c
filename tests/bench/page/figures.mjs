// What else a page notices of Attune, and how its cost grows: called by the runner in a page of its own.

import { Model } from 'attune';
import { NetworkBuilder } from 'attune/build';
import { Model as ModelHere } from 'attune/core';
import { createRuntime } from 'attune/external';
import { features, unitVectors } from './data.mjs';
import { examplesOf } from './examples.mjs';
import { inferenceOnly, neighbors, trainable } from './models.mjs';
import { dataOf, TRAINING } from './workloads.mjs';

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Ticks as often as timers may, every 4 ms or so; the longest time without a tick, less the usual one, was a block. */
class Ticks {
  #last = performance.now();
  #gaps = [];
  #over = false;

  constructor() {
    const tick = () => {
      const now = performance.now();
      this.#gaps.push(now - this.#last);
      this.#last = now;
      if (!this.#over) setTimeout(tick, 1);
    };
    setTimeout(tick, 1);
  }

  stop() {
    this.#over = true;
    const sorted = this.#gaps.sort((a, b) => a - b);
    return sorted.at(-1) - sorted[Math.floor(sorted.length / 2)];
  }
}

/** Milliseconds: the longest block of an idle page, and of one that updates all layers of the CNN in its worker. */
export async function blocks() {
  const workload = { ...TRAINING.w3, epochs: 1 };
  const model = await Model.load(trainable(workload));
  const examples = examplesOf(await dataOf(workload));
  await pause(300);
  const idle = new Ticks();
  await pause(1000);
  const found = { idle: idle.stop() };
  const busy = new Ticks();
  const task = model.update(examples);
  task.addEventListener('epochend', () => {});
  (await task.finished).model.dispose();
  found.updating = busy.stop();
  model.dispose();
  return found;
}

/** Milliseconds from cancel() in the midst of an update to the rejection of `finished`. */
export async function cancelling(after) {
  const workload = TRAINING.w3;
  const model = await Model.load(trainable(workload));
  const task = model.update(examplesOf(await dataOf(workload)));
  await new Promise((resolve) => task.addEventListener('trainingbegin', resolve, { once: true }));
  await pause(after);
  const begun = performance.now();
  task.cancel();
  await task.finished.catch(() => {});
  const milliseconds = performance.now() - begun;
  model.dispose();
  return milliseconds;
}

/** What a second thread wins: examples a second of whole updates and predictions, by one thread and by two. The page is isolated. */
export async function threads() {
  if (!crossOriginIsolated) throw new Error('the page is not isolated, so there is one thread only');
  const teams = [1, 2].map((count) => createRuntime({ threads: count }).Model);
  const found = {};
  for (const id of ['w1', 'w2', 'w3', 'w4']) {
    const workload = { ...TRAINING[id], epochs: id === 'w3' ? 1 : TRAINING[id].epochs };
    const examples = examplesOf(await dataOf(workload));
    const models = await Promise.all(teams.map((Model) => Model.load(trainable(workload), { numerics: 'fast' })));
    found[id] = await rates(workload.count * workload.epochs, models, async (model) =>
      (await model.update(examples).finished).model.dispose(),
    );
  }
  const models = await Promise.all(teams.map((Model) => Model.load(inferenceOnly(), { numerics: 'fast' })));
  const images = examplesOf(await dataOf(TRAINING.w3)).slice(0, 32);
  found.w6 = await rates(320, models, async (model) => {
    for (let i = 0; i < 10; i++) await model.predictBatch(images.map(({ x }) => ({ x })));
  });
  return found;
}

/** @returns `one`, `two`: how many a second, the median of rounds in which each had its turn */
async function rates(count, models, work) {
  const times = models.map(() => []);
  for (let round = 0; round <= 5; round++) {
    for (const [i, model] of models.entries()) {
      const begun = performance.now();
      await work(model);
      if (round > 0) times[i].push(performance.now() - begun);
    }
  }
  for (const model of models) model.dispose();
  const [one, two] = times.map((taken) => (1000 * count) / middle(taken));
  return { one, two };
}

/** A network of one layer, 2,048 to 2,560: 21 MB. */
export function large() {
  return new NetworkBuilder({ inputs: [{ name: 'x', shape: [2048] }], outputs: [{ name: 'y', shape: [2560] }] })
    .innerProduct('y', { inputChannels: 2048, outputChannels: 2560 })
    .build()
    .bytes();
}

/** Starts the core without the large model. */
export async function warmUp() {
  (await Model.load(trainable(TRAINING.w1))).dispose();
}

let loaded;

export async function loadLarge() {
  loaded?.dispose();
  const begun = performance.now();
  loaded = await Model.load('/large.mlmodel');
  return performance.now() - begun;
}

const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Milliseconds of a whole update, its examples read and copied included: the median of some. */
async function updating(workload, data, parameters, repeats) {
  const model = await Model.load(trainable(workload));
  const examples = examplesOf(data);
  const times = [];
  for (let repeat = 0; repeat <= repeats; repeat++) {
    const begun = performance.now();
    const result = await model.update(examples, { parameters }).finished;
    times.push(performance.now() - begun);
    result.model.dispose();
  }
  model.dispose();
  return middle(times.slice(1));
}

/** One table for all points of a curve. */
let table;

function rows(count) {
  table ??= features({ count: 16_384, width: 256 });
  return { ...table, count, x: table.x.subarray(0, count * table.width), y: table.y.subarray(0, count) };
}

const mlp = (hidden) => ({ ...TRAINING.w2, widths: [256, hidden, 10], epochs: 1 });

/** Milliseconds at one place of a curve. */
export const GROWTH = {
  /** 512 examples through 256-128-10 in mini-batches of that size. */
  batch: (size, repeats) => updating(mlp(128), rows(512), { miniBatchSize: size, epochs: 8 }, repeats),
  /** 512 examples through 256-width-10. */
  width: (width, repeats) => updating(mlp(width), rows(512), { epochs: 4 }, repeats),
  /** So many examples through 256-128-10, one epoch. */
  examples: (count, repeats) => updating(mlp(128), rows(count), { epochs: 1 }, repeats),
  neighbors: (count, repeats) => querying(count, false, repeats),
  'neighbors in a batch': (count, repeats) => querying(count, true, repeats),
};

let index;

/** Milliseconds a query among so many vectors of 16 numbers. */
async function querying(count, batched, repeats) {
  const queries = 256;
  if (index?.count !== count) {
    index?.model.dispose();
    const data = unitVectors({ count, width: 16, queries });
    const options = { parameters: undefined };
    index = { count, model: await ModelHere.load(neighbors(data), options), q: data.q };
  }
  const examples = Array.from({ length: queries }, (_, row) => ({ x: index.q.subarray(row * 16, (row + 1) * 16) }));
  const asked = batched ? queries : Math.max(4, Math.min(queries, Math.floor(2e6 / count)));
  const times = [];
  for (let repeat = 0; repeat <= repeats; repeat++) {
    const begun = performance.now();
    if (batched) await index.model.predictBatch(examples);
    else for (const example of examples.slice(0, asked)) await index.model.predict(example);
    times.push((performance.now() - begun) / asked);
  }
  return middle(times.slice(1));
}
