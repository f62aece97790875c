// What may be a name, and where it lies.

import { AttuneError } from '../errors.js';

/** @throws AttuneError `invalid-parameter` */
export function requireName(name: string): void {
  if (typeof name === 'string' && name !== '') return;
  throw new AttuneError('invalid-parameter', 'a store and what is kept in it need a name of at least one character');
}

/** The IndexedDB database of a store; `ModelStore` and `ExampleStore` of one name share it. */
export function databaseOf(store: string): string {
  return `attune:${store}`;
}

/** An id that was never given and never will be. */
export function newId(): string {
  // Not randomUUID(): it is hidden where getRandomValues() is not.
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
}
