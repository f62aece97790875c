// Writes a store as this release lays it out, once before a release with a new layout; never remade afterwards:
//
//   node tests/web/store/golden/make.mjs      (on the dist/ that is there)
//
// format-<n>.json is the IndexedDB version, every record of every object store, and what the models in it predict.

import 'fake-indexeddb/auto';
import { readFileSync, writeFileSync } from 'node:fs';
import { ExampleStore, Model, ModelStore } from 'attune/core';

const base = await Model.load(readFileSync(new URL('../../../models/keras-mlp-updatable.mlmodel', import.meta.url)));
const rows = Array.from({ length: 8 }, (_, row) => ({
  input1: Float64Array.from({ length: 3 }, (_, i) => ((row * 37 + i * 101) % 64) / 64),
  output1_true: Float64Array.from({ length: 5 }, (_, i) => ((row * 53 + i * 29) % 32) / 32),
}));

const store = await ModelStore.open('golden');
const examples = await ExampleStore.open('golden', { model: base });
for (const row of rows) await examples.add(row);
const { ids } = await examples.training();
const train = async (model, from, to) =>
  (await model.update(await examples.pick(ids.slice(from, to)), { parameters: { learningRate: 0.125 } }).finished)
    .model;
const first = await train(base, 0, 4);
await store.save('mine', first, { note: 'first', metrics: { lossValue: 0.5, accuracy: Number.NaN } });
await store.save('mine', await train(first, 4, 8), { note: 'second' });
await store.rollback('mine', { to: 1 });

const input = { input1: rows[0].input1 };
const predictions = {};
for (const { number } of await store.versions('mine')) {
  const model = await store.load('mine', { version: number });
  predictions[number] = [...(await model.predict(input)).output1.data];
}

const db = await new Promise((resolve, reject) => {
  const request = indexedDB.open('attune:golden');
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const stores = {};
for (const name of db.objectStoreNames) {
  const request = db.transaction(name).objectStore(name).getAll();
  stores[name] = await new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
  });
}
const plain = (_key, value) => {
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  if (typeof value === 'bigint') return { $bigint: String(value) };
  return value;
};
const file = new URL(`format-${db.version}.json`, import.meta.url);
writeFileSync(
  file,
  `${JSON.stringify({ version: db.version, input: [...input.input1], predictions, stores }, plain, 1)}\n`,
);
process.exit();
