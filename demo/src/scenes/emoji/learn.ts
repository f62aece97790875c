import { Model, ModelStore } from 'attune';
import type { Emoji, Picture } from './emoji-model.ts';

export const openStore = () => ModelStore.open('your-emoji');

/** What was learned in this browser wins over the file. Everything heavy runs in a worker. */
export async function load(file: Uint8Array, store: ModelStore | undefined) {
  const base = await Model.load<Emoji>(file);
  return { base, model: (await store?.latest('emoji', { base })) ?? base };
}

/** A new model comes out; the old one still answers as before. */
export async function teach(model: Model<Emoji>, drawings: readonly Picture[], label: string) {
  const task = model.update(drawings.map((drawing) => ({ drawing, label })));
  return (await task.finished).model;
}
