// The one who learns: the model at hand, the model as it was shipped, and what may be asked of them.

import { signal } from '@preact/signals';
import type { Model, ModelStore, StoredExample } from 'attune';
import { type Drawing, isEmpty } from '../../drawing/drawing.ts';
import { toPicture } from '../../drawing/ink.ts';
import type { AlbumDrawing } from './album.ts';
import { ask, type Judged, judge } from './checkup.ts';
import { type Emoji, MODEL_NAME, UNKNOWN } from './emoji-model.ts';
import { LiveGuess } from './live-guess.ts';

type Learn = typeof import('./learn.ts');

export class Pupil {
  /** The model at hand. */
  readonly model = signal<Model<Emoji> | undefined>(undefined);
  /** How many remembered drawings vote; undefined until the model says what its file has. */
  readonly neighbors = signal<number | undefined>(undefined);
  /** Counts up whenever it would answer otherwise than before. */
  readonly turn = signal(0);
  readonly #live = new LiveGuess();
  /** What it thinks of the drawing that it was last shown. */
  readonly guess = this.#live.current;
  #learn: Learn | undefined;
  #base: Model<Emoji> | undefined;

  /**
   * Takes the newest stored version if there is one.
   *
   * @throws what `Model.load()` and `ModelStore.latest()` throw
   */
  async wake(learn: Learn, file: Uint8Array, store: ModelStore | undefined): Promise<void> {
    const { base, model } = await learn.load(file, store);
    this.#learn = learn;
    this.#base = base;
    this.neighbors.value = neighborsOf(base);
    await this.#use(model);
  }

  /** Shows it a drawing; the answer comes in `guess`. */
  async look(drawing: Drawing): Promise<void> {
    if (this.model.value !== undefined || isEmpty(drawing)) await this.#live.look(drawing);
  }

  /** What it thinks of drawings that it has not seen yet. */
  async ask(drawings: readonly AlbumDrawing[]): Promise<Judged[]> {
    return this.model.value === undefined ? [] : ask(await this.#voting(this.model.value), drawings);
  }

  /** How it fares with the drawings that it was taught, each left out in turn. */
  async judge(drawings: readonly AlbumDrawing[]): Promise<Judged[]> {
    return this.#base === undefined ? [] : judge(await this.#voting(this.#base), drawings);
  }

  /** @returns how many milliseconds the update took, as the page sees it: there, learned, and back */
  async teach(drawings: readonly Drawing[], label: string): Promise<number> {
    const [learn, model] = [this.#learn, this.model.value];
    if (learn === undefined || model === undefined) return 0;
    const pictures = drawings.map((drawing) => toPicture(drawing));
    const began = performance.now();
    const taught = await learn.teach(model, pictures, label);
    const ms = performance.now() - began;
    await this.#use(taught);
    return ms;
  }

  /** From now on so many vote, in guesses and in counts. What was learned stays the same. */
  async setNeighbors(count: number): Promise<void> {
    this.neighbors.value = count;
    if (this.model.value !== undefined) await this.#use(this.model.value);
  }

  /**
   * What the model remembers: 128 numbers a drawing. With `drawing` those of one more, which it only looked at.
   *
   * @returns the last one is that of `drawing`
   */
  async memory(drawing: Drawing): Promise<StoredExample[]> {
    const model = this.model.value;
    if (model === undefined) return [];
    if (isEmpty(drawing)) return model.examples.list();
    const { model: probe } = await model.update([{ drawing: toPicture(drawing), label: UNKNOWN }]).finished;
    const examples = await probe.examples.list();
    probe.dispose();
    return examples;
  }

  /** Becomes the newest stored version. */
  async recall(store: ModelStore): Promise<void> {
    const base = this.#base;
    if (base !== undefined) await this.#use((await store.latest(MODEL_NAME, { base })) ?? base);
  }

  /** Becomes as it was shipped. */
  async forget(): Promise<void> {
    if (this.#base !== undefined) await this.#use(this.#base);
  }

  async #use(model: Model<Emoji>): Promise<void> {
    const learn = this.#learn;
    const last = this.model.value;
    const voting = await this.#voting(model);
    const released = this.#live.use((picture) => (learn ?? neverAwake()).guess(voting, picture));
    this.model.value = model; // whoever shows a drawing shows it again
    this.turn.value += 1;
    if (last !== undefined && last !== model && last !== this.#base) void released.then(() => last.dispose());
  }

  /** The same model with as many voters as were asked for. */
  async #voting(model: Model<Emoji>): Promise<Model<Emoji>> {
    const wanted = this.neighbors.value;
    return wanted === undefined || wanted === neighborsOf(model)
      ? model
      : model.withParameters({ numberOfNeighbors: wanted });
  }
}

function neighborsOf({ description }: Model<Emoji>): number | undefined {
  const found = description.parameters.find(({ key }) => key === 'numberOfNeighbors')?.defaultValue;
  return found === undefined ? undefined : Number(found);
}

function neverAwake(): never {
  throw new Error('the model is used before it was loaded');
}
