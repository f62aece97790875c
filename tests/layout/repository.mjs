// What the layout tests look at: the files that are, or are about to be, in git.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Paths relative to the checkout, with forward slashes; what .gitignore names is left out. */
export const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 << 20,
})
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)))
  .sort();

export const read = (path) => readFileSync(join(root, path), 'utf8');

/** Fails with one line a finding: what is wrong comes first, a stack helps nobody here. */
export function nothing(findings, sentence) {
  if (findings.length === 0) return;
  const error = new Error(`${sentence}\n  ${findings.join('\n  ')}`);
  error.stack = error.message;
  throw error;
}
