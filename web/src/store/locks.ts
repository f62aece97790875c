// One tab at a time, where the browser can arrange it. Nothing rests on it: a save compares generations.

/** How long to wait for another tab before going on without the lock; the save then tells who was faster. */
const PATIENCE_MS = 15_000;

/** Runs the work while this tab holds the lock of that name; without Web Locks, at once. */
export async function alone<T>(name: string, work: () => Promise<T>, patienceMs: number = PATIENCE_MS): Promise<T> {
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
  if (locks === undefined) return work();
  const waiting = new AbortController();
  const patience = setTimeout(() => waiting.abort(), patienceMs);
  let begun: Promise<T> | undefined;
  const begin = (): Promise<T> => {
    clearTimeout(patience);
    begun ??= work();
    return begun;
  };
  try {
    return (await locks.request(name, { signal: waiting.signal }, begin)) as T;
  } catch {
    // Nobody let go, the page may not have locks at all, or another tab stole this one: the work itself says how it went.
    return begin();
  } finally {
    clearTimeout(patience);
  }
}
