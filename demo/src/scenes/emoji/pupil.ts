// The one who learns: the model at hand, the model as it was shipped, and what may be asked of them.

import { signal } from '@preact/signals';
import type { Model, ModelStore } from 'attune';
import { type Drawing, isEmpty } from '../../drawing/drawing.ts';
import { toPicture } from '../../drawing/ink.ts';
import type { AlbumDrawing } from './album.ts';
import { ask, type Judged, judge } from './checkup.ts';
import { type Emoji, MODEL_NAME } from './emoji-model.ts';
import { LiveGuess } from './live-guess.ts';

type Learn = typeof import('./learn.ts');

export class Pupil {
  /** The model at hand. */
  readonly model = signal<Model<Emoji> | undefined>(undefined);
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
    this.#use(model);
  }

  /** Shows it a drawing; the answer comes in `guess`. */
  async look(drawing: Drawing): Promise<void> {
    if (this.model.value !== undefined || isEmpty(drawing)) await this.#live.look(drawing);
  }

  /** What it thinks of drawings that it has not seen yet. */
  async ask(drawings: readonly AlbumDrawing[]): Promise<Judged[]> {
    return this.model.value === undefined ? [] : ask(this.model.value, drawings);
  }

  /** How it fares with the drawings that it was taught, each left out in turn. */
  async judge(drawings: readonly AlbumDrawing[]): Promise<Judged[]> {
    return this.#base === undefined ? [] : judge(this.#base, drawings);
  }

  /** @returns how many milliseconds the update took, as the page sees it: there, learned, and back */
  async teach(drawings: readonly Drawing[], label: string): Promise<number> {
    const [learn, model] = [this.#learn, this.model.value];
    if (learn === undefined || model === undefined) return 0;
    const pictures = drawings.map((drawing) => toPicture(drawing));
    const began = performance.now();
    const taught = await learn.teach(model, pictures, label);
    const ms = performance.now() - began;
    this.#use(taught);
    return ms;
  }

  /** Becomes the newest stored version. */
  async recall(store: ModelStore): Promise<void> {
    const base = this.#base;
    if (base !== undefined) this.#use((await store.latest(MODEL_NAME, { base })) ?? base);
  }

  /** Becomes as it was shipped. */
  forget(): void {
    if (this.#base !== undefined) this.#use(this.#base);
  }

  #use(model: Model<Emoji>): void {
    const learn = this.#learn;
    const last = this.model.value;
    const released = this.#live.use((picture) => (learn ?? neverAwake()).guess(model, picture));
    this.model.value = model; // whoever shows a drawing shows it again
    if (last !== undefined && last !== model && last !== this.#base) void released.then(() => last.dispose());
  }
}

function neverAwake(): never {
  throw new Error('the model is used before it was loaded');
}
