// npm packages that only one suite needs, hundreds of megabytes of them: installed once, in the cache beside the compilers.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { must } from './run.mjs';

const cache = process.env.ATTUNE_CACHE ?? join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'attune');
const FILES = ['package.json', 'package-lock.json'];

/**
 * @param name  what the folder in the cache is called
 * @param here  the folder with package.json and package-lock.json
 * @returns     the folder in the cache that has them, with their node_modules
 */
export async function installSide(name, here) {
  const hash = createHash('sha256');
  for (const file of FILES) hash.update(readFileSync(join(here, file)));
  const folder = join(cache, `${name}-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  // Made aside and moved, so that a run that was stopped leaves nothing half installed.
  const making = `${folder}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  try {
    for (const file of FILES) copyFileSync(join(here, file), join(making, file));
    const args = ['ci', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', making];
    await must(`${name} (npm ci)`, 'npm', args);
    renameSync(making, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return folder;
}
