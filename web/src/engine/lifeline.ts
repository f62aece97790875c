// How a page learns that its worker is gone: browsers do not tell when a worker is ended from outside or runs out of memory.
// The worker holds a lock for as long as it lives; the page waits for it, and gets it at the worker's death.

/** In the worker. @returns the name of its lock; undefined: there are no locks here */
export async function holdLifeline(): Promise<string | undefined> {
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
  if (locks === undefined) return undefined;
  const name = `attune-worker-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
  return new Promise((resolve) => {
    const holding = (): Promise<never> => {
      resolve(name);
      return new Promise(() => {});
    };
    locks.request(name, holding).catch(() => resolve(undefined)); // pages without an origin may have no locks
  });
}

/** In the page. @param name what the worker answered */
export function watchLifeline(name: string, onDeath: () => void): void {
  navigator.locks?.request(name, onDeath).catch(() => {});
}
