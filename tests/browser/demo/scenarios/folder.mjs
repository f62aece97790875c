// The built folder itself: small, from nobody else's server, and the same from any path.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { settled } from '../browser.mjs';
import { built, serve } from '../server.mjs';

const MOST_BYTES = 1.5e6;

export async function scenario({ check, browser }) {
  const names = (await readdir(built, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  let bytes = 0;
  for (const name of names) bytes += brotliCompressSync(await readFile(name)).byteLength;
  check(`everything is at most ${MOST_BYTES} bytes after brotli`, bytes <= MOST_BYTES, bytes);
  const page = await readFile(join(built, 'index.html'), 'utf8');
  const elsewhere = [...page.matchAll(/(?:src|href)="(https?:|\/)[^"]*"/g)].map(([found]) => found);
  check('the page names no other server and no absolute path', elsewhere.length === 0, elsewhere.join());

  const server = await serve('/some/deep/path/');
  const visit = await browser.visit(server.url);
  await settled(visit.page);
  const title = await visit.page.locator('h1').innerText();
  check('it works from a folder below the root', title === 'Your emoji, your hand', title);
  check('without a complaint', visit.complaints.length === 0, visit.complaints.join('\n'));
  await visit.close();
  await server.close();
}
