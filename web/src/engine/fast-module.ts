// The core behind `numerics: 'fast'`.

import { compileHex } from './compile.js';
import { inlineModule } from './inline-module.js';
import { hasRelaxedSimd } from './platform.js';

/** With relaxed SIMD; where the engine does not know that, the plain core. */
export async function fastModule(): Promise<WebAssembly.Module> {
  if (!hasRelaxedSimd()) return inlineModule();
  const { default: hex } = await import('./relaxed-wasm.js');
  return compileHex(hex);
}
