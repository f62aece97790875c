// Which stored version a model descends from: what lets a save notice that somebody else saved in between.

/** Where a model's bits lie in a store. */
export interface StoredAs {
  /** Identifies the newest version of that moment; a save compares it with the newest version of its own moment. */
  readonly head: string;
  /** The version that holds this model's bits, older than the head after a fall-back; null: the base, all are damaged. */
  readonly number: number | null;
}

/**
 * One model's place in its family. `update()`, `withParameters()` and whatever else makes a model of a model hand
 * `model.lineage.child()` to the new one; a freshly loaded file starts a family with `new Lineage()`.
 *
 * A link holds no weights, so a long family costs a few words a member.
 */
export class Lineage {
  readonly #parent: Lineage | undefined;
  readonly #stored = new Map<string, StoredAs>();

  constructor(parent?: Lineage) {
    this.#parent = parent;
  }

  child(): Lineage {
    return new Lineage(this);
  }

  /** The nearest ancestor's (or the model's own) version under that key, or undefined: the family was never stored there. */
  find(key: string): StoredAs | undefined {
    for (let member: Lineage | undefined = this; member !== undefined; member = member.#parent) {
      const found = member.#stored.get(key);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  remember(key: string, stored: StoredAs): void {
    this.#stored.set(key, stored);
  }
}
