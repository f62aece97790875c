// Asks the model while the pen moves: only ever about the newest state, one question at a time, and not more often than
// an eye can follow.

import { type ReadonlySignal, signal } from '@preact/signals';
import type { Model } from 'attune';
import { type Drawing, isEmpty } from './drawing.ts';
import { type Emoji, UNKNOWN } from './emoji-model.ts';
import { toPicture } from './ink.ts';

export interface Guess {
  /** Undefined: the model has not been taught anything. */
  readonly label: string | undefined;
  /** Of the labels that it was taught; they sum to 1. */
  readonly probabilities: ReadonlyMap<string, number>;
}

const PAUSE_MS = 50;

export class LiveGuess {
  readonly #current = signal<Guess | undefined>(undefined);
  #model: Model<Emoji> | undefined;
  #wanted: Drawing | undefined;
  #asking = false;

  /** Undefined while there is nothing to guess at. */
  get current(): ReadonlySignal<Guess | undefined> {
    return this.#current;
  }

  /** From now on this model is asked. It stays the caller's. */
  use(model: Model<Emoji>): void {
    this.#model = model;
  }

  /** @throws what `predict()` throws */
  async look(drawing: Drawing): Promise<void> {
    this.#wanted = drawing;
    if (this.#asking) return;
    this.#asking = true;
    try {
      while (this.#wanted !== undefined && this.#model !== undefined) {
        const seen = this.#wanted;
        this.#wanted = undefined;
        const guess = isEmpty(seen) ? undefined : await answer(this.#model, seen);
        this.#current.value = guess;
        if (guess !== undefined) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    } finally {
      this.#asking = false;
    }
  }
}

async function answer(model: Model<Emoji>, drawing: Drawing): Promise<Guess> {
  const { label, labelProbs } = await model.predict({ drawing: toPicture(drawing) });
  if (label === UNKNOWN) return { label: undefined, probabilities: new Map() };
  return { label, probabilities: new Map(labelProbs) };
}
