// How many examples go into one call of the core.

/** About how long one call may take: whoever else wants something of the core waits for it. */
const BATCH_MS = 16;
const LARGEST_BATCH = 1024;
/** One example may be a poor guess of many: it met a core that was cold, or a clock that is coarse. */
const GROWTH = 32;

/** Learns from the calls before; the first one takes a single example. */
export class BatchPace {
  #most = 1;

  get most(): number {
    return this.#most;
  }

  took(count: number, milliseconds: number): void {
    const fitting = Math.floor((count * BATCH_MS) / Math.max(milliseconds, 0.1));
    if (milliseconds > BATCH_MS) this.#most = Math.max(1, Math.min(fitting, this.#most));
    else this.#most = Math.max(this.#most, Math.min(fitting, GROWTH * count, LARGEST_BATCH));
  }
}
