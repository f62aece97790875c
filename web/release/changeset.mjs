// npm run changeset [version | status]: notes a change for CHANGELOG.md, or gathers what was noted.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main, root } from '../scripts/run.mjs';
import { installSide } from '../scripts/side-packages.mjs';

main(async () => {
  const folder = await installSide('release', fileURLToPath(new URL('.', import.meta.url)));
  const args = [join(folder, 'node_modules/@changesets/cli/bin.js'), ...process.argv.slice(2)];
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
});
