import { Model, ModelStore } from 'attune';
import type { Emoji, Notes, Picture } from './emoji-model.ts';

/** Every hand has a store of its own. */
export const openStore = (hand: string) => ModelStore.open(hand);

/** What was learned in this browser wins over the file. Everything heavy runs in a worker. */
export async function load(file: Uint8Array, store: ModelStore | undefined) {
  const base = await Model.load<Emoji>(file);
  return { base, model: (await store?.latest('emoji', { base })) ?? base };
}

export const guess = (model: Model<Emoji>, drawing: Picture) => model.predict({ drawing });

/** A new model comes out; the old one still answers as before. */
export async function teach(model: Model<Emoji>, drawings: readonly Picture[], label: string) {
  return (await model.update(drawings.map((drawing) => ({ drawing, label }))).finished).model;
}

/** Every lesson becomes a version, and any version can be had back. */
export const save = (store: ModelStore, model: Model<Emoji>, notes: Notes) => store.save('emoji', model, notes);
