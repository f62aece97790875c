// Makes demo/models/coffee.mlmodel: what an average customer orders, and what his last orders say about the next one. A table of
// numbers (attune/inputs makes them), one dense layer, a softmax; built with attune/build, trained by our own core.
//
//   npm run build; node demo/training/coffee/train.mjs            makes the model
//   node demo/training/coffee/train.mjs --choose                  measures learning rates on customers it never saw

import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { NetworkBuilder } from 'attune/build';
import { Model } from 'attune/core';
import { ChoiceFeatures, popularity } from 'attune/inputs';
import { build } from 'esbuild';
import { customers } from './customers.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const [SEED, CUSTOMERS, ORDERS, EPOCHS] = [5, 400, 40, 8];
/** For one order at a time, in the page: `--choose` found it. */
const PERSONAL_RATE = 0.1;

const { outputFiles } = await build({
  entryPoints: [path('../../src/scenes/coffee/menu.ts')],
  bundle: true,
  format: 'esm',
  write: false,
});
const menu = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
const { DRINKS, AROUND } = menu;

const town = customers(CUSTOMERS, ORDERS, SEED, menu);
const prior = popularity(DRINKS, town.flat());
const habits = new ChoiceFeatures({ items: DRINKS, around: AROUND, prior });
const names = { input: 'habits', target: 'drink' };

/**
 * Logarithms are centred and made small, and this never changes: else one order would pull at them harder than at all that
 * says when and where, and the next orders would be foretold worse, not better.
 */
const SMALL = 0.25;

function scaling() {
  const [all, logs] = [habits.length, DRINKS.length];
  const matrix = new Float32Array(all * all);
  for (let i = 0; i < all; i++) matrix[i * all + i] = 1;
  for (let i = 0; i < logs; i++)
    for (let j = 0; j < logs; j++) matrix[i * all + j] = SMALL * (Number(i === j) - 1 / logs);
  return matrix;
}

/** Begins as decayed frequency itself: weight 1 from a drink's logarithm to its score. */
function network(learned, { learningRate, miniBatchSize, epochs }) {
  const [inputs, outputs] = [habits.length, DRINKS.length];
  const weights = new Float32Array(inputs * outputs);
  for (let drink = 0; drink < outputs; drink++) weights[drink * inputs + drink] = 1 / SMALL;
  return new NetworkBuilder({
    inputs: [{ name: 'habits', shape: [inputs], shortDescription: 'History, time, place and weather: attune/inputs' }],
    metadata: {
      author: 'Attune',
      license: 'MIT',
      shortDescription: 'What an average customer orders next. Trained on generated orders: demo/training/coffee.',
      userDefined: { prior: JSON.stringify(prior) },
    },
  })
    .innerProduct('scaled', { inputChannels: inputs, outputChannels: inputs, weights: scaling(), biases: false })
    .innerProduct('taste', { inputChannels: inputs, outputChannels: outputs, weights, ...learned })
    .softmax('chances')
    .classLabels(DRINKS, { label: 'drink' })
    .updatable({
      layers: ['taste'],
      learningRate: { defaultValue: learningRate, minimum: 0, maximum: 1 },
      miniBatchSize: { defaultValue: miniBatchSize, minimum: 1, maximum: 64 },
      epochs: { defaultValue: epochs, minimum: 1, maximum: 100 },
      seed: SEED,
    })
    .build()
    .bytes();
}

const task = (await Model.load(network(undefined, { learningRate: 0.05, miniBatchSize: 32, epochs: EPOCHS }))).update(
  town.flatMap((orders) => habits.examples(orders, names)),
);
task.addEventListener('epochend', ({ context: { metrics } }) =>
  console.log(
    `epoch ${metrics.epochIndex + 1}: loss ${metrics.lossValue.toFixed(4)}, ${(100 * metrics.accuracy).toFixed(1)} %`,
  ),
);
const { model } = await task.finished;
const [weights, biases] = await Promise.all(
  ['weights', 'biases'].map((key) => model.getParameter(key, { layer: 'taste' })),
);
const file = network(
  { weights: weights.data, biases: biases.data },
  { learningRate: PERSONAL_RATE, miniBatchSize: 1, epochs: 1 },
);
await writeFile(path('../../models/coffee.mlmodel'), file);
await measured(process.argv.includes('--choose') ? [0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2] : [0, PERSONAL_RATE]);

/** Each order is foretold before it is learned; customers of another seed. */
async function measured(rates) {
  const strangers = customers(20, ORDERS, SEED + 1, menu);
  const score = (name, chances) => {
    const losses = chances.map(([row, item]) => -Math.log(row[item]));
    const right = chances.filter(([row, item]) => Object.keys(row).every((drink) => row[drink] <= row[item])).length;
    const mean = losses.reduce((sum, one) => sum + one, 0) / losses.length;
    console.log(`${name.padEnd(28)} right ${((100 * right) / chances.length).toFixed(1)} %   loss ${mean.toFixed(3)}`);
  };
  score(
    'town, whatever happened',
    strangers.flatMap((orders) => orders.map(({ item }) => [prior, item])),
  );
  score(
    'decayed frequency',
    strangers.flatMap((orders) =>
      orders.map(({ item }, i) => [Object.fromEntries(habits.frequencies(orders.slice(0, i))), item]),
    ),
  );
  const shipped = await Model.load(file);
  for (const learningRate of rates) {
    const chances = [];
    for (const orders of strangers) {
      let mine = shipped;
      for (const example of habits.examples(orders, names)) {
        const { chances: row } = await mine.predict(example);
        chances.push([row, example.drink]);
        if (learningRate > 0)
          ({ model: mine } = await mine.update([example], { parameters: { learningRate } }).finished);
      }
    }
    score(learningRate === 0 ? 'model, not updated' : `model, updated at ${learningRate}`, chances);
  }
}
