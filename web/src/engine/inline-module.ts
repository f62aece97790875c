// The wasm cores that the package brings as scripts.

import slim from 'attune:wasm-slim';
import { AttuneError } from '../errors.js';
import { compileHex } from './compile.js';
import { hasRelaxedSimd } from './platform.js';

type Compiled = () => Promise<WebAssembly.Module>;

/** The core for most models, which lies in the script itself. */
export const slimModule: Compiled = /* @__PURE__ */ once(async () => slim);

/** The core for all models: a script of its own, downloaded for the first model that needs it. */
export const wholeModule: Compiled = /* @__PURE__ */ once(() => downloaded(import('./whole-wasm.js')));

/** The same behind `numerics: 'fast'`: with relaxed SIMD, where the browser knows that. */
export const fastModule: Compiled = () => (hasRelaxedSimd() ? relaxedModule() : wholeModule());
const relaxedModule: Compiled = /* @__PURE__ */ once(() => downloaded(import('./relaxed-wasm.js')));

/** Compiled once, however many workers are started. */
function once(hex: () => Promise<string>): Compiled {
  let compiled: Promise<WebAssembly.Module> | undefined;
  return () => {
    compiled ??= hex()
      .then(compileHex)
      .catch((error: unknown) => {
        compiled = undefined;
        throw error;
      });
    return compiled;
  };
}

async function downloaded(script: Promise<{ readonly default: string }>): Promise<string> {
  try {
    return (await script).default;
  } catch (cause) {
    throw new AttuneError('network', `a part of the core could not be loaded: ${String(cause)}`, {
      hint: 'models with rarer kinds of layers, and other than networks, need a script that the package loads when it is asked for them',
      cause,
    });
  }
}
