import { compileHex } from './compile.js';

/** @param hex of a core @returns it compiled, once, however many workers are started; a failure is tried again */
export function compileOnce(hex: string): () => Promise<WebAssembly.Module> {
  let compiled: Promise<WebAssembly.Module> | undefined;
  return () => {
    compiled ??= compileHex(hex).catch((error: unknown) => {
      compiled = undefined;
      throw error;
    });
    return compiled;
  };
}
