// `for await (const context of task)`: the ends of epochs, one at a time.

interface Consumer<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

/** Between deliver() and the loop's next turn the update waits, so there is never more than one item under way. */
export class EpochIterator<T> implements AsyncIterableIterator<T, undefined> {
  readonly #leave: () => void;
  readonly #consumers: Consumer<T>[] = [];
  #ready: T | undefined;
  #release: (() => void) | undefined;
  #end: { readonly error?: unknown } | undefined;

  /** @param leave called when the loop is left with `break`, `return` or an exception */
  constructor(leave: () => void) {
    this.#leave = leave;
  }

  /** Hands an item to the loop; resolves when the loop asks for the next one. */
  deliver(item: T): Promise<void> {
    return new Promise((resolve) => {
      this.#release = resolve;
      const consumer = this.#consumers.shift();
      if (consumer === undefined) this.#ready = item;
      else consumer.resolve({ done: false, value: item });
      if (this.#consumers.length > 0) this.#letGo(); // somebody called next() ahead of time
    });
  }

  /** Ends the loop: quietly, or by throwing in it. */
  end(end: { readonly error?: unknown }): void {
    this.#end ??= end;
    this.#letGo();
    for (const consumer of this.#consumers.splice(0)) this.#finish(consumer);
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve, reject) => {
      const value = this.#ready;
      if (value !== undefined) {
        this.#ready = undefined;
        resolve({ done: false, value });
        return;
      }
      this.#letGo();
      if (this.#end === undefined) this.#consumers.push({ resolve, reject });
      else this.#finish({ resolve, reject });
    });
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#leave();
    this.end({});
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #letGo(): void {
    this.#release?.();
    this.#release = undefined;
  }

  #finish({ resolve, reject }: Consumer<T>): void {
    if (this.#end !== undefined && 'error' in this.#end) reject(this.#end.error);
    else resolve({ done: true, value: undefined });
  }
}
