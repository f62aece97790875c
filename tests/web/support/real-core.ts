// The wasm core itself, where it was built.

import { existsSync, readFileSync } from 'node:fs';
import type createCoreType from '../../../bindings/module.js';
import { CoreEngine } from '../../../web/src/engine/core-engine.js';
import type { CoreModule } from '../../../web/src/engine/engine.js';
import { EngineProvider } from '../../../web/src/engine/engine-provider.js';
import { runGlue } from '../../../web/src/engine/run-glue.js';
import type { Team } from '../../../web/src/engine/team.js';
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

export type CoreFile = 'core.wasm' | 'slim/core.wasm' | 'threads/core.wasm';

/**
 * @param mostPages how far its memory may grow, in pages of 64 KiB; else as far as it was built for
 * @param team      as of runGlue()
 */
export async function startRealCore(
  mostPages?: number,
  file: CoreFile = 'core.wasm',
  team?: Team,
): Promise<CoreModule> {
  const { default: createCore } = (await import(new URL('core.mjs', folder).href)) as {
    default: typeof createCoreType;
  };
  const bytes = new Uint8Array(readFileSync(new URL(file, folder)));
  if (mostPages !== undefined) limitMemory(bytes, mostPages);
  return runGlue(createCore, await WebAssembly.compile(bytes), team);
}

export function provider(file?: CoreFile, whole?: EngineProvider): EngineProvider {
  const start = async (onLost: () => void) => new CoreEngine(await startRealCore(undefined, file), onLost);
  return new EngineProvider(start, { whole });
}

/** Writes another maximum into the module's memory section (5): flags, minimum, maximum. */
function limitMemory(bytes: Uint8Array, pages: number): void {
  let at = 8;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] as number;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  for (;;) {
    const section = bytes[at++];
    const end = number() + at;
    if (section === undefined) throw new Error('the module has no memory');
    if (section !== 5) {
      at = end;
      continue;
    }
    at += 2; // one memory, flags: it has a maximum
    number();
    let rest = pages;
    for (; at < end; at++, rest >>>= 7) bytes[at] = (rest & 0x7f) | (at + 1 < end ? 0x80 : 0);
    return;
  }
}

export function inThread(): ModelClass {
  return modelClass({ exact: provider() });
}

export function inWorker(): ModelClass {
  const worker = new EngineProvider(
    (onLost) =>
      startWorkerEngine(
        fakeWorker(() => startRealCore()),
        emptyModule(),
        onLost,
      ),
    { inWorker: true },
  );
  return modelClass({ exact: worker });
}

/** A file of tests/models. */
export function modelFile(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../../models/${name}`, import.meta.url)));
}
