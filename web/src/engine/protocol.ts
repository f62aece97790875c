// What the page and its worker say to each other. All of it follows from Engine.

import { AttuneError, type ErrorCode } from '../errors.js';
import { coreCrashed } from './core-errors.js';
import type { Engine } from './engine.js';

export type Method = keyof Engine;

/** The page's first message is a `WebAssembly.Module`; the worker answers it with a Started, all others with a Reply. */
export type Request = {
  [M in Method]: { readonly id: number; readonly method: M; readonly args: globalThis.Parameters<Engine[M]> };
}[Method];

/** `lifeline`: see lifeline.ts. */
export type Started = { readonly ready: true; readonly lifeline?: string } | { readonly error: ErrorRecord };
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
