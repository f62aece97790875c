// What holds and stops an update's own steps.

/** Why an update ends before its time. */
export interface Stop {
  readonly outcome: 'completed' | 'cancelled' | 'failed';
  readonly reason: unknown;
}

/** Thrown through the update's steps to unwind them; nobody outside ever sees it. */
export const STOPPED: unique symbol = Symbol('stopped');

/** Passed at every step: it may be open, held for a while, or closed for good. */
export class Brake {
  #stopped: Stop | undefined;
  #held: { readonly released: Promise<void>; release(): void } | undefined;
  #interrupt: (() => void) | undefined;

  /** Set once the update is to end: the first reason counts. */
  get stopped(): Stop | undefined {
    return this.#stopped;
  }

  hold(): void {
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#held ??= { released, release };
  }

  release(): void {
    this.#held?.release();
    this.#held = undefined;
  }

  /** For good. Ends the wait at hand, too. */
  stop(stop: Stop): void {
    this.#stopped ??= stop;
    this.release();
    this.#interrupt?.();
  }

  /** Undefined while the way is free, a Promise while it is held. Throws STOPPED. */
  checkpoint(): Promise<void> | undefined {
    if (this.#stopped !== undefined) throw STOPPED;
    return this.#held?.released.then(() => this.checkpoint());
  }

  /** Waits for one thing at a time, but not past a stop: then it rejects with STOPPED. */
  wait<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#interrupt = () => reject(STOPPED);
      if (this.#stopped !== undefined) this.#interrupt();
      work.then(resolve, reject);
    });
  }
}
