import { describe, expect, test } from 'vitest';
import { Sentinel } from '../../../web/src/store/sentinel.js';
import { chunksOf, evict, freshBrowser, newBase, openStore } from './support.js';

freshBrowser();

const conflict = { code: 'conflict' };

describe('two tabs', () => {
  test('that train the same version: the slower save is refused and changes nothing', async () => {
    const [mine, yours] = [await openStore(), await openStore()];
    await mine.save('emoji', newBase().trained(1));
    const [a, b] = [await mine.latest('emoji'), await yours.latest('emoji')];
    await mine.save('emoji', a?.trained(2) ?? newBase());
    await expect(yours.save('emoji', b?.trained(3) ?? newBase())).rejects.toMatchObject(conflict);
    expect((await yours.latest('emoji'))?.learned).toEqual(new Uint8Array([1, 2]));
    expect(await mine.versions('emoji')).toHaveLength(2);
  });

  test('the refused one loads the newer version, trains that and saves', async () => {
    const [mine, yours] = [await openStore(), await openStore()];
    await mine.save('emoji', newBase().trained(1));
    await expect(yours.save('emoji', newBase().trained(2))).rejects.toMatchObject(conflict);
    const latest = await yours.latest('emoji');
    await yours.save('emoji', latest?.trained(2) ?? newBase());
    expect((await mine.latest('emoji'))?.learned).toEqual(new Uint8Array([1, 2]));
  });

  test('of two saves at the same moment exactly one wins', async () => {
    const [mine, yours] = [await openStore(), await openStore()];
    const results = await Promise.allSettled([
      mine.save('emoji', newBase().trained(1)),
      yours.save('emoji', newBase().trained(2)),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find((result) => result.status === 'rejected')).toMatchObject({ reason: conflict });
    expect(await mine.versions('emoji')).toHaveLength(1);
  });

  test('the mark of the newest save stays, however late another tab writes its own', async () => {
    const store = await openStore();
    const model = newBase().trained(1);
    await store.save('emoji', model);
    const first = localStorage.getItem('attune:test/emoji');
    await store.save('emoji', model.trained(2));
    const second = localStorage.getItem('attune:test/emoji');
    const sentinel = new Sentinel('attune:test');
    sentinel.write('emoji', JSON.parse(first ?? ''));
    expect(localStorage.getItem('attune:test/emoji')).toBe(second);
    expect(second).not.toBe(first);
  });

  test('a save refused for conflict leaves no bytes behind', async () => {
    const [mine, yours] = [await openStore(), await openStore()];
    await mine.save('emoji', newBase().trained(1));
    await expect(yours.save('emoji', newBase().trained(2, 2))).rejects.toMatchObject(conflict);
    expect((await chunksOf(1)).map((chunk) => [...chunk.bytes])).toEqual([[1]]);
  });
});

describe('a model is trained from', () => {
  test('the nearest ancestor that is stored, across unsaved ones', async () => {
    const store = await openStore();
    const first = newBase().trained(1);
    await store.save('emoji', first);
    const third = first.trained(2).trained(3);
    expect(await store.save('emoji', third)).toMatchObject({ number: 2, parent: 1 });
  });

  test('the base again, though a version exists: refused', async () => {
    const store = await openStore();
    const base = newBase();
    await store.save('emoji', base.trained(1));
    await expect(store.save('emoji', base.trained(2))).rejects.toMatchObject({
      ...conflict,
      message: "'emoji' is at version 1, but this model was trained from the base model",
    });
  });

  test('an older version that was loaded: refused until it is rolled back to', async () => {
    const store = await openStore();
    const first = newBase().trained(1);
    await store.save('emoji', first);
    await store.save('emoji', first.trained(2));
    const old = await store.load('emoji', { version: 1 });
    await expect(store.save('emoji', old.trained(9))).rejects.toMatchObject(conflict);
    await store.rollback('emoji', { to: 1 });
    const restored = await store.latest('emoji');
    expect(await store.save('emoji', restored?.trained(9) ?? newBase())).toMatchObject({ number: 4, parent: 3 });
  });

  test('what was newest before a rollback: refused', async () => {
    const store = await openStore();
    const first = newBase().trained(1);
    await store.save('emoji', first);
    const second = first.trained(2);
    await store.save('emoji', second);
    await store.rollback('emoji', { to: 1 });
    await expect(store.save('emoji', second.trained(3))).rejects.toMatchObject(conflict);
  });

  test('what was erased: refused, even when the same number exists again', async () => {
    const store = await openStore();
    const erased = newBase().trained(1);
    await store.save('emoji', erased);
    await store.erase('emoji');
    await expect(store.save('emoji', erased)).rejects.toMatchObject({
      ...conflict,
      message: "'emoji' was erased, but this model was trained from version 1",
    });
    await store.save('emoji', newBase().trained(2));
    await expect(store.save('emoji', erased.trained(3))).rejects.toMatchObject(conflict);
  });

  test('a version in another store: counts there only', async () => {
    const [here, there] = [await openStore(), await openStore({}, 'other')];
    const model = newBase().trained(1);
    await here.save('emoji', model);
    expect(await there.save('emoji', model.trained(2))).toMatchObject({ number: 1, parent: undefined });
  });

  test('the newest version before the browser dropped the database: saved, under the next number', async () => {
    const store = await openStore();
    const model = newBase().trained(1);
    await store.save('emoji', model);
    await evict();
    expect(await store.save('emoji', model.trained(2))).toMatchObject({ number: 2, parent: 1 });
    expect((await store.latest('emoji'))?.learned).toEqual(new Uint8Array([1, 2]));
  });
});
