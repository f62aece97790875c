// A line that says how far long work is, where somebody watches.

import type { Context } from './context.js';

const [BAR, EVERY_MS] = [24, 100];

export class Progress {
  readonly #context: Context;
  #last = 0;
  #shown = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  /** @param note what else to say, e.g. the loss */
  to(what: string, done: number, total: number, note = ''): void {
    const now = performance.now();
    if (!this.#context.isWatched || (now - this.#last < EVERY_MS && done < total)) return;
    this.#last = now;
    const full = total === 0 ? BAR : Math.round((BAR * done) / total);
    this.#write(`${what} ${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${done}/${total} ${note}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shown > 0) this.#context.err(`\r${' '.repeat(this.#shown)}\r`);
    this.#shown = 0;
  }

  #write(line: string): void {
    this.#context.err(`\r${line.padEnd(this.#shown)}`);
    this.#shown = line.length;
  }
}
