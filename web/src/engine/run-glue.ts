// Emscripten's glue with an instance of a module that we compiled, on memory of ours where the module asks for it.

import type createCore from '../../../bindings/module.js';
import type { CoreModule } from './engine.js';
import { gather, sharedMemory, type Team, type TeamExports } from './team.js';

/** @param team of a core for several threads; others work alone */
export async function runGlue(create: typeof createCore, module: WebAssembly.Module, team?: Team): Promise<CoreModule> {
  const memory = sharedMemory(module);
  const { core, exports } = await withInstance(create, module, memory);
  // Not before its constructors have run: the helpers' stacks are of its memory.
  if (memory !== undefined && team !== undefined) gather(team, { module, memory }, exports as TeamExports);
  return core;
}

function withInstance(
  create: typeof createCore,
  module: WebAssembly.Module,
  memory: WebAssembly.Memory | undefined,
): Promise<{ readonly core: CoreModule; readonly exports: WebAssembly.Exports }> {
  return new Promise((resolve, reject) => {
    let exports: WebAssembly.Exports = {};
    create({
      instantiateWasm(imports, done) {
        const { env } = imports;
        const all = memory === undefined ? imports : { ...imports, env: { ...env, memory } };
        // Emscripten's promise never settles when this fails, hence the reject of our own.
        WebAssembly.instantiate(module, all).then((instance) => {
          exports = instance.exports;
          // The glue is that of modules that bring their own memory.
          done(memory === undefined ? instance : { exports: { ...exports, memory } }, module);
        }, reject);
        return {};
      },
    }).then((core) => resolve({ core, exports }), reject);
  });
}
