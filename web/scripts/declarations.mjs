// Declarations for users: only what the entries lead to.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { filesBelow } from './files.mjs';
import { bin, root, Stop } from './run.mjs';

/** Node's part sees all of the page's that it needs, but the worker and the page see nothing of Node. */
const PROJECTS = ['web/tsconfig.json', 'web/tsconfig.node.json'];

/**
 * @param ambient files of web/src that are declarations already
 * @param out     the folder to write to
 */
export function buildTypes(entries, ambient, out) {
  for (const project of PROJECTS) {
    const args = ['-p', project, '--noEmit', 'false', '--emitDeclarationOnly', '--declaration'];
    const { status, stdout } = spawnSync(bin('tsc'), [...args, '--rootDir', 'web/src', '--outDir', out], {
      cwd: root,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Stop(`the declarations could not be made:\n${stdout}`);
  }

  const reached = new Set();
  for (const entry of entries) follow(join(out, `${entry}.d.ts`), reached);
  for (const file of filesBelow(relative(root, out), ['.d.ts'])) if (!reached.has(file)) rmSync(file);
  for (const file of ambient) cpSync(join(root, 'web/src', file), join(out, file));
}

function follow(file, reached) {
  if (reached.has(file)) return;
  if (!existsSync(file)) throw new Stop(`the public types lead to ${file}, which is not part of the package`);
  reached.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, path] of text.matchAll(/(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)\.js['"]/g)) {
    follow(join(dirname(file), `${path}.d.ts`), reached);
  }
}
