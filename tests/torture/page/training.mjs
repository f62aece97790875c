// A page that trains a real model and keeps what it learned, in as many tabs as a test opens.

import { ExampleStore, Model, ModelStore } from 'attune';

const NAME = 'mine';
const MODEL = '/models/keras-mlp-updatable.mlmodel';
const parameters = { learningRate: 0.125 };
const rows = Array.from({ length: 2 }, (_, row) => ({
  input1: Float64Array.from({ length: 3 }, (_, i) => ((row * 37 + i * 101) % 64) / 64),
  output1_true: Float64Array.from({ length: 5 }, (_, i) => ((row * 53 + i * 29) % 32) / 32),
}));

const base = await Model.load(MODEL);
const store = await ModelStore.open('tabs');

const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
const hashOf = async (model) => hex(await crypto.subtle.digest('SHA-256', await model.export()));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

globalThis.torture = {
  /** Updates one after the other, with pauses; tells each version that is on the disk. */
  async update(count, pauseMs) {
    let conflicts = 0;
    for (let done = 0; done < count; ) {
      try {
        const { version, model } = await store.update(NAME, rows, { base, parameters });
        globalThis.acknowledge(version.number);
        model.dispose();
        done += 1;
      } catch (error) {
        if (error.code !== 'conflict') throw error;
        conflicts += 1;
      }
      await pause(Math.random() * pauseMs);
    }
    return conflicts;
  },

  /** Takes the lock of the store away from whoever holds it, again and again. */
  async steal(forMs) {
    for (const end = performance.now() + forMs; performance.now() < end; ) {
      await navigator.locks.request(`attune:tabs/${NAME}`, { steal: true }, () => pause(5)).catch(() => {});
      await pause(20);
    }
  },

  /** The hash of the newest version, and of so many updates in a row that no other tab ever disturbed. */
  async compare() {
    const { number, state } = await store.status(NAME);
    const latest = await store.latest(NAME, { base });
    let model = base;
    for (let i = 0; i < number; i++) ({ model } = await model.update(rows, { parameters }).finished);
    return { number, state, found: await hashOf(latest), wanted: await hashOf(model) };
  },

  /** One update, and the hash of what was saved. */
  async once() {
    const { model, version } = await store.update(NAME, rows, { base, parameters });
    return { number: version.number, hash: await hashOf(model) };
  },

  /** The hash of what a reload finds. */
  latest: async () => hashOf(await store.latest(NAME)),

  /** Of a model in memory, trained here and not saved. */
  async predict() {
    const { model } = await base.update(rows, { parameters }).finished;
    const { output1 } = await model.predict({ input1: rows[0].input1 });
    return hex(output1.data.slice().buffer);
  },

  /** Ends the worker in the middle of an update, and tells what becomes of everybody. */
  async killWorker() {
    const saved = await store.latest(NAME);
    const before = await hashOf(saved);
    const task = saved.update(rows, { parameters });
    const refused = task.finished.then(
      () => 'finished',
      ({ code }) => code,
    );
    // The browser says nothing of it: what is asked next would wait for ever.
    task.addEventListener('minibatchend', () => globalThis.workers.at(-1).terminate(), { once: true });
    const update = await refused;
    const began = performance.now();
    const after = await hashOf(saved);
    const ms = performance.now() - began;
    const { model } = await saved.update(rows, { parameters }).finished;
    const { number } = await store.save(NAME, model);
    return { update, isSame: before === after, ms, number, workers: globalThis.workers.length };
  },

  /** Examples, an update with them, all of it erased. */
  async forgetAndErase() {
    const examples = await ExampleStore.open('tabs', { model: base });
    for (const row of rows) await examples.add(row);
    const set = await examples.training();
    await store.erase(NAME);
    await store.update(NAME, set, { base, parameters });
    await store.forget(set.ids[0]);
    const found = await hashOf(await store.latest(NAME));
    const alone = await base.update(await examples.training(), { parameters }).finished;
    const wanted = await hashOf(alone.model);
    examples.close();
    await store.erase();
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    return { found, wanted, databases, marks: Object.keys(localStorage) };
  },
};
globalThis.ready = true;
