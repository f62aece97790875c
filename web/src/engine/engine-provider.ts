// One engine for a whole page, started when it is first needed and replaced after a crash.

import type { Engine } from './engine.js';

/** Starts an engine; onLost is to be called once, when the engine will answer no more. */
export type StartEngine = (onLost: () => void) => Promise<Engine>;

/** The engines of one entry of the package. */
export interface Engines {
  readonly exact: EngineProvider;
  /** Absent where only the plain core is at hand. */
  readonly fast?: EngineProvider;
}

export interface ProviderOptions {
  /** Whether its engines live where no function can be sent. */
  readonly inWorker?: boolean;
  /** Undefined: its engines have the core with all kinds of layers and models. */
  readonly whole?: EngineProvider | undefined;
}

export class EngineProvider {
  readonly inWorker: boolean;
  /** Whose engines can do what this one's say is `unsupported`. */
  readonly whole: EngineProvider | undefined;
  readonly #start: StartEngine;
  readonly #lost = new WeakSet<Engine>();
  #current: Promise<Engine> | undefined;

  constructor(start: StartEngine, { inWorker = false, whole }: ProviderOptions = {}) {
    this.#start = start;
    this.inWorker = inWorker;
    this.whole = whole;
  }

  /** The engine at work. A start that failed is tried again by the next call. */
  get(): Promise<Engine> {
    if (this.#current === undefined) {
      const starting = this.#begin(() => {
        if (this.#current === starting) this.#current = undefined;
      });
      this.#current = starting;
    }
    return this.#current;
  }

  /** True once that engine's core crashed: its handles mean nothing any more. */
  isLost(engine: Engine): boolean {
    return this.#lost.has(engine);
  }

  async #begin(forget: () => void): Promise<Engine> {
    try {
      let engine: Engine | undefined;
      let lost = false;
      engine = await this.#start(() => {
        lost = true;
        if (engine !== undefined) this.#lost.add(engine);
        forget();
      });
      if (lost) this.#lost.add(engine); // it crashed before it was handed over
      return engine;
    } catch (error) {
      forget();
      throw error;
    }
  }
}
