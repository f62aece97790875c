// A page that saves large models one after the other, and tells after a catastrophe what is left.

import { ModelStore } from 'attune/store';
import { BytesModel, contentOf, generationOf } from './bytes-model.mjs';

const NAME = 'bytes';
const store = await ModelStore.open('torture', {
  restore: async (_base, bytes) => new BytesModel(bytes ?? new Uint8Array()),
});

const failure = ({ code, name, message }) => ({ code, name, message });

globalThis.torture = {
  /** Saves generation after generation; tells each one that is on the disk. Never ends by itself. */
  async saveForEver(byteLength) {
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
    const before = await store.status(NAME);
    const model = (await store.latest(NAME)) ?? new BytesModel(new Uint8Array());
    try {
      const { number } = await store.save(NAME, model.next(contentOf((before.number ?? 0) + 1, byteLength)));
      return { number };
    } catch (error) {
      return { ...failure(error), ms: performance.now() - began };
    }
  },

  /** What is left, and whether each byte of it is what was saved. */
  async look() {
    try {
      const status = await store.status(NAME);
      const model = await store.latest(NAME);
      return { ...status, found: model !== undefined, generation: model && generationOf(model.bytes) };
    } catch (error) {
      return failure(error);
    }
  },

  erase: () => store.erase(),
};
globalThis.ready = true;
