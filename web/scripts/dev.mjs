// npm run dev: makes what is missing, then Vite's dev server on the demo. TypeScript and CSS reload by themselves; after a
// change in C++ run `npm run build`.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { make } from './make.mjs';
import { bin, main, root, Stop } from './run.mjs';

main(async () => {
  await make('package');
  if (!existsSync(join(root, 'demo/vite.config.ts')))
    throw new Stop('demo/vite.config.ts is missing: there is no demo yet');
  const vite = spawn(bin('vite'), ['demo', '--config', 'demo/vite.config.ts'], { cwd: root, stdio: 'inherit' });
  return new Promise((resolve) => {
    vite.on('error', (error) => resolve(Promise.reject(error)));
    vite.on('close', (code) => resolve(code ?? 0));
  });
});
