// Serves the built demo and writes down what is asked for.

import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

export const built = process.env.ATTUNE_DEMO ?? fileURLToPath(new URL('../../../build/demo', import.meta.url));

/** @param path where it lies on the server; with a slash at both ends */
export async function serve(path = '/') {
  if (!existsSync(built)) throw new Error(`${built} is missing: npm start builds it`);
  const files = sirv(built, { dev: true });
  /** Every request, in order: method and path. */
  const requests = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const refuse = () => response.writeHead(404).end();
    if (!request.url.startsWith(path)) return refuse();
    request.url = `/${request.url.slice(path.length)}`;
    files(request, response, refuse);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    // By name: only localhost and https are secure contexts.
    url: `http://localhost:${server.address().port}${path}`,
    requests,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
