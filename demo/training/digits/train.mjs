// Makes demo/models/digits.mlmodel: a small network that reads printed digits, built with attune/build and trained by our own
// core. It is not updatable: making it so is what the scene shows.
//
//   npm run build; node demo/training/digits/train.mjs
//
// The same bytes every time: seeded, one thread. The last lines say how it reads the hundred handwritten digits, before
// and after they are learned, on parts that were left out.

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { NetworkBuilder } from 'attune/build';
import { Model } from 'attune/core';
import { printed, randomFrom } from './printed.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const LABELS = [...'0123456789'];
const [COPIES, EPOCHS, SEED] = [300, 6, 11];
const LAYERS = ['conv1', 'conv2', 'dense', 'scores'];

function network(weights, updatable) {
  const builder = new NetworkBuilder({
    inputs: [
      {
        name: 'digit',
        type: 'image',
        width: 8,
        height: 8,
        colorSpace: 'grayscale',
        scale: 1 / 255,
        shortDescription: 'White ink on black',
      },
    ],
    seed: SEED,
    metadata: {
      author: 'Attune',
      license: 'MIT',
      shortDescription: 'Reads printed digits. Trained on generated ones: demo/training/digits.',
    },
  })
    .convolution('conv1', { inputChannels: 1, outputChannels: 12, padding: 'same', ...weights?.conv1 })
    .activation('relu1', 'ReLU')
    .convolution('conv2', { inputChannels: 12, outputChannels: 24, padding: 'same', ...weights?.conv2 })
    .activation('relu2', 'ReLU')
    .pooling('pool', {})
    .flatten('flat')
    .innerProduct('dense', { inputChannels: 384, outputChannels: 32, ...weights?.dense })
    .activation('relu3', 'ReLU')
    .innerProduct('scores', { inputChannels: 32, outputChannels: 10, ...weights?.scores })
    .softmax('probabilities')
    .classLabels(LABELS);
  if (updatable)
    builder.updatable({
      layers: LAYERS,
      optimizer: 'adam',
      learningRate: 0.002,
      miniBatchSize: 32,
      epochs: EPOCHS,
      seed: SEED,
    });
  return builder.build().bytes();
}

const random = randomFrom(SEED);
const set = (copies) =>
  Array.from({ length: copies * 10 }, (_, i) => ({ digit: printed(i % 10, random), label: LABELS[i % 10] }));
const task = (await Model.load(network(undefined, true))).update(set(COPIES));
task.addEventListener('epochend', ({ context: { metrics } }) =>
  console.log(
    `epoch ${metrics.epochIndex + 1}: loss ${metrics.lossValue.toFixed(4)}, ${(100 * metrics.accuracy).toFixed(1)} %`,
  ),
);
const { model } = await task.finished;

const weights = {};
for (const layer of LAYERS) {
  weights[layer] = {
    weights: (await model.getParameter('weights', { layer })).data,
    biases: (await model.getParameter('biases', { layer })).data,
  };
}
const file = network(weights, false);
await writeFile(path('../../models/digits.mlmodel'), file);

const shipped = await Model.load(file);
const report = async (name, one, rows) =>
  console.log(`${name}: ${(100 * (await one.evaluate(rows)).accuracy).toFixed(1)} %`);
await report('printed digits it never saw', shipped, set(30));
const { labels, pictures } = JSON.parse(await readFile(path('../../models/digits-100.json'), 'utf8'));
const hundred = pictures.map((letters, i) => {
  const data = new Uint8ClampedArray(256).fill(255);
  for (let p = 0; p < 64; p++) data.fill(((letters.charCodeAt(p) - 97) * 255) / 16, 4 * p, 4 * p + 3);
  return { digit: { data, width: 8, height: 8 }, label: labels[i] };
});
await report('a hundred handwritten ones', shipped, hundred);
for (const layers of [['scores'], ['dense', 'scores'], LAYERS]) {
  const ready = await shipped.makeUpdatable({
    layers,
    optimizer: 'adam',
    learningRate: 0.01,
    miniBatchSize: 10,
    epochs: 20,
  });
  let right = 0;
  for (let part = 0; part < 5; part++) {
    const learned = await ready.update(hundred.filter((_, i) => i % 5 !== part)).finished;
    right += (await learned.model.evaluate(hundred.filter((_, i) => i % 5 === part))).accuracy * 20;
  }
  console.log(`after learning ${layers.join(', ')}: ${right.toFixed(0)} % of those left out (five parts)`);
}
