// The worker's side of the conversation.

import type { Engine } from './engine.js';
import {
  checkRequest,
  type Held,
  type Reply,
  type Request,
  type Start,
  type Started,
  toRecord,
  transfers,
} from './protocol.js';

/** A worker's global scope, or one end of a MessageChannel. */
export interface ServerPort {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/**
 * Answers every request that comes through the port.
 *
 * @param start    makes the engine out of the first message
 * @param lifeline takes what the page will watch; told when it is held, as a browser may take longer for it than for the core
 */
export function serve(
  port: ServerPort,
  start: (first: Start) => Promise<Engine>,
  lifeline: () => Promise<string | undefined> = async () => undefined,
): void {
  let engine: Engine | undefined;

  async function begin(first: Start): Promise<Started> {
    try {
      engine = await start(first);
      return { ready: true };
    } catch (error) {
      return { error: toRecord(error) };
    }
  }

  async function answer({ id, method, args }: Request): Promise<Reply> {
    try {
      if (engine === undefined) throw new Error('a request came before the engine was ready');
      checkRequest({ method, args });
      // The compiler cannot see that method and args of one request belong together; the type Request says so.
      const call = engine[method] as (...args: unknown[]) => Promise<unknown>;
      return { id, value: await call.apply(engine, args) };
    } catch (error) {
      return { id, error: toRecord(error) };
    }
  }

  port.addEventListener('message', async ({ data }) => {
    const { module, threads, id } = (data ?? {}) as Partial<Start & Request>;
    if (module instanceof WebAssembly.Module && threads !== undefined) {
      const held = lifeline();
      const started = await begin({ module, threads });
      port.postMessage(started, []);
      const name = await held;
      if (name !== undefined && 'ready' in started) port.postMessage({ lifeline: name } satisfies Held, []);
    } else if (typeof id === 'number') {
      const reply = await answer(data as Request);
      port.postMessage(reply, 'value' in reply ? transfers([reply.value]) : []);
    }
  });
}
