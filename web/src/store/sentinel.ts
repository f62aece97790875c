// A mark beside the database, so that losing the database is noticed: browsers that run out of disk drop IndexedDB whole,
// and localStorage outlives it (not so in Safari's seven-day removal, which takes both).

/** The newest version that was ever committed, as far as this browser remembers. */
export interface Mark {
  readonly number: number;
  readonly id: string;
  readonly savedAt: number;
}

/** No name's key: names are encoded. */
const ASKED = '?persist';

/** The marks of one database. Where there is no localStorage (workers, Node, blocked by the user) nothing is remembered. */
export class Sentinel {
  readonly #prefix: string;

  constructor(database: string) {
    this.#prefix = `${database}/`;
  }

  read(name: string): Mark | undefined {
    try {
      const mark: unknown = JSON.parse(marks()?.getItem(this.#key(name)) ?? 'null');
      return isMark(mark) ? mark : undefined;
    } catch {
      return undefined;
    }
  }

  /** Best effort: a save that was committed must not fail for want of a mark. A newer one of another tab stays. */
  write(name: string, mark: Mark): void {
    if ((this.read(name)?.number ?? 0) > mark.number) return;
    try {
      marks()?.setItem(this.#key(name), JSON.stringify(mark));
    } catch {
      // localStorage is full or switched off.
    }
  }

  /** True the first time that it is called for this database; where nothing can be remembered, never. */
  askOnce(): boolean {
    const key = `${this.#prefix}${ASKED}`;
    try {
      const storage = marks();
      if (storage === undefined || storage.getItem(key) !== null) return false;
      storage.setItem(key, 'asked');
      return true;
    } catch {
      return false;
    }
  }

  erase(name: string): void {
    marks()?.removeItem(this.#key(name));
  }

  eraseAll(): void {
    for (const key of this.list()) marks()?.removeItem(key);
  }

  /** The keys in localStorage. */
  list(): string[] {
    const storage = marks();
    if (storage === undefined) return [];
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
    return keys.filter((key) => key !== null).filter((key) => key.startsWith(this.#prefix));
  }

  #key(name: string): string {
    return this.#prefix + encodeURIComponent(name);
  }
}

function marks(): Storage | undefined {
  try {
    // Node has the property, warns, and may answer undefined; a page whose user blocks storage throws.
    return typeof document === 'undefined' ? undefined : globalThis.localStorage;
  } catch {
    return undefined;
  }
}

function isMark(value: unknown): value is Mark {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'number' in value &&
    Number.isSafeInteger(value.number) &&
    'id' in value &&
    typeof value.id === 'string' &&
    'savedAt' in value &&
    typeof value.savedAt === 'number'
  );
}
