// The wasm core that lies in the script itself.

import hex from 'attune:wasm';
import { compileOnce } from './compile-once.js';

export const inlineModule: () => Promise<WebAssembly.Module> = /* @__PURE__ */ compileOnce(hex);
