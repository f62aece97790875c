// A static server on localhost that writes down every request, and makes the page of each job under a strict policy.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imports } from './support/prepare.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** What the pages may load beside the package: jobs, models and fixtures. */
const FOLDERS = {
  '/jobs/': join(here, 'jobs'),
  '/torture/': join(here, '../torture/page'),
  '/models/': join(here, '../models'),
  '/golden/': join(here, '../golden'),
};
/** The script of each kind of page. */
const SCRIPTS = {
  run: () => '/jobs/page.mjs',
  tab: (name) => `/jobs/scenarios/${name}.mjs`,
  torture: (name) => `/torture/${name}.mjs`,
};
const TYPES = {
  '.mjs': 'text/javascript',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

const TRUSTED_TYPES = ["require-trusted-types-for 'script'", 'trusted-types attune'];
/** The strictest policies that the package is promised to run under. */
const POLICIES = {
  default: ["worker-src blob: 'self'", "connect-src 'self'", ...TRUSTED_TYPES],
  /** Not even the model may be fetched. */
  sealed: ["worker-src blob: 'self'", "connect-src 'none'", ...TRUSTED_TYPES],
  /** No blobs: what attune/external is for. */
  files: ["worker-src 'self'", "connect-src 'self'"],
  /** The same, and isolated: such pages may share memory with their workers. */
  isolated: ["worker-src 'self'", "connect-src 'self'"],
};
/** What makes a page, and each of its workers, isolated. */
export const ISOLATION = new Map([
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-embedder-policy', 'require-corp'],
]);

const policy = (importMap, name) =>
  [
    "default-src 'none'",
    `script-src 'self' 'sha256-${createHash('sha256').update(importMap).digest('base64')}' 'wasm-unsafe-eval'`,
    "frame-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    ...POLICIES[name],
  ].join('; ');

const page = (title, script, importMap) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${title}</title>
<link rel="icon" href="data:,">
<script type="importmap">${importMap}</script>
<script type="module" src="${script}"></script>
<pre id="result"></pre>
</html>
`;

/**
 * Pages: /run/<job>?policy=<name>; /tab/<script> for what a job opens beside itself; /torture/<script> of tests/torture. Files: see
 * FOLDERS; with ?script a file comes as a module whose default export is its bytes in base64, for pages without network.
 * GET /mark: from here on nobody should ask. GET /workers: how often the worker's file was asked for.
 *
 * @param installed the folder of the package
 */
export async function serve(installed) {
  const folders = { ...FOLDERS, '/attune/': installed };
  const importMap = JSON.stringify({ imports: await imports(installed) });
  /** Every request since the start, in order: method and path. */
  const requests = [];
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    requests.push(`${request.method} ${pathname}`);
    response.setHeader('cache-control', 'no-store');
    const [, kind, job] = /^\/(run|tab|torture)\/([a-z-]+)$/.exec(pathname) ?? [];
    if (kind !== undefined) {
      const name = searchParams.get('policy') ?? 'default';
      response.setHeader('content-security-policy', policy(importMap, name));
      if (name === 'isolated') response.setHeaders(ISOLATION);
      response.setHeader('content-type', 'text/html').end(page(job, SCRIPTS[kind](job), importMap));
      return;
    }
    if (pathname === '/mark') {
      response.end('marked');
      return;
    }
    if (pathname === '/workers') {
      response.end(String(requests.filter((request) => request.endsWith('/worker.js')).length));
      return;
    }
    const folder = Object.keys(folders).find((prefix) => pathname.startsWith(prefix));
    try {
      const path = join(folders[folder], normalize(`/${pathname.slice(folder.length)}`));
      const bytes = await readFile(path);
      const asScript = searchParams.has('script');
      if (pathname.endsWith('/worker.js')) response.setHeaders(ISOLATION);
      response.setHeader(
        'content-type',
        (asScript ? TYPES['.js'] : TYPES[extname(path)]) ?? 'application/octet-stream',
      );
      response.end(asScript ? `export default '${bytes.toString('base64')}';` : bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    // By name: only localhost and https are secure contexts in every engine.
    origin: `http://localhost:${server.address().port}`,
    requests,
    /** What was asked for after the last /mark, or undefined: nothing was marked. */
    sinceMark() {
      const mark = requests.lastIndexOf('GET /mark');
      return mark < 0 ? undefined : requests.slice(mark + 1);
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
