// Numbers as bits, and the trainings whose bits must be the same everywhere: in every engine, in Node and natively.

import { digits, drawings, symptoms, withMiniBatches } from './models.mjs';

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export async function sha256(bytes) {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/** Everything that a prediction says, to the last bit. */
export function bitsOf(prediction) {
  const outputs = Object.keys(prediction).sort();
  return outputs.map((name) => `${name}=${bitsOfValue(prediction[name])}`).join(' ');
}

function bitsOfValue(value) {
  if (typeof value === 'number') return `f64:${hex(new Uint8Array(new Float64Array([value]).buffer))}`;
  if (typeof value !== 'object') return `${typeof value}:${value}`;
  if (ArrayBuffer.isView(value.data)) {
    const { buffer, byteOffset, byteLength } = value.data;
    return `${value.data.constructor.name}[${value.shape}]:${hex(new Uint8Array(buffer, byteOffset, byteLength))}`;
  }
  return [...value].map(([label, number]) => `${label}→${bitsOfValue(number)}`).join(',');
}

/**
 * Name → SHA-256 of the exported file, weights and all, after a seeded training; a native program that wants to compare
 * (build/native/bits.json, the same names) trains like this:
 *
 * - `digits`    80 examples (the 64 of the fixture, then its first 16 again; pixels / 256), mini-batches of 4 (the file
 *               patched as in withMiniBatches), 10 epochs: 200 steps; learning rate 0.001, shuffled by seed 7
 * - `slices`    the 64 digits as one mini-batch of the unpatched file, two slices of 32; 2 epochs, not shuffled
 * - `symptoms`  80 examples, mini-batches of 4, 10 epochs: 200 steps; learning rate 0.125, shuffled by seed 7
 * - `drawings`  21 examples for the nearest neighbours, embedded by the network
 *
 * `predictions` hashes what those four models predict for their first eight examples, one after the other.
 */
export async function computeBits(Model, read) {
  const sixtyFour = await digits.examples(read);
  const eighty = [...sixtyFour, ...sixtyFour.slice(0, 16)];
  const seeded = { shuffle: true, seed: 7 };
  const trainings = [
    ['digits', digits, await withMiniBatches(4, read), eighty, { ...digits.parameters, ...seeded }],
    ['slices', digits, await read(digits.path), sixtyFour, { learningRate: 0.001, epochs: 2, shuffle: false }],
    ['symptoms', symptoms, await read(symptoms.path), await symptoms.examples(), { ...symptoms.parameters, ...seeded }],
    ['drawings', drawings, await read(drawings.path), await drawings.examples(), {}],
  ];
  const bits = {};
  const steps = {};
  const predicted = [];
  for (const [name, { inputOf }, bytes, examples, parameters] of trainings) {
    const base = await Model.load(bytes);
    // Nobody listens, so that the core trains on without waiting for the page.
    const { model, metrics } = await base.update(examples, { parameters }).finished;
    steps[name] = (metrics.epochIndex + 1) * (metrics.miniBatchIndex + 1);
    bits[name] = await sha256(await model.export());
    for (const example of examples.slice(0, 8)) predicted.push(bitsOf(await model.predict(inputOf(example))));
  }
  bits.predictions = await sha256(new TextEncoder().encode(predicted.join('\n')));
  return { bits, steps };
}

/** Name → SHA-256 of what `attune/inputs` makes of a person's orders and of a sound. */
export async function computeInputBits({ ChoiceFeatures, logMel }) {
  const items = ['mocha', 'tea', 'water'];
  const orders = Array.from({ length: 40 }, (_, index) => ({
    item: items[(index * index) % 3],
    time: `2026-03-${String(1 + (index >> 1)).padStart(2, '0')}T${String(7 + 5 * (index % 2)).padStart(2, '0')}:1${index % 10}`,
    weather: ['sun', 'rain'][(index >> 2) % 2],
  }));
  const shop = new ChoiceFeatures({ items, around: { weather: ['sun', 'rain'] } });
  const numbers = shop.examples(orders, { input: 'x', target: 'y' }).flatMap(({ x }) => [...x]);
  const samples = Float32Array.from({ length: 4000 }, (_, n) => (((n * n * 7) % 2001) - 1000) / 1024);
  return {
    choices: await sha256(Float32Array.from(numbers)),
    logMel: await sha256(logMel({ samples, sampleRate: 16000 }).data),
  };
}
