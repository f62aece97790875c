// A worker and a core that are files of their own, for pages whose policy knows no blobs.
//
// The addresses below hold in the package, where worker.js and core.wasm lie beside the entry. Bundlers know both spellings, find the
// files by them and put in the addresses that they give them: so they must stand here in full.

import { AttuneError } from '../errors.js';
import { requireWorkers } from './spawn-worker.js';

/** What a page with Trusted Types makes of an address, by a policy of its own. */
export interface TrustedUrl {
  toJSON(): string;
}

export type FileUrl = string | URL;

/** @throws AttuneError `unsupported-browser` where there are no workers, `worker-start` when the page's policies forbid it */
export function spawnFile(workerUrl: FileUrl | TrustedUrl | undefined): Worker {
  requireWorkers();
  try {
    return workerUrl === undefined
      ? new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'attune' })
      : new Worker(workerUrl as FileUrl, { type: 'module', name: 'attune' });
  } catch (cause) {
    throw new AttuneError('worker-start', `the page does not allow the worker: ${String(cause)}`, {
      hint: "createRuntime({ workerUrl }): an address of the page's own origin; with Trusted Types a TrustedScriptURL",
      cause,
    });
  }
}

export const slimCore = (): URL => new URL('./core-slim.wasm', import.meta.url);
export const wholeCore = (): URL => new URL('./core.wasm', import.meta.url);
/** With relaxed SIMD. */
export const fastCore = (): URL => new URL('./core-relaxed.wasm', import.meta.url);
/** For several threads, and their memory. */
export const threadsCore = (): URL => new URL('./core-threads.wasm', import.meta.url);
export const fastThreadsCore = (): URL => new URL('./core-relaxed-threads.wasm', import.meta.url);
