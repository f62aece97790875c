// The engine as the page sees it when the core runs in a worker.

import { AttuneError } from '../errors.js';
import { AFTER_A_CRASH } from './core-errors.js';
import type { Engine } from './engine.js';
import { watchLifeline } from './lifeline.js';
import {
  type ErrorRecord,
  type Held,
  METHODS,
  type Method,
  type Reply,
  revive,
  type Start,
  type Started,
  transfers,
  type Wanted,
} from './protocol.js';
import type { HelpWanted } from './team.js';

/** The part of a Worker that is needed, so that tests can bring another end. */
export interface WorkerLike {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'error' | 'messageerror', listener: (event: unknown) => void): void;
  terminate(): void;
}

/** A phone that is busy with a page's first paint may take seconds; a worker that was blocked never answers. */
const START_TIMEOUT_MS = 20_000;

export interface StartOptions {
  readonly timeoutMs?: number;
  /** How many are to work together; 1: the worker alone. */
  readonly threads?: number;
  /** Makes one of them; absent: there are none. */
  readonly spawnHelper?: () => WorkerLike;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: AttuneError): void;
}

/**
 * Starts the core in a fresh worker.
 *
 * @param module may still be on its way: both take their time, and neither waits for the other
 * @param onLost called once, when the worker died or its core crashed: all calls are then rejected with `core-restarted`
 * @throws AttuneError `worker-start` when the worker does not get ready; what the module rejects with
 */
export async function startWorkerEngine(
  worker: WorkerLike,
  module: WebAssembly.Module | Promise<WebAssembly.Module>,
  onLost: () => void,
  { timeoutMs = START_TIMEOUT_MS, threads = 1, spawnHelper }: StartOptions = {},
): Promise<Engine> {
  const crew = withHelpers(worker, spawnHelper);
  await handshake(crew, module, timeoutMs, threads);
  const client = new WorkerClient(crew, onLost);
  const methods = Object.keys(METHODS) as Method[];
  return Object.fromEntries(
    methods.map((method) => [method, (...args: unknown[]) => client.call(method, args)]),
  ) as unknown as Engine; // true by METHODS and by Request
}

/** The worker, with helpers as soon as it wants some: they end with it, and it is lost when one of them fails at its work. */
function withHelpers(worker: WorkerLike, spawn: (() => WorkerLike) | undefined): WorkerLike {
  if (spawn === undefined) return worker;
  const helpers: WorkerLike[] = [];
  const onFailure: ((event: unknown) => void)[] = [];
  worker.addEventListener('message', ({ data }) => {
    try {
      for (const help of (data as Partial<Wanted>).wanted ?? []) helpers.push(hired(spawn(), help, onFailure));
    } catch {
      // Those who came, if only the worker itself, do all of the work.
    }
  });
  return {
    postMessage: (message, transfer) => worker.postMessage(message, transfer),
    addEventListener(type: string, listener: (event: never) => void) {
      worker.addEventListener(type as 'error', listener as (event: unknown) => void);
      if (type === 'error') onFailure.push(listener as (event: unknown) => void);
    },
    terminate() {
      for (const one of [worker, ...helpers.splice(0)]) one.terminate();
    },
  };
}

/** One that cannot even start is not missed: nothing was given to it yet. */
function hired(helper: WorkerLike, help: HelpWanted, onFailure: readonly ((event: unknown) => void)[]): WorkerLike {
  let atWork = false;
  helper.addEventListener('message', () => {
    atWork = true;
  });
  helper.addEventListener('error', (event) => {
    if (atWork) for (const fail of onFailure) fail(event);
  });
  helper.postMessage(help, []);
  return helper;
}

function handshake(
  worker: WorkerLike,
  module: WebAssembly.Module | Promise<WebAssembly.Module>,
  timeoutMs: number,
  threads: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const fail = (error: AttuneError): void => {
      over = true;
      clearTimeout(timer);
      worker.terminate();
      reject(error);
    };
    worker.addEventListener('message', ({ data }) => {
      const started = data as Started | Wanted | Held | Reply;
      // Before the handshake's end the helpers', after it the client's.
      if ('wanted' in started || 'id' in started || 'lifeline' in started) return;
      clearTimeout(timer);
      if ('ready' in started) resolve();
      else fail(startFailure(started.error.message));
    });
    // A worker that a policy blocks says so in an error event, often without a message.
    worker.addEventListener('error', (event) => fail(startFailure(messageOf(event))));
    Promise.resolve(module).then((compiled) => {
      if (over) return;
      // Not before: the module may come over a slow network.
      timer = setTimeout(() => fail(startFailure(`it did not answer within ${timeoutMs / 1000} s`)), timeoutMs);
      worker.postMessage({ module: compiled, threads } satisfies Start, []);
    }, fail);
  });
}

class WorkerClient {
  readonly #worker: WorkerLike;
  readonly #onLost: () => void;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #lost: AttuneError | undefined;

  constructor(worker: WorkerLike, onLost: () => void) {
    this.#worker = worker;
    this.#onLost = onLost;
    worker.addEventListener('message', ({ data }) => {
      const message = data as Started | Held | Reply;
      if ('id' in message) this.#settle(message);
      else if ('lifeline' in message) watchLifeline(message.lifeline, () => this.lose('the worker was ended'));
    });
    worker.addEventListener('error', (event) => this.lose(messageOf(event)));
    worker.addEventListener('messageerror', () => this.lose('an answer could not be read'));
  }

  call(method: Method, args: readonly unknown[]): Promise<unknown> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, method, args }, transfers(args));
    });
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ('value' in reply) waiting?.resolve(reply.value);
    else this.#refuse(waiting, reply.error);
  }

  #refuse(waiting: Waiting | undefined, record: ErrorRecord): void {
    const error = revive(record);
    waiting?.reject(error);
    if (error.code === 'core-restarted') this.lose(error.message);
  }

  /** The memory of the core is gone, or not to be trusted: nobody gets an answer any more. */
  lose(why: string): void {
    if (this.#lost !== undefined) return;
    this.#lost = new AttuneError('core-restarted', why, { hint: AFTER_A_CRASH });
    this.#worker.terminate();
    this.#onLost(); // before anybody hears of it, so that who tries again gets a fresh worker
    for (const { reject } of this.#waiting.values()) reject(this.#lost);
    this.#waiting.clear();
  }
}

function startFailure(why: string): AttuneError {
  return new AttuneError('worker-start', `the worker did not start: ${why}`, {
    hint: "the Content-Security-Policy must allow the worker (`worker-src blob:`; of attune/external its address) and `script-src 'wasm-unsafe-eval'`",
  });
}

function messageOf(event: unknown): string {
  const message = typeof event === 'object' && event !== null && 'message' in event ? event.message : undefined;
  return typeof message === 'string' && message !== '' ? message : 'the worker failed without a message';
}
