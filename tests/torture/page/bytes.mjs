// A page that saves large models one after the other, and tells after a catastrophe what is left.

import { ModelStore } from 'attune/store';
import { BytesModel, contentOf, generationOf } from './bytes-model.mjs';

const NAME = 'bytes';
/** Anew in each call until it works: opening is the first thing that fails on a damaged disk. */
const open = () =>
  ModelStore.open('torture', {
    restore: async (_base, bytes) => new BytesModel(bytes ?? new Uint8Array()),
  });
let store;

const failure = ({ code, name, message }) => ({ code, name, message });

globalThis.torture = {
  /** Saves generation after generation; tells each one that is on the disk. Never ends by itself. */
  async saveForEver(byteLength) {
    store ??= await open();
    let model = (await store.latest(NAME)) ?? new BytesModel(new Uint8Array());
    let generation = ((await store.status(NAME)).number ?? 0) + 1;
    for (;;) {
      model = model.next(contentOf(generation, byteLength));
      const { number } = await store.save(NAME, model);
      if (number !== generation) throw new Error(`saved ${generation}, but it is number ${number}`);
      globalThis.acknowledge(number); // the driver's; not waited for
      generation += 1;
    }
  },

  /** One save. */
  async save(byteLength) {
    const began = performance.now();
    try {
      store ??= await open();
      const before = await store.status(NAME);
      const model = (await store.latest(NAME)) ?? new BytesModel(new Uint8Array());
      const { number } = await store.save(NAME, model.next(contentOf((before.number ?? 0) + 1, byteLength)));
      return { number };
    } catch (error) {
      return { ...failure(error), ms: performance.now() - began };
    }
  },

  /** What is left, and whether each byte of it is what was saved. */
  async look() {
    try {
      store ??= await open();
      const status = await store.status(NAME);
      const model = await store.latest(NAME);
      return { ...status, found: model !== undefined, generation: model && generationOf(model.bytes) };
    } catch (error) {
      return failure(error);
    }
  },
};
globalThis.ready = true;
