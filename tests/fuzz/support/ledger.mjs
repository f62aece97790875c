// The ledger: one line a run and target, with the hash of what was run. Executions of other sources count for nothing.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { filesBelow } from '../../../web/scripts/files.mjs';
import { root } from '../../../web/scripts/run.mjs';

/** Of the sources' names and contents, whatever machine they lie on. */
export function hashOf(folders) {
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const file of filesBelow(folder, ['.cpp', '.h', '.inc', '.proto', '.ts'])) {
      hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex').slice(0, 16);
}

export function ledgerLine({ failed: _, ...result }, sources, seed) {
  const date = new Date().toISOString().slice(0, 16);
  return `${JSON.stringify({ date, ...result, seed: seed ?? 'random', sources })}\n`;
}

/** Executions of each target since its sources last changed. */
export function executionsSoFar(lines, targets) {
  const sums = Object.fromEntries(targets.map(({ name }) => [name, 0]));
  const hashes = Object.fromEntries(targets.map(({ name, sources }) => [name, hashOf(sources)]));
  for (const line of lines.split('\n').filter(Boolean)) {
    const { target, executions, sources } = JSON.parse(line);
    if (hashes[target] === sources) sums[target] += executions;
  }
  return sums;
}
