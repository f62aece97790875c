// One instance of the wasm core.

import createCore from 'attune:core';
import type { CoreModule } from './engine.js';
import { runGlue } from './run-glue.js';
import type { Helper } from './team.js';

/**
 * The caller compiles, so that a page compiles once for all its workers.
 *
 * @param hire called for a core for several threads: makes those that will help
 */
export function startCore(module: WebAssembly.Module, hire?: () => readonly Helper[]): Promise<CoreModule> {
  return runGlue(createCore, module, hire);
}
