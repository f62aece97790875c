// Where a model comes from: which stored version it descends from, so that a save notices that somebody else saved in
// between; and by which updates, so that they can be done again without an example.

import type { Made } from './training-record.js';

/** Where a model's bits lie in a store. */
export interface StoredAs {
  /** Identifies the newest version of that moment; a save compares it with the newest version of its own moment. */
  readonly head: string;
  /** The version that holds this model's bits, older than the head after a fall-back; null: the base, all are damaged. */
  readonly number: number | null;
}

/** The updates that made a model of another, in order; undefined: it was made in a way that cannot be repeated. */
export type Path = readonly Made[] | undefined;

/**
 * One model's place in its family. `update()`, `withParameters()` and whatever else makes a model of a model hand
 * `model.lineage.child(path)` to the new one; a freshly loaded file starts a family with `new Lineage()`.
 *
 * A link holds no weights, so a long family costs a few words a member.
 */
export class Lineage {
  readonly #parent: Lineage | undefined;
  readonly #path: Path;
  readonly #stored = new Map<string, StoredAs>();

  /** @param path of the first of a family: none */
  constructor(parent?: Lineage, path: Path = parent === undefined ? [] : undefined) {
    this.#parent = parent;
    this.#path = path;
  }

  /** @param path how the new model is made of this one */
  child(path?: Path): Lineage {
    return new Lineage(this, path);
  }

  /** The nearest ancestor's (or the model's own) version under that key, or undefined: the family was never stored there. */
  find(key: string): StoredAs | undefined {
    const member = this.#nearest(key);
    return member === undefined ? undefined : member.#stored.get(key);
  }

  /** How it was made since the version of `find()`, or since its file. */
  path(key: string): Path {
    return this.since(this.#nearest(key));
  }

  /** How it was made of that ancestor; undefined: of its file. */
  since(ancestor: Lineage | undefined): Path {
    const made: Made[] = [];
    for (let member: Lineage | undefined = this; member !== ancestor && member !== undefined; member = member.#parent) {
      if (member.#path === undefined) return undefined;
      made.unshift(...member.#path);
    }
    return made;
  }

  /** True for a model that is its file, or came of one by rewriting: nothing of the user's is in it. */
  get isUntouched(): boolean {
    for (let member: Lineage | undefined = this; member !== undefined; member = member.#parent) {
      if (member.#stored.size > 0 || member.#path === undefined || member.#path.length > 0) return false;
    }
    return true;
  }

  remember(key: string, stored: StoredAs): void {
    this.#stored.set(key, stored);
  }

  #nearest(key: string): Lineage | undefined {
    for (let member: Lineage | undefined = this; member !== undefined; member = member.#parent) {
      if (member.#stored.has(key)) return member;
    }
    return undefined;
  }
}
