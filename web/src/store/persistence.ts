// Asking the browser not to evict this page's storage: once, after something was kept that is worth it.

/** Whether the browser says that it will not evict on its own; undefined: it cannot say. */
export async function isPersisted(): Promise<boolean | undefined> {
  try {
    return await storageManager()?.persisted?.();
  } catch {
    return undefined;
  }
}

/** Whether there is anything to ask. */
export function canPersist(): boolean {
  return typeof storageManager()?.persist === 'function';
}

/** Nobody waits for the answer: browsers may ask the user. */
export async function askToPersist(): Promise<void> {
  try {
    if ((await isPersisted()) === false) await storageManager()?.persist?.();
  } catch {
    // Not in a secure context, or not in this kind of page.
  }
}

function storageManager(): StorageManager | undefined {
  return typeof navigator === 'undefined' ? undefined : navigator.storage;
}
