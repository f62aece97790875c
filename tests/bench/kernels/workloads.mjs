// The workloads of tests/bench in Node, without a browser and without peers: what to look at before and after a change of a
// kernel. Uses dist/.
//
//   node tests/bench/kernels/workloads.mjs [w1,w2,…] [--rounds 5] [--fast]
//
// Prints the median rate and the loss over all examples, which must be W1 2.17939, W2 0.07234, W4 1.61034.
// --fast needs `node --experimental-wasm-relaxed-simd` where Node is older than 21.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { NetworkBuilder, nearestNeighbors } = await import(join(root, 'dist/build.js'));
const { Model } = await import(join(root, 'dist/core.js'));
const data = await import(process.env.ATTUNE_BENCH_DATA ?? '../peers/src/data.js');

const digits = createRequire(import.meta.url);
globalThis.fetch = async () => ({
  arrayBuffer: async () => {
    const per = 120;
    const out = new Uint8Array(10 * per * 784);
    for (let digit = 0; digit < 10; digit++) {
      const { data: values } = JSON.parse(readFileSync(digits.resolve(`mnist/src/digits/${digit}.json`), 'utf8'));
      for (let i = 0; i < per * 784; i++) out[digit * per * 784 + i] = Math.round(values[i] * 255);
    }
    return out.buffer;
  },
});

const LABELS = Array.from({ length: 10 }, (_, index) => `c${index}`);
const chosen = process.argv[2]?.startsWith('w') ? process.argv[2].split(',') : ['w1', 'w2', 'w3', 'w4', 'w5', 'w6'];
const option = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const rounds = option('--rounds', 5);
const numerics = process.argv.includes('--fast') ? 'fast' : 'exact';

/** [rows, columns] to [columns, rows]. */
function transposed(values, rows, columns) {
  const out = new Float32Array(values.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = values[i * columns + j];
  return out;
}

function optimizerOf({ name, lr, momentum = 0 }) {
  return name === 'adam'
    ? { optimizer: 'adam', learningRate: lr, beta1: 0.9, beta2: 0.999, eps: 1e-7 }
    : { optimizer: 'sgd', learningRate: lr, momentum };
}

function settings(w, layers) {
  return { layers, ...optimizerOf(w.opt), miniBatchSize: w.batch, epochs: w.epochs, shuffle: false };
}

function denseModel(w) {
  const parts = data.initDense(w.layers);
  const builder = new NetworkBuilder({ inputs: [{ name: 'x', shape: [w.layers[0]] }] });
  parts.forEach((part, i) => {
    builder.innerProduct(`dense${i}`, {
      inputChannels: part.in,
      outputChannels: part.out,
      weights: transposed(part.w, part.in, part.out),
    });
    if (i + 1 < parts.length) builder.activation(`relu${i}`, 'ReLU');
  });
  return builder
    .softmax('p')
    .classLabels(LABELS)
    .updatable(
      settings(
        w,
        parts.map((_, i) => `dense${i}`),
      ),
    )
    .build()
    .bytes();
}

function cnnModel(w) {
  const p = data.cnnToNchw(data.initCnn());
  const builder = new NetworkBuilder({ inputs: [{ name: 'x', shape: [1, 28, 28] }] })
    .convolution('conv1', { inputChannels: 1, outputChannels: 32, weights: p.k1 })
    .activation('relu1', 'ReLU')
    .pooling('pool1', {})
    .convolution('conv2', { inputChannels: 32, outputChannels: 64, weights: p.k2 })
    .activation('relu2', 'ReLU')
    .pooling('pool2', {})
    .flatten('flat')
    .innerProduct('dense1', { inputChannels: 1600, outputChannels: 128, weights: transposed(p.w1, 1600, 128) })
    .activation('relu3', 'ReLU')
    .innerProduct('dense2', { inputChannels: 128, outputChannels: 10, weights: transposed(p.w2, 128, 10) })
    .softmax('p')
    .classLabels(LABELS);
  const learning = w.freeze ? ['dense1', 'dense2'] : ['conv1', 'conv2', 'dense1', 'dense2'];
  return builder.updatable(settings(w, learning)).build().bytes();
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const examplesOf = (d, shape) =>
  Array.from({ length: d.n }, (_, i) => ({
    x: { data: d.x.subarray(i * d.d, (i + 1) * d.d), shape },
    label: LABELS[d.y[i]],
  }));

async function train(id) {
  const w = { ...data.WORKLOADS[id] };
  w.epochs = option('--epochs', w.epochs);
  const dense = w.kind === 'dense';
  const d = dense ? data.features() : await data.images();
  const examples = examplesOf(d, dense ? [d.d] : [1, 28, 28]);
  const model = await Model.load(dense ? denseModel(w) : cnnModel(w), { numerics });
  const rates = [];
  const cores = [];
  let loss = 0;
  for (let round = 0; round <= rounds; round++) {
    const begin = performance.now();
    const task = model.update(examples);
    const { model: mine, metrics } = await task.finished;
    const end = performance.now();
    if (round > 0) {
      rates.push((d.n * w.epochs * 1000) / (end - begin));
      cores.push(metrics.examplesPerSecond);
    }
    loss = (await mine.evaluate(examples)).lossValue;
    await mine.dispose();
  }
  const core = median(cores);
  const gflops = (core * data.flopsPerExample(w)) / 1e9;
  console.log(
    `${id}  ${Math.round(median(rates))} examples/s in all, ${Math.round(core)} in the core (${gflops.toFixed(1)} GFLOP/s), loss ${loss.toFixed(5)}`,
  );
}

async function neighbors() {
  const v = data.vectors();
  const unit = (from, count) => {
    const out = from.slice();
    for (let i = 0; i < count; i++) {
      let s = 0;
      for (let j = 0; j < v.d; j++) s += out[i * v.d + j] ** 2;
      for (let j = 0; j < v.d; j++) out[i * v.d + j] /= Math.sqrt(s);
    }
    return out;
  };
  const x = unit(v.x, v.n);
  const queries = unit(v.qs, v.q);
  const row = (from, i) => from.subarray(i * v.d, (i + 1) * v.d);
  const file = nearestNeighbors({
    input: 'x',
    dimensions: v.d,
    examples: Array.from({ length: v.n }, (_, i) => ({ vector: row(x, i), label: LABELS[v.y[i]] })),
    numberOfNeighbors: v.k,
  });
  const model = await Model.load(file.bytes(), { numerics });
  const asked = Array.from({ length: v.q }, (_, i) => ({ x: row(queries, i) }));
  const single = [];
  const batched = [];
  for (let round = 0; round <= rounds; round++) {
    let begin = performance.now();
    for (let i = 0; i < 200; i++) await model.predict(asked[i]);
    if (round > 0) single.push((200 * 1000) / (performance.now() - begin));
    begin = performance.now();
    await model.predictBatch(asked);
    if (round > 0) batched.push((v.q * 1000) / (performance.now() - begin));
  }
  console.log(`w5  ${Math.round(median(single))} queries/s one at a time, ${Math.round(median(batched))} batched`);
}

async function infer() {
  const d = await data.images(64);
  const model = await Model.load(cnnModel(data.WORKLOADS.w3), { numerics });
  const examples = examplesOf(d, [1, 28, 28]);
  const one = [];
  const many = [];
  for (let round = 0; round < 300; round++) {
    let begin = performance.now();
    await model.predict(examples[round % 32]);
    one.push(performance.now() - begin);
    if (round % 5 > 0) continue;
    begin = performance.now();
    await model.predictBatch(examples.slice(0, 32));
    many.push(performance.now() - begin);
  }
  console.log(`w6  batch 1 ${median(one.slice(100)).toFixed(3)} ms, batch 32 ${median(many.slice(20)).toFixed(2)} ms`);
}

for (const id of chosen) {
  if (id === 'w5') await neighbors();
  else if (id === 'w6') await infer();
  else await train(id);
}
