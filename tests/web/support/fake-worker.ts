// A worker without a thread: the worker's side runs behind a MessageChannel, so that all that crosses is cloned or moved.

import { MessageChannel } from 'node:worker_threads';
import { CoreEngine } from '../../../web/src/engine/core-engine.js';
import type { CoreModule } from '../../../web/src/engine/engine.js';
import { serve } from '../../../web/src/engine/serve.js';
import type { WorkerLike } from '../../../web/src/engine/worker-engine.js';

export interface FakeWorker extends WorkerLike {
  readonly terminated: boolean;
  /** Every method that the page asked for, in order. */
  readonly asked: string[];
  /** As when the browser kills it. */
  die(message: string): void;
}

/** A module with nothing in it: the handshake needs one. */
export function emptyModule(): WebAssembly.Module {
  return new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
}

/** @param start what the worker does with its first message */
export function fakeWorker(start: () => Promise<CoreModule>): FakeWorker {
  const { port1: page, port2: server } = new MessageChannel();
  const asked: string[] = [];
  const onError: ((event: unknown) => void)[] = [];
  let terminated = false;

  serve(
    {
      postMessage: (message, transfer) => server.postMessage(message, transfer),
      addEventListener: (_type, listener) => server.on('message', (data) => listener({ data })),
    },
    async () =>
      new CoreEngine(
        await start(),
        () => {},
        (url) => import(url),
      ),
  );

  return {
    asked,
    get terminated() {
      return terminated;
    },
    die(message) {
      for (const listener of onError) listener({ message });
    },
    postMessage(message, transfer) {
      if (typeof message === 'object' && message !== null && 'method' in message) asked.push(String(message.method));
      page.postMessage(message, transfer);
    },
    addEventListener(type: string, listener: (event: { data: unknown }) => void) {
      if (type === 'message') page.on('message', (data) => listener({ data }));
      if (type === 'error') onError.push(listener as (event: unknown) => void);
    },
    terminate() {
      terminated = true;
      page.close();
    },
  };
}
