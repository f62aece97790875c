// The package as a user gets it: packed by npm, unpacked where an installation would put it.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ownFolder } from '../drivers/support.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Packs dist/ and unpacks it into a folder of this run's own: two runs at once must not pull it from under each other. */
export async function prepare() {
  if (!existsSync(join(root, 'dist'))) throw new Error('there is no dist/ to test: npm run build');
  const parent = join(root, 'build/browser');
  await mkdir(parent, { recursive: true });
  const { path: folder, remove } = await ownFolder(parent, 'run-');
  const installed = join(folder, 'node_modules/attune');
  await mkdir(installed, { recursive: true });
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root });
  const [{ filename }] = JSON.parse(stdout);
  await run('tar', ['-xzf', join(folder, filename), '-C', installed, '--strip-components=1']);
  return { installed, remove };
}

/** What an import map must say so that pages import the package by its public names. */
export async function imports(installed) {
  const { name, exports } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  const scripts = Object.entries(exports).filter(([, target]) => target.default?.endsWith('.js'));
  return Object.fromEntries(scripts.map(([entry, target]) => [join(name, entry), join('/attune', target.default)]));
}
