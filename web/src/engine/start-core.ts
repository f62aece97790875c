// One instance of the wasm core.

import createCore from 'attune:core';
import type { CoreModule } from './engine.js';
import { runGlue } from './run-glue.js';
import type { Team } from './team.js';

/**
 * The caller compiles, so that a page compiles once for all its workers.
 *
 * @param team of a core for several threads; others work alone
 */
export function startCore(module: WebAssembly.Module, team?: Team): Promise<CoreModule> {
  return runGlue(createCore, module, team);
}
