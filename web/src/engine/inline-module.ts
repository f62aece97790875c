// The wasm core that lies in the script itself.

import hex from 'attune:wasm';
import { compileHex } from './compile.js';

let compiled: Promise<WebAssembly.Module> | undefined;

/** Compiled once, however many workers are started. */
export function inlineModule(): Promise<WebAssembly.Module> {
  compiled ??= compileHex(hex).catch((error: unknown) => {
    compiled = undefined;
    throw error;
  });
  return compiled;
}
