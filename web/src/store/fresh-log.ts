// Chromium keeps IndexedDB in LevelDB, and goes on writing the log that it finds at its start. If the browser was killed in
// the middle of a record, that record's beginning stays in the log, and the start after the next one takes what follows
// it for damage and deletes every database of the origin (google/leveldb#1287; measured: one in 70 kills amid saves).
// Deleting a database, however small, makes LevelDB begin a new log: 5 ms, once a page.

/** One for the origin: a page that is killed in between leaves it for the next one to delete. */
const NAME = 'attune?log';

let begun = false;

/**
 * Leaves the log of an earlier run of the browser behind, before anything is written after what was torn there. Does not
 * wait, and says nothing if it fails: the store then is as safe as any other page's.
 */
export function beginFreshLog(): void {
  if (begun || !keepsLog()) return;
  begun = true;
  try {
    const opening = globalThis.indexedDB.open(NAME);
    opening.onsuccess = () => {
      opening.result.close();
      globalThis.indexedDB.deleteDatabase(NAME);
    };
    // An error that nobody takes would end in the page's console.
    opening.onerror = (event) => event.preventDefault();
  } catch {
    // The store's own opening will say what is wrong.
  }
}

/** Chromium under all its names; Chrome on iOS, which is WebKit, has another. */
const keepsLog = (): boolean => /Chrome\//.test(globalThis.navigator?.userAgent ?? '');
