// The command line in this process, over the real core.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { runCli } from '../../../web/src/cli/run.js';
import type { ModelClass } from '../../../web/src/model/model-class.js';
import { inThread } from './real-core.js';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

let Model: ModelClass | undefined;

export async function attune(...args: string[]): Promise<Ran> {
  return attuneWatched(false, args);
}

export async function attuneWatched(isWatched: boolean, args: readonly string[]): Promise<Ran> {
  Model ??= inThread();
  let [out, err] = ['', ''];
  const code = await runCli(args, {
    Model,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    isWatched,
    version: '1.2.3',
  });
  return { code, out, err };
}

/** A file of tests/models. */
export function modelAt(name: string): string {
  return fileURLToPath(new URL(`../../models/${name}`, import.meta.url));
}

/** A folder of the test file's own, gone when it is over. */
export function scratch(): { readonly path: string; file(name: string, content?: string | Uint8Array): string } {
  const path = mkdtempSync(join(tmpdir(), 'attune-test-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    file(name, content) {
      const file = join(path, name);
      if (content !== undefined) writeFileSync(file, content);
      return file;
    },
  };
}
