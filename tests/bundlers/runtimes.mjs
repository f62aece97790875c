// Runtimes without a page: attune/core, run by the program itself.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** @param modules where the fixtures' packages lie */
export const runtimes = (modules) => [
  { name: `Node ${process.versions.node}`, program: process.execPath, args: [], slice: true },
  { name: 'Node 22', program: join(modules, 'node-22/bin/node'), args: [] },
  { name: 'Deno', program: join(modules, '.bin/deno'), args: ['run', '--allow-read', '--no-prompt'] },
  { name: 'Bun', program: join(modules, '@oven/bun-linux-x64/bin/bun'), args: ['run'] },
];

export const isHere = ({ program }) => existsSync(program);
