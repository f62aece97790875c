// One instance of the wasm core.

import createCore from 'attune:core';
import type { CoreModule } from './engine.js';

/** The caller compiles, so that a page compiles once for all its workers. */
export function startCore(module: WebAssembly.Module): Promise<CoreModule> {
  return new Promise((resolve, reject) => {
    createCore({
      instantiateWasm(imports, done) {
        // Emscripten's promise never settles when this fails, hence the reject of our own.
        WebAssembly.instantiate(module, imports).then((instance) => done(instance, module), reject);
        return {};
      },
    }).then(resolve, reject);
  });
}
