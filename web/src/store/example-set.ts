// Examples of a store, as an update takes them: in a fixed order, by ids that the new model's history names.

import { AttuneError } from '../errors.js';
import type { LazyExamples } from '../model/examples.js';

/** What an update writes down of the examples that it was given. */
export interface ExampleOrigin {
  /** The database that they lie in. */
  readonly database: string;
  readonly ids: readonly string[];
}

/** Registered, so that a set out of one bundled copy of this package is known to another. */
const origin: unique symbol = Symbol.for('attune.example-origin') as never;

/**
 * Some examples of an ExampleStore, in the order of their age unless `pick()` was given another. Its ids were fixed when
 * it was made; each example is read when it is asked for, and its bytes are checked.
 */
export class ExampleSet<Example = unknown> implements LazyExamples<Example> {
  readonly ids: readonly string[];
  readonly #read: (id: string) => Promise<Example>;

  /** @internal Sets come from an ExampleStore. */
  constructor(database: string, ids: readonly string[], read: (id: string) => Promise<Example>) {
    this.ids = ids;
    // By hand: a member of that name cannot be declared in isolation.
    const value: ExampleOrigin = { database, ids };
    Object.defineProperty(this, origin, { value });
    this.#read = read;
  }

  get length(): number {
    return this.ids.length;
  }

  /**
   * @param index from 0
   * @throws AttuneError `bad-example` when it was removed meanwhile, `integrity` when it is damaged
   */
  async at(index: number): Promise<Example> {
    const id = this.ids[index];
    if (id === undefined) throw new AttuneError('bad-example', `there is no example ${index} of ${this.length}`);
    return this.#read(id);
  }
}

export function originOf(value: unknown): ExampleOrigin | undefined {
  return typeof value === 'object' && value !== null ? (value as { [origin]?: ExampleOrigin })[origin] : undefined;
}
