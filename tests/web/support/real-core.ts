// The wasm core itself, where it was built.

import { existsSync, readFileSync } from 'node:fs';
import type createCoreType from '../../../bindings/module.js';
import { CoreEngine } from '../../../web/src/engine/core-engine.js';
import type { CoreModule } from '../../../web/src/engine/engine.js';
import { EngineProvider } from '../../../web/src/engine/engine-provider.js';
import { startWorkerEngine } from '../../../web/src/engine/worker-engine.js';
import { type ModelClass, modelClass } from '../../../web/src/model/model-class.js';
import { emptyModule, fakeWorker } from './fake-worker.js';

const folder = new URL('../../../build/wasm/', import.meta.url);

/** Said loudly, because a suite that silently tests nothing is worse than none. */
export const skipped: string | undefined =
  existsSync(new URL('core.wasm', folder)) && existsSync(new URL('core.mjs', folder))
    ? undefined
    : 'SKIPPED: there is no build/wasm (npm run build makes it)';
if (skipped !== undefined) console.warn(skipped);

export async function startRealCore(): Promise<CoreModule> {
  const { default: createCore } = (await import(new URL('core.mjs', folder).href)) as {
    default: typeof createCoreType;
  };
  const module = await WebAssembly.compile(readFileSync(new URL('core.wasm', folder)));
  return createCore({
    instantiateWasm(imports, done) {
      WebAssembly.instantiate(module, imports).then((instance) => done(instance, module));
      return {};
    },
  });
}

export function provider(): EngineProvider {
  return new EngineProvider(async (onLost) => new CoreEngine(await startRealCore(), onLost));
}

export function inThread(): ModelClass {
  return modelClass({ exact: provider() });
}

export function inWorker(): ModelClass {
  const worker = new EngineProvider((onLost) => startWorkerEngine(fakeWorker(startRealCore), emptyModule(), onLost));
  return modelClass({ exact: worker });
}

/** A file of tests/models. */
export function modelFile(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../../models/${name}`, import.meta.url)));
}
