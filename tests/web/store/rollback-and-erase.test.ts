import { describe, expect, test } from 'vitest';
import { answer, behind, freshBrowser, newBase, openStore } from './support.js';

freshBrowser();

const databases = async () => (await indexedDB.databases()).map(({ name }) => name);
const marks = () => Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i));

async function storeWithThree() {
  const store = await openStore();
  const first = newBase().trained(1);
  const second = first.trained(2);
  await store.save('emoji', first, { note: 'first', metrics: { lossValue: 3 } });
  await store.save('emoji', second);
  await store.save('emoji', second.trained(3));
  return store;
}

describe('rollback', () => {
  test('makes a new version that equals the old one; none is lost', async () => {
    const store = await storeWithThree();
    const info = await store.rollback('emoji', { to: 1 });
    expect(info).toMatchObject({ number: 4, parent: 3, restores: 1, note: 'first', metrics: { lossValue: 3 } });
    expect((await store.latest('emoji'))?.learned).toEqual(new Uint8Array([1]));
    expect((await store.versions('emoji')).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  test('can be undone by rolling back', async () => {
    const store = await storeWithThree();
    await store.rollback('emoji', { to: 1 });
    await store.rollback('emoji', { to: 3 });
    expect((await store.latest('emoji'))?.learned).toEqual(new Uint8Array([1, 2, 3]));
  });

  test('outlives the version that it restored', async () => {
    const store = await openStore({ keep: 2 });
    const first = newBase().trained(1);
    await store.save('emoji', first);
    await store.save('emoji', first.trained(2));
    await store.rollback('emoji', { to: 1 });
    expect((await store.versions('emoji')).map(({ number }) => number)).toEqual([2, 3]);
    expect((await store.latest('emoji'))?.learned).toEqual(new Uint8Array([1]));
  });

  test('to a version that is not kept is refused', async () => {
    const store = await storeWithThree();
    await expect(store.rollback('emoji', { to: 9 })).rejects.toMatchObject({ code: 'invalid-parameter' });
    await expect(store.rollback('nobody', { to: 1 })).rejects.toMatchObject({ code: 'invalid-parameter' });
  });
});

describe('erase', () => {
  test('of a name removes its records and its mark, and nothing else', async () => {
    const store = await storeWithThree();
    await store.save('letters', newBase().trained(8));
    await store.erase('emoji');
    expect(await store.versions('emoji')).toEqual([]);
    expect(await store.status('emoji')).toMatchObject({ state: 'fresh' });
    expect(marks()).toEqual(['attune:test/letters']);
    expect(await behind((tx) => tx.objectStore('chunks').count())).toBe(2);
    expect((await store.latest('letters'))?.learned).toEqual(new Uint8Array([8]));
  });

  test('of the last name leaves no record in any store', async () => {
    const store = await storeWithThree();
    await store.erase('emoji');
    for (const name of ['bases', 'heads', 'versions', 'chunks']) {
      expect(await behind((tx) => tx.objectStore(name).count())).toBe(0);
    }
    expect(marks()).toEqual([]);
  });

  test('of a name also takes bytes that damage left without an owner', async () => {
    const store = await storeWithThree();
    await behind((tx) => tx.objectStore('versions').delete(['emoji', 2]));
    await store.erase('emoji');
    expect(await behind((tx) => tx.objectStore('chunks').count())).toBe(0);
  });

  test('of the store removes the database and the marks, and the handle can begin anew', async () => {
    const store = await storeWithThree();
    await store.erase();
    expect(await databases()).toEqual([]);
    expect(marks()).toEqual([]);
    expect(await store.save('emoji', newBase().trained(4))).toMatchObject({ number: 1 });
  });

  test('of the store succeeds while other tabs have it open, and empties it even if one does not let go', async () => {
    const store = await storeWithThree();
    const polite = await openStore();
    const stubborn = await answer(indexedDB.open('attune:test'));
    await store.erase();
    const left = [...stubborn.objectStoreNames].map((name) =>
      answer(stubborn.transaction(name).objectStore(name).count()),
    );
    expect(await Promise.all(left)).toEqual([0, 0, 0, 0, 0, 0]);
    stubborn.close();
    expect((await polite.status('emoji')).state).toBe('fresh');
  });

  test('does not touch another store', async () => {
    const [store, other] = [await storeWithThree(), await openStore({}, 'test2')];
    await other.save('emoji', newBase().trained(1));
    await store.erase();
    expect(await databases()).toEqual(['attune:test2']);
    expect(marks()).toEqual(['attune:test2/emoji']);
  });
});
