// Downloaded models, kept in the browser's Cache by what they are: only a file whose hash the caller names is looked up, so
// that a cache can never be what decides which model is loaded.

import { fileOf } from '../package/file-bytes.js';
import { sha256 as hashOf } from '../store/chunks.js';

const CACHE = 'attune-models';

/** Nobody ever asks a server for this address: it is a key. */
const keyOf = (sha256: string): string => `/attune-model-${sha256.toLowerCase()}`;

/** The file of that hash, checked; undefined: it is not there, or is another one by now. */
export async function cached(sha256: string): Promise<Blob | undefined> {
  try {
    const found = await (await globalThis.caches?.open(CACHE))?.match(keyOf(sha256));
    if (found === undefined) return undefined;
    const bytes = new Uint8Array(await found.arrayBuffer());
    return (await hashOf(bytes)) === sha256.toLowerCase() ? fileOf(bytes) : undefined;
  } catch {
    return undefined; // no caches in this kind of page
  }
}

/** Best effort: a model that was loaded is loaded, whether or not there is room to keep it. */
export async function cache(sha256: string, file: Blob): Promise<void> {
  try {
    await (await globalThis.caches?.open(CACHE))?.put(keyOf(sha256), new Response(file));
  } catch {
    // No room, or no caches.
  }
}
