// What the page and its worker say to each other. All of it follows from Engine.

import { AttuneError, type ErrorCode } from '../errors.js';
import { coreCrashed } from './core-errors.js';
import type { Engine } from './engine.js';
import type { HelpWanted } from './team.js';

export type Method = keyof Engine;

/** The page's first message. The worker answers it with a Started and a Held, all others with a Reply. */
export interface Start {
  readonly module: WebAssembly.Module;
  /** How many are to work together, the worker itself among them. */
  readonly threads: number;
}

export type Request = {
  [M in Method]: { readonly id: number; readonly method: M; readonly args: globalThis.Parameters<Engine[M]> };
}[Method];

/** What an argument has to be, as far as a message can be told apart without knowing what it is for. */
type Kind = 'handle' | 'bytes' | 'text' | 'object' | 'object?';

/** One property a method: the compiler misses the one that is forgotten. */
export const METHODS: Record<Method, readonly Kind[]> = {
  loadModel: ['bytes', 'object', 'object?', 'object?'],
  disposeModel: ['handle'],
  predict: ['handle', 'bytes'],
  evaluate: ['handle', 'bytes'],
  fitImages: ['handle', 'bytes'],
  exportModel: ['handle'],
  exportDelta: ['handle'],
  applyDelta: ['handle', 'bytes'],
  beginUpdate: ['handle', 'object', 'object'],
  addExamples: ['handle', 'bytes', 'text'],
  saveTask: ['handle'],
  restoreTask: ['handle', 'bytes'],
  finishUpdate: ['handle'],
  advance: ['handle', 'object'],
  watch: ['handle', 'object'],
  pause: ['handle'],
  setParameters: ['handle', 'object'],
  snapshotModel: ['handle'],
  disposeTask: ['handle'],
  updatableReport: ['handle'],
  editModel: ['handle', 'object', 'bytes'],
  learnedArray: ['handle', 'text', 'text'],
  storedExamples: ['handle'],
};

const IS: Record<Kind, (value: unknown) => boolean> = {
  handle: Number.isInteger,
  bytes: (value) => value instanceof Uint8Array,
  text: (value) => typeof value === 'string',
  object: (value) => typeof value === 'object' && value !== null,
  'object?': (value) => value === undefined || IS.object(value),
};

/**
 * A message is bytes from elsewhere: only what is a request goes on.
 *
 * @throws AttuneError `invalid-parameter`
 */
export function checkRequest({ method, args }: { readonly method?: unknown; readonly args?: unknown }): void {
  const kinds = typeof method === 'string' && Object.hasOwn(METHODS, method) ? METHODS[method as Method] : undefined;
  if (kinds === undefined) throw new AttuneError('invalid-parameter', 'the worker has no such method');
  if (!Array.isArray(args) || args.length > kinds.length || !kinds.every((kind, i) => IS[kind](args[i]))) {
    throw new AttuneError('invalid-parameter', `${method} takes ${kinds.join(', ') || 'nothing'}`);
  }
}

export type Started = { readonly ready: true } | { readonly error: ErrorRecord };
/** Before a Started, of a core that wants helpers. */
export interface Wanted {
  readonly wanted: readonly HelpWanted[];
}
/** Behind a Started, where there are locks: lifeline.ts. */
export type Held = { readonly lifeline: string };
export type Reply = { readonly id: number } & ({ readonly value: unknown } | { readonly error: ErrorRecord });

/** An AttuneError as it survives structured cloning. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly layer: string | undefined;
  readonly feature: string | undefined;
  readonly hint: string | undefined;
}

export function toRecord(error: unknown): ErrorRecord {
  const { code, message, layer, feature, hint } = error instanceof AttuneError ? error : coreCrashed(error);
  return { code, message, layer, feature, hint };
}

export function revive({ code, message, ...details }: ErrorRecord): AttuneError {
  return new AttuneError(code, message, details);
}

/** The memory of all bytes among the values: it moves instead of being copied. */
export function transfers(values: readonly unknown[]): ArrayBuffer[] {
  return values.flatMap((value) =>
    ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
  );
}
