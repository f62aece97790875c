// The slim wasm core, in the script itself.

import hex from 'attune:wasm-slim';
import { compileOnce } from './compile-once.js';

export const slimModule: () => Promise<WebAssembly.Module> = /* @__PURE__ */ compileOnce(hex);
