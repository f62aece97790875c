// All that this page stored, as one file; and such a file put back. A zip: whoever wants to look inside can.

import { signal } from '@preact/signals';
import { unzipSync, zipSync } from 'fflate';
import type { Files, Scene } from '../scenes/scene.ts';
import { announce } from './announcer.tsx';
import { download } from './download.ts';
import { erasure } from './erasure.ts';
import { formatCount } from './format.ts';

const MARK = 'attune-demo.json';
const FORMAT = 1;

/** What came of it, for the page to show. */
export interface Outcome {
  readonly tone: 'note' | 'error';
  readonly title: string;
  readonly text: string;
}

export const outcome = signal<Outcome | undefined>(undefined);

export async function exportAll(scenes: readonly Scene[]): Promise<void> {
  const files = await packed(scenes);
  files[MARK] = new TextEncoder().encode(JSON.stringify({ format: FORMAT }));
  // Stored as they are: the models inside are compressed already, or do not compress.
  download(zipSync(files, { level: 0 }) as Uint8Array<ArrayBuffer>, 'attune-demo.zip');
  announce('Everything was exported into one file.');
}

/** What is stored now is replaced; if the file turns out to be bad, it is put back. */
export async function importAll(scenes: readonly Scene[], file: Blob): Promise<void> {
  erasure.value = undefined;
  outcome.value = undefined;
  const files = await read(file);
  if (files === undefined) {
    say({ tone: 'error', title: 'This file is no export of this page', text: 'Nothing was changed.' });
    return;
  }
  const before = await packed(scenes);
  try {
    await unpacked(scenes, files);
    const examples = scenes.reduce((sum, { facts }) => sum + facts.value.examples, 0);
    say({
      tone: 'note',
      title: 'Everything is back',
      text: `With ${formatCount(examples, 'example')} and all versions.`,
    });
  } catch (error) {
    await unpacked(scenes, before);
    const why = error instanceof Error ? error.message : String(error);
    say({ tone: 'error', title: 'This file is damaged', text: `What was stored before is still here. (${why})` });
  }
}

function say(what: Outcome): void {
  outcome.value = what;
  announce(`${what.title}. ${what.text}`);
}

async function packed(scenes: readonly Scene[]): Promise<Record<string, Uint8Array>> {
  const all: Record<string, Uint8Array> = {};
  for (const { id, pack } of scenes)
    for (const [name, bytes] of Object.entries(await pack())) all[`${id}/${name}`] = bytes;
  return all;
}

async function unpacked(scenes: readonly Scene[], files: Files): Promise<void> {
  for (const { id, forget, unpack } of scenes) {
    const own = Object.entries(files).filter(([name]) => name.startsWith(`${id}/`));
    await forget();
    await unpack(Object.fromEntries(own.map(([name, bytes]) => [name.slice(id.length + 1), bytes])));
  }
}

/** Undefined: not ours. */
async function read(file: Blob): Promise<Record<string, Uint8Array> | undefined> {
  try {
    const files = unzipSync(new Uint8Array(await file.arrayBuffer()));
    const mark = files[MARK];
    const { format } = JSON.parse(new TextDecoder().decode(mark)) as { format?: unknown };
    return format === FORMAT ? files : undefined;
  } catch {
    return undefined;
  }
}
