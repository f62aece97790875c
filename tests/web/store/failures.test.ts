import { afterEach, describe, expect, test, vi } from 'vitest';
import { FORMAT_VERSION } from '../../../web/src/store/records.js';
import { answer, behind, evict, freshBrowser, newBase, openStore } from './support.js';

freshBrowser();
afterEach(() => vi.restoreAllMocks());

/** Lets the n-th put of the next save do something else. */
function atPut(n: number, harm: (store: IDBObjectStore) => void): void {
  const original = IDBObjectStore.prototype.put;
  let calls = 0;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    calls += 1;
    if (calls === n) harm(this);
    return original.apply(this, args);
  });
}

describe('a save that the browser gives up', () => {
  // A save of a second version puts its bytes, its record and the head.
  test.each([1, 2, 3])('at put %i is storage-aborted and leaves everything as it was', async (n) => {
    const store = await openStore();
    const model = newBase().trained(1);
    await store.save('emoji', model);
    atPut(n, (records) => records.transaction.abort());
    await expect(store.save('emoji', model.trained(2))).rejects.toMatchObject({ code: 'storage-aborted' });
    vi.restoreAllMocks();
    expect(await store.versions('emoji')).toHaveLength(1);
    expect(await behind((tx) => tx.objectStore('chunks').count())).toBe(2);
    expect((await store.latest('emoji'))?.learned).toEqual(new Uint8Array([1]));
  });

  test('can be repeated with the same model', async () => {
    const store = await openStore();
    const model = newBase().trained(1);
    atPut(1, (records) => records.transaction.abort());
    await expect(store.save('emoji', model)).rejects.toMatchObject({ code: 'storage-aborted' });
    vi.restoreAllMocks();
    expect(await store.save('emoji', model)).toMatchObject({ number: 1 });
  });

  const full = new DOMException('no more room', 'QuotaExceededError');

  test.each([1, 2, 3, 4])('for want of room at put %i is quota, names the cause and writes nothing', async (n) => {
    const store = await openStore();
    atPut(n, () => {
      throw full;
    });
    await expect(store.save('emoji', newBase().trained(1))).rejects.toMatchObject({ code: 'quota', cause: full });
    vi.restoreAllMocks();
    expect(await store.status('emoji')).toMatchObject({ state: 'fresh' });
    for (const name of ['bases', 'heads', 'versions', 'chunks']) {
      expect(await behind((tx) => tx.objectStore(name).count())).toBe(0);
    }
  });

  test('for want of room is quota also when only the transaction says so, after its requests said AbortError', async () => {
    const store = await openStore();
    atPut(2, ({ transaction }) => {
      Object.defineProperty(transaction, 'error', { value: full });
      transaction.abort();
    });
    await expect(store.save('emoji', newBase().trained(1))).rejects.toMatchObject({ code: 'quota', cause: full });
  });

  test('does not hold up the saves behind it', async () => {
    const store = await openStore();
    atPut(1, (records) => records.transaction.abort());
    const [first, second] = await Promise.allSettled([
      store.save('emoji', newBase().trained(1)),
      store.save('emoji', newBase().trained(2)),
    ]);
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'storage-aborted' } });
    expect(second).toMatchObject({ status: 'fulfilled', value: { number: 1 } });
  });
});

describe('a connection', () => {
  test('is let go when another tab wants to delete or upgrade, and made again when needed', async () => {
    const store = await openStore();
    await store.save('emoji', newBase().trained(1));
    await evict(); // would wait for ever if the store held on
    expect((await store.status('emoji')).state).toBe('evicted');
  });

  test('that the browser closed is replaced', async () => {
    const store = await openStore();
    await store.save('emoji', newBase().trained(1));
    const original = IDBDatabase.prototype.transaction;
    let broken = 2;
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
      if (broken-- > 0) throw new DOMException('The database connection is closing.', 'InvalidStateError');
      return original.apply(this, args);
    });
    expect((await store.latest('emoji'))?.learned).toEqual(new Uint8Array([1]));
  });

  test('that stays closed ends in storage-broken', async () => {
    const store = await openStore();
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
      throw new DOMException('The database connection is closing.', 'InvalidStateError');
    });
    await expect(store.latest('emoji')).rejects.toMatchObject({ code: 'storage-broken' });
  });

  test('that dies in the middle of a save is replaced, and the save happens', async () => {
    const store = await openStore();
    atPut(2, () => {
      throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
    });
    expect(await store.save('emoji', newBase().trained(1))).toMatchObject({ number: 1 });
    expect((await store.latest('emoji'))?.learned).toEqual(new Uint8Array([1]));
  });

  test('that dies just after a commit does not save twice', async () => {
    const store = await openStore();
    const model = newBase().trained(1);
    await store.save('emoji', model);
    let deaths = 0;
    const original = IDBDatabase.prototype.transaction;
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
      const tx = original.apply(this, args);
      if (tx.mode !== 'readwrite' || deaths === 2) return tx;
      deaths += 1;
      // The page hears of a failure when in truth the transaction completed.
      const listen = tx.addEventListener.bind(tx);
      tx.addEventListener = (type: string, listener: EventListenerOrEventListenerObject) => {
        const fail = (event: Event) => {
          Object.defineProperty(tx, 'error', { value: new DOMException('server lost', 'UnknownError') });
          if (typeof listener === 'function') listener(event);
        };
        if (type === 'abort') listen('complete', fail);
      };
      return tx;
    });
    expect(await store.save('emoji', model.trained(2))).toMatchObject({ number: 2 });
    expect(deaths).toBe(2);
    expect(await store.versions('emoji')).toHaveLength(2);
  });
});

describe('a database', () => {
  test('of a newer release is refused as format-too-new, and can be erased', async () => {
    const newer = await answer(indexedDB.open('attune:test', FORMAT_VERSION + 1));
    newer.close();
    await expect(openStore()).rejects.toMatchObject({ code: 'format-too-new' });
    await answer(indexedDB.deleteDatabase('attune:test'));
    await expect(openStore()).resolves.toBeDefined();
  });

  test('that is upgraded while it is open is let go, and refused afterwards', async () => {
    const store = await openStore();
    const model = newBase().trained(1);
    await store.save('emoji', model);
    const newer = await answer(indexedDB.open('attune:test', FORMAT_VERSION + 1));
    newer.close();
    await expect(store.save('emoji', model.trained(2))).rejects.toMatchObject({ code: 'format-too-new' });
    await expect(store.latest('emoji')).rejects.toMatchObject({ code: 'format-too-new' });
    await store.erase();
    expect(await indexedDB.databases()).toEqual([]);
  });

  test('that the browser cannot open is storage-broken', async () => {
    vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
      throw new DOMException('The user denied permission', 'SecurityError');
    });
    await expect(openStore()).rejects.toMatchObject({ code: 'storage-broken' });
  });

  test('is missing: storage-broken', async () => {
    vi.stubGlobal('indexedDB', undefined);
    await expect(openStore()).rejects.toMatchObject({ code: 'storage-broken' });
  });
});

describe('outside a secure context', () => {
  test('a save is refused as unsupported-browser, with advice', async () => {
    const store = await openStore();
    const model = newBase();
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
    await expect(store.save('emoji', model)).rejects.toMatchObject({
      code: 'unsupported-browser',
      hint: expect.stringContaining('https'),
    });
  });
});
