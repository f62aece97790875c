// Who listens to what: an update stops for its listeners only.

type Options = boolean | AddEventListenerOptions | undefined;

interface Registered {
  readonly callback: unknown;
  readonly capture: boolean;
  readonly once: boolean;
}

/** Follows what an EventTarget does with its listeners, which it does not tell. */
export class ListenerCount {
  readonly #listeners = new Map<string, Registered[]>();

  add(type: string, callback: unknown, options: Options): void {
    const { once = false, signal } = typeof options === 'object' ? options : {};
    if (callback === null || callback === undefined || signal?.aborted === true) return;
    const capture = isCapture(options);
    const known = this.#listeners.get(type) ?? [];
    if (known.some((one) => one.callback === callback && one.capture === capture)) return;
    this.#listeners.set(type, [...known, { callback, capture, once }]);
    signal?.addEventListener('abort', () => this.remove(type, callback, options), { once: true });
  }

  remove(type: string, callback: unknown, options: Options): void {
    const capture = isCapture(options);
    this.#keep(type, (one) => one.callback !== callback || one.capture !== capture);
  }

  /** An event of that type was dispatched. */
  dispatched(type: string): void {
    this.#keep(type, (one) => !one.once);
  }

  has(type: string): boolean {
    return (this.#listeners.get(type)?.length ?? 0) > 0;
  }

  #keep(type: string, keep: (one: Registered) => boolean): void {
    this.#listeners.set(type, this.#listeners.get(type)?.filter(keep) ?? []);
  }
}

function isCapture(options: Options): boolean {
  return typeof options === 'object' ? options.capture === true : options === true;
}
