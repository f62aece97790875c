// What this page has stored in this browser, asked of the browser itself: the proof that erasing erased.

export interface Inventory {
  /** Names of IndexedDB databases; undefined where the browser does not tell. */
  readonly databases: readonly string[] | undefined;
  /** Keys in localStorage; undefined where the page may not look. */
  readonly keys: readonly string[] | undefined;
  /** The browser's own estimate for this whole origin, rounded and padded as it likes. */
  readonly usage: number | undefined;
}

export async function takeInventory(): Promise<Inventory> {
  const [databases, estimate] = await Promise.all([
    // Missing in older browsers, hence the question marks that the types call needless.
    indexedDB?.databases?.().catch(() => undefined),
    navigator.storage?.estimate?.().catch(() => undefined),
  ]);
  return {
    databases: databases?.map(({ name }) => name ?? 'without a name').sort(),
    keys: keysOfLocalStorage(),
    usage: estimate?.usage,
  };
}

function keysOfLocalStorage(): string[] | undefined {
  try {
    return Object.keys(localStorage).sort();
  } catch {
    return undefined;
  }
}
