// Stores as past releases wrote them, put back into an empty browser.

import { readdirSync, readFileSync } from 'node:fs';
import { answer } from '../support.js';

export interface GoldenStore {
  /** The layout: IndexedDB's version of the database. */
  readonly version: number;
  readonly input: readonly number[];
  /** What each version of the model 'mine' predicts. */
  readonly predictions: { readonly [version: string]: readonly number[] };
  readonly stores: { readonly [name: string]: readonly object[] };
}

/** The key paths of every layout there ever was. */
const KEY_PATHS: { readonly [store: string]: string | string[] } = {
  bases: 'sha256',
  heads: 'name',
  versions: ['name', 'number'],
  chunks: ['owner', 'index'],
  steps: ['name', 'order'],
  examples: 'id',
};

export const RELEASES: readonly number[] = readdirSync(new URL('.', import.meta.url))
  .map((name) => /^format-(\d+)\.json$/.exec(name)?.[1])
  .filter((version) => version !== undefined)
  .map(Number);

export function readGolden(version: number): GoldenStore {
  return JSON.parse(readFileSync(new URL(`format-${version}.json`, import.meta.url), 'utf8'), revive);
}

/** Makes the database as that release left it. It is open; whoever wants it gone closes it. */
export async function restoreGolden({ version, stores }: GoldenStore, name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = () => {
    for (const [store, records] of Object.entries(stores)) {
      const keyPath = KEY_PATHS[store];
      if (keyPath === undefined) throw new Error(`no key path of '${store}'`);
      const created = request.result.createObjectStore(store, { keyPath });
      for (const record of records) created.put(record);
    }
  };
  return answer(request);
}

function revive(_key: string, value: unknown): unknown {
  const { $bytes, $number, $bigint } = (value ?? {}) as { $bytes?: string; $number?: string; $bigint?: string };
  if ($bytes !== undefined) return new Uint8Array(Buffer.from($bytes, 'base64'));
  if ($number !== undefined) return Number($number);
  return $bigint === undefined ? value : BigInt($bigint);
}
