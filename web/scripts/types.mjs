// TypeScript's types, project by project: page, worker and Node know different globals, and each sees only its own.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bin, root, run } from './run.mjs';

const PROJECTS = [
  { path: 'web/tsconfig.json' },
  { path: 'web/tsconfig.worker.json' },
  { path: 'web/tsconfig.node.json' },
  { path: 'tests/types/tsconfig.json' },
  { path: 'tests/web/tsconfig.json' },
  { path: 'tests/fuzz/tsconfig.json' },
  // Imports the package by its public name, as its users do.
  { path: 'demo/tsconfig.json', needs: 'dist/index.js' },
];

/** One result a project. */
export async function checkTypes() {
  const results = [];
  for (const { path, needs } of PROJECTS) {
    if (!existsSync(join(root, path))) continue;
    if (needs !== undefined && !existsSync(join(root, needs))) {
      console.log(`  SKIPPED tsc -p ${path}: there is no ${needs} yet (npm run build makes it)`);
      continue;
    }
    results.push(await run(`tsc -p ${path}`, bin('tsc'), ['-p', path]));
  }
  return results;
}
