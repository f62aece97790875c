// Serves one fixture's folder, at an origin of its own, with the policy that it asks for.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';

/** @param workers what `worker-src` allows; without it the page has no policy */
export async function serve(folder, workers) {
  const files = sirv(folder, { dev: true });
  const policy =
    workers === undefined ? undefined : policyOf(readFileSync(join(folder, 'index.html'), 'utf8'), workers);
  const server = createServer((request, response) => {
    if (policy !== undefined) response.setHeader('content-security-policy', policy);
    files(request, response, () => response.writeHead(404).end());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${server.address().port}/`,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Nothing but what the package says it needs. The page's import map is a script in the page, so it is named by its hash. */
function policyOf(html, workers) {
  const [, map] = /<script type="importmap">(.*?)<\/script>/s.exec(html);
  const hash = createHash('sha256').update(map).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${hash}' 'wasm-unsafe-eval'`,
    `worker-src ${workers}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
