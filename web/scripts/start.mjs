// npm start: makes what is missing, builds package and demo, serves the demo on this machine and prints its address.

import { createServer } from 'node:http';
import { join } from 'node:path';
import { make } from './make.mjs';
import { main, root } from './run.mjs';

const HOST = 'localhost';
const PORT = Number(process.env.PORT ?? 5173);

main(async () => {
  await make('site');

  // Only now: on a fresh clone there was no node_modules when this script began.
  const { default: sirv } = await import('sirv');
  const files = sirv(join(root, 'build/demo'), { etag: true });
  const server = createServer((request, response) =>
    files(request, response, () => {
      response.statusCode = 404;
      response.end('not found');
    }),
  );
  // A port that is taken is no reason to fail: the next free one will do.
  await new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (error.code === 'EADDRINUSE') server.listen(0, HOST, resolve);
      else reject(error);
    });
    server.listen(PORT, HOST, resolve);
  });
  console.log(`\nThe demo is at http://${HOST}:${server.address().port}/ (Ctrl+C ends it)`);
});
