// Long work in pieces, so that whoever shares the thread gets his turn.

/** How long one piece of work may hold a thread: half a frame at 60 a second. */
export const SLICE_MS = 8;

/** Lets every waiting task run, then goes on. Unlike a timer it does not wait 4 ms, and hidden pages do not throttle it. */
export function yieldToOthers(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close(); // an open port would keep Node alive
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** Yields whenever a slice of time is used up. */
export class Pace {
  #sliceEnd: number = performance.now() + SLICE_MS;

  /** Undefined while there is time left, so that callers can go on without leaving the turn. */
  yieldIfDue(): Promise<void> | undefined {
    if (performance.now() < this.#sliceEnd) return undefined;
    return yieldToOthers().then(() => {
      this.#sliceEnd = performance.now() + SLICE_MS;
    });
  }
}

/** The work's answer, unless the signal comes first: then its reason, at once. The work itself goes on unheard. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
