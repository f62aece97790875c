// Asks the model while the pen moves: only ever about the newest state, one question at a time, and not more often than
// an eye can follow.

import { type ReadonlySignal, signal } from '@preact/signals';
import { type Drawing, isEmpty } from '../../drawing/drawing.ts';
import { toPicture } from '../../drawing/ink.ts';
import { type Emoji, type Picture, UNKNOWN } from './emoji-model.ts';

export interface Guess {
  /** Undefined: the model has not been taught anything. */
  readonly label: string | undefined;
  /** Of the labels that it was taught; they sum to 1. */
  readonly probabilities: ReadonlyMap<string, number>;
}

/** Whoever answers: some model's `predict()`. */
export type Oracle = (drawing: Picture) => Promise<Emoji['outputs']>;

const PAUSE_MS = 50;

export class LiveGuess {
  readonly #current = signal<Guess | undefined>(undefined);
  #model: Oracle | undefined;
  #wanted: Drawing | undefined;
  #isAsking = false;
  #answered: Promise<void> = Promise.resolve();

  /** Undefined while there is nothing to guess at. */
  get current(): ReadonlySignal<Guess | undefined> {
    return this.#current;
  }

  /**
   * From now on this one is asked.
   *
   * @returns resolves when the one before it is no longer needed
   */
  async use(model: Oracle): Promise<void> {
    this.#model = model;
    await this.#answered.catch(() => {});
  }

  /** @throws what `predict()` throws */
  async look(drawing: Drawing): Promise<void> {
    this.#wanted = drawing;
    if (this.#isAsking) return;
    this.#answered = this.#answerAll();
    await this.#answered;
  }

  async #answerAll(): Promise<void> {
    this.#isAsking = true;
    try {
      while (this.#wanted !== undefined && this.#model !== undefined) {
        const seen = this.#wanted;
        this.#wanted = undefined;
        const guess = isEmpty(seen) ? undefined : await answer(this.#model, seen);
        this.#current.value = guess;
        if (guess !== undefined) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    } finally {
      this.#isAsking = false;
    }
  }
}

async function answer(model: Oracle, drawing: Drawing): Promise<Guess> {
  const { label, labelProbs } = await model(toPicture(drawing));
  if (label === UNKNOWN) return { label: undefined, probabilities: new Map() };
  return { label, probabilities: new Map(labelProbs) };
}
