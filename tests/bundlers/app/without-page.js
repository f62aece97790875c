// Run by Node, Deno and Bun; prints the answer.

import { readFile } from 'node:fs/promises';
import { Model } from 'attune/core';
import { withoutPage } from './scenario.js';

console.log(await withoutPage({ Model }, await readFile(new URL('./model.mlmodel', import.meta.url))));
