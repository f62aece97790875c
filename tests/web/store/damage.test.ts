import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  answer,
  behind,
  chunksOf,
  damage,
  evict,
  FakeModel,
  flipped,
  freshBrowser,
  newBase,
  openStore,
} from './support.js';

freshBrowser();
afterEach(() => vi.restoreAllMocks());

/** A store with versions of 1, 2, … bytes. */
async function storeWith(count: number) {
  const store = await openStore();
  const models = [newBase().trained(1)];
  for (let i = 2; i <= count; i++) models.push((models.at(-1) ?? newBase()).trained(i));
  for (const model of models) await store.save('emoji', model);
  return store;
}

describe('a damaged version', () => {
  test('is passed over for the one before it, and the state says so', async () => {
    const store = await storeWith(3);
    await damage(3, flipped(0));
    expect((await store.latest('emoji', { base: newBase() }))?.learned).toEqual(new Uint8Array([1, 2]));
    expect(await store.status('emoji')).toEqual({ state: 'fell-back', number: 2, lost: [3] });
  });

  test('is noticed whichever byte changed', async () => {
    const store = await openStore();
    const learned = Array.from({ length: 200 }, (_, i) => (i * 7) & 255);
    await store.save('emoji', newBase().trained(...learned));
    for (let at = 0; at < learned.length; at++) {
      await damage(1, flipped(at));
      expect((await store.status('emoji')).state).toBe('fell-back');
      await damage(1, flipped(at));
    }
    expect((await store.status('emoji')).state).toBe('ok');
  });

  test('is noticed at every length', async () => {
    const store = await storeWith(5);
    const [whole] = await chunksOf(5);
    for (let length = 0; length < 5; length++) {
      await damage(5, () => whole?.bytes.slice(0, length));
      expect(await store.status('emoji')).toMatchObject({ state: 'fell-back', number: 4 });
    }
    await damage(5, () => new Uint8Array([...(whole?.bytes ?? []), 0]));
    expect(await store.status('emoji')).toMatchObject({ state: 'fell-back', number: 4 });
  });

  test.each([
    ['nothing', undefined],
    ['a string', 'bytes'],
    ['null', null],
    ['other numbers', new Float32Array([1, 2])],
  ])('is noticed when the browser answers %s in the place of bytes', async (_, bytes) => {
    const store = await storeWith(2);
    const [chunk] = await chunksOf(2);
    await behind((tx) => tx.objectStore('chunks').put({ ...chunk, bytes }));
    expect(await store.status('emoji')).toEqual({ state: 'fell-back', number: 1, lost: [2] });
  });

  // What Chromium answers for a file that was cut, and for one that was deleted.
  test.each(['UnknownError', 'NotReadableError'])(
    'is passed over when the browser cannot read its bytes: %s',
    async (name) => {
      const store = await storeWith(2);
      const { id } = await behind<{ id: string }>((tx) => tx.objectStore('versions').get(['emoji', 2]));
      const original = IDBObjectStore.prototype.getAll;
      vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(function (this: IDBObjectStore, ...args) {
        const [range] = args;
        if (this.name === 'chunks' && range instanceof IDBKeyRange && range.includes([id, 0])) {
          throw new DOMException('Internal error', name);
        }
        return original.apply(this, args);
      });
      expect(await store.status('emoji')).toEqual({ state: 'fell-back', number: 1, lost: [2] });
      expect((await store.latest('emoji'))?.learned).toEqual(new Uint8Array([1]));
    },
  );

  test('is noticed when a piece is gone', async () => {
    const store = await storeWith(2);
    await damage(2, () => undefined);
    expect(await store.status('emoji')).toEqual({ state: 'fell-back', number: 1, lost: [2] });
  });

  test('is noticed when two pieces were swapped', async () => {
    const store = await openStore();
    const large = Uint8Array.from({ length: 2 << 20 }, (_, i) => i >> 20);
    await store.save('emoji', new FakeModel(newBase().base, large));
    const [a, b] = await chunksOf(1);
    await behind((tx) => tx.objectStore('chunks').put({ ...a, bytes: b?.bytes }));
    await behind((tx) => tx.objectStore('chunks').put({ ...b, bytes: a?.bytes }));
    expect((await store.status('emoji')).state).toBe('fell-back');
  });

  test('cannot be loaded or rolled back to by its number', async () => {
    const store = await storeWith(2);
    await damage(1, flipped(0));
    await expect(store.load('emoji', { version: 1 })).rejects.toMatchObject({ code: 'integrity' });
    await expect(store.rollback('emoji', { to: 1 })).rejects.toMatchObject({ code: 'integrity' });
    expect(await store.versions('emoji')).toHaveLength(2);
  });

  test('is replaced by what is trained from the one before it', async () => {
    const store = await storeWith(2);
    await damage(2, flipped(1));
    const fallback = await store.latest('emoji');
    expect(await store.save('emoji', fallback?.trained(9) ?? newBase())).toMatchObject({ number: 3, parent: 1 });
    expect(await store.status('emoji')).toEqual({ state: 'ok', number: 3, lost: [] });
  });

  test('after a rollback falls back to the version that was rolled back to', async () => {
    const store = await storeWith(3);
    await store.rollback('emoji', { to: 1 });
    await damage(4, flipped(0));
    expect((await store.latest('emoji'))?.learned).toEqual(new Uint8Array([1]));
    expect(await store.status('emoji')).toEqual({ state: 'fell-back', number: 1, lost: [4] });
  });
});

describe('when every version is damaged', () => {
  test('there is no latest, and the state is not fresh', async () => {
    const store = await storeWith(2);
    await damage(1, flipped(0));
    await damage(2, flipped(0));
    expect(await store.latest('emoji')).toBeUndefined();
    expect(await store.status('emoji')).toEqual({ state: 'fell-back', number: undefined, lost: [2, 1] });
  });

  test('training goes on from the base that latest() was given', async () => {
    const store = await storeWith(1);
    await damage(1, flipped(0));
    const base = newBase();
    expect(await store.latest('emoji', { base })).toBeUndefined();
    expect(await store.save('emoji', base.trained(5))).toMatchObject({ number: 2, parent: undefined });
    expect((await store.latest('emoji'))?.learned).toEqual(new Uint8Array([5]));
  });
});

describe('what only looks like damage', () => {
  test('a version that another tab replaced while it was read: the new one is answered', async () => {
    const store = await storeWith(2);
    const all = (name: string) => behind<object[]>((tx) => tx.objectStore(name).getAll());
    const [versions, chunks, heads] = [await all('versions'), await all('chunks'), await all('heads')];
    const [first, second] = versions as { id: string; number: number }[];
    const ownedBy = (owner: string | undefined) => (chunk: object) => (chunk as { owner: string }).owner === owner;
    const write = (tx: IDBTransaction, present: typeof first, absent: typeof first, newest: object[]) => {
      for (const chunk of chunks.filter(ownedBy(present?.id))) tx.objectStore('chunks').put(chunk);
      tx.objectStore('chunks').delete([absent?.id ?? '', 0]);
      tx.objectStore('versions').put(present);
      tx.objectStore('versions').delete(['emoji', absent?.number ?? 0]);
      for (const head of newest) tx.objectStore('heads').put(head);
    };
    const db = await answer(indexedDB.open('attune:test'));
    const stores = [...db.objectStoreNames];
    // Back to the time before the second version …
    write(db.transaction(stores, 'readwrite'), first, second, [{ name: 'emoji', number: 1, id: first?.id }]);
    const original = IDBDatabase.prototype.transaction;
    let raced = false;
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
      const tx = original.apply(this, args);
      if (this !== db && !raced) {
        raced = true;
        // … and the other tab's save comes between this tab's list of versions and its reading of one.
        write(original.call(db, stores, 'readwrite'), second, first, heads);
      }
      return tx;
    });
    expect((await store.latest('emoji'))?.learned).toEqual(new Uint8Array([1, 2]));
    expect(raced).toBe(true);
    db.close();
  });
});

describe('damaged records', () => {
  test('a lost version record is noticed', async () => {
    const store = await storeWith(3);
    await behind((tx) => tx.objectStore('versions').delete(['emoji', 3]));
    expect(await store.status('emoji')).toEqual({ state: 'fell-back', number: 2, lost: [3] });
    expect((await store.latest('emoji'))?.learned).toEqual(new Uint8Array([1, 2]));
  });

  test('a version record of which only the key is left is noticed', async () => {
    const store = await storeWith(2);
    await behind((tx) => tx.objectStore('versions').put({ name: 'emoji', number: 2 }));
    expect(await store.status('emoji')).toEqual({ state: 'fell-back', number: 1, lost: [2] });
  });

  test('a lost or an older head does not hide the newest version', async () => {
    const store = await storeWith(2);
    await behind((tx) => tx.objectStore('heads').put({ name: 'emoji', number: 1, id: 'long ago' }));
    expect(await store.status('emoji')).toEqual({ state: 'ok', number: 2, lost: [] });
    await behind((tx) => tx.objectStore('heads').delete('emoji'));
    const latest = await store.latest('emoji');
    expect(await store.save('emoji', latest?.trained(3) ?? newBase())).toMatchObject({ number: 3, parent: 2 });
  });

  test('a database that went back in time behind the mark is noticed', async () => {
    const store = await storeWith(2);
    await behind((tx) => tx.objectStore('versions').delete(['emoji', 2]));
    const { id } = await behind<{ id: string }>((tx) => tx.objectStore('versions').get(['emoji', 1]));
    await behind((tx) => tx.objectStore('heads').put({ name: 'emoji', number: 1, id }));
    expect(await store.status('emoji')).toEqual({ state: 'fell-back', number: 1, lost: [2] });
    const latest = await store.latest('emoji');
    expect(await store.save('emoji', latest?.trained(7) ?? newBase())).toMatchObject({ number: 3, parent: 1 });
  });

  test('a damaged base is refused, unless the right one is given', async () => {
    const store = await storeWith(1);
    const [chunk] = (
      await behind<{ owner: string; bytes: Uint8Array }[]>((tx) => tx.objectStore('chunks').getAll())
    ).filter(({ owner }) => owner.length === 64);
    await behind((tx) => tx.objectStore('chunks').put({ ...chunk, bytes: chunk?.bytes.map((byte) => byte + 1) }));
    await expect(store.latest('emoji')).rejects.toMatchObject({ code: 'integrity' });
    expect((await store.latest('emoji', { base: newBase() }))?.learned).toEqual(new Uint8Array([1]));
  });
});

describe('a database that the browser dropped', () => {
  test('is evicted, never fresh', async () => {
    const store = await storeWith(3);
    await evict();
    expect(await store.status('emoji')).toEqual({ state: 'evicted', number: undefined, lost: [3] });
    expect(await store.latest('emoji', { base: newBase() })).toBeUndefined();
  });

  test('is begun anew from the base, with a number that was never given', async () => {
    const store = await storeWith(3);
    await evict();
    expect(await store.save('emoji', newBase().trained(9))).toMatchObject({ number: 4, parent: undefined });
    expect(await store.status('emoji')).toEqual({ state: 'ok', number: 4, lost: [] });
  });

  test('is fresh where there is no localStorage to remember it', async () => {
    const store = await openStore();
    Object.defineProperty(globalThis, 'localStorage', {
      configurable: true,
      get: () => {
        throw new DOMException('blocked', 'SecurityError');
      },
    });
    await store.save('emoji', newBase().trained(1));
    expect((await store.status('emoji')).state).toBe('ok');
    await evict();
    expect((await store.status('emoji')).state).toBe('fresh');
  });

  test('a mark that is no mark counts as none', async () => {
    const store = await openStore();
    for (const text of ['', 'null', '{}', '[1]', '{"number":1.5,"id":"a","savedAt":1}', '{"number":1']) {
      localStorage.setItem('attune:test/emoji', text);
      expect((await store.status('emoji')).state).toBe('fresh');
    }
  });
});
