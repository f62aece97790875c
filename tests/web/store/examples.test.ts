import { describe, expect, test } from 'vitest';
import { ExampleStore, type ExampleStoreOptions } from '../../../web/src/store/example-store.js';
import { inThread } from '../support/models.js';
import { behind, evict, flipped, freshBrowser, newBase, openStore } from './support.js';

freshBrowser();

/** Learns y from x. */
const model = await inThread().load(1);
const open = (options: ExampleStoreOptions = {}) => ExampleStore.open('test', { model, ...options });

async function filled(count: number, options: ExampleStoreOptions = {}): Promise<ExampleStore> {
  const store = await open(options);
  for (let x = 1; x <= count; x++) await store.add({ x, y: 2 * x });
  return store;
}

const xs = async (store: ExampleStore): Promise<unknown[]> => {
  const infos = await store.list();
  return Promise.all(infos.map(async ({ id }) => (await store.get(id)).features.x));
};

describe('examples', () => {
  test('come back as they went in, oldest first, after the page is gone', async () => {
    const store = await open();
    const { id } = await store.add({ x: 3, y: 6 }, { note: 'the first' });
    await store.add({ x: 4, y: 8 });
    store.close();
    const again = await open();
    const infos = await again.list();
    expect(infos.map(({ note }) => note)).toEqual(['the first', '']);
    expect(infos[0]).toMatchObject({ id, heldOut: false, label: undefined, byteLength: expect.any(Number) });
    expect(infos[0]?.addedAt).toBeInstanceOf(Date);
    expect(await again.get(id)).toEqual({ ...infos[0], features: { x: 3, y: 6 } });
    expect(await again.count()).toEqual({ count: 2, heldOut: 0, byteLength: 2 * (infos[0]?.byteLength ?? 0) });
  });

  test('train a model as the same rows in an array do', async () => {
    const store = await filled(5);
    const rows = [1, 2, 3, 4, 5].map((x) => ({ x, y: 2 * x }));
    const fromStore = await model.update(await store.training()).finished;
    const fromArray = await model.update(rows).finished;
    expect(fromStore.history).toEqual(
      fromArray.history.map((row) => ({ ...row, examplesPerSecond: expect.any(Number) })),
    );
    expect(await fromStore.model.export()).toEqual(await fromArray.model.export());
  });

  test('that do not fit the model are refused, and nothing is kept', async () => {
    const store = await open();
    await expect(store.add({ x: 1 })).rejects.toMatchObject({ code: 'bad-example', feature: 'y' });
    await expect(store.add({ x: 1, y: 'two' })).rejects.toMatchObject({ code: 'bad-example', feature: 'y' });
    expect(await store.list()).toEqual([]);
    expect(await behind((tx) => tx.objectStore('chunks').count())).toBe(0);
  });

  test('need a model to be added, and nothing else', async () => {
    const store = await ExampleStore.open('test');
    await expect(store.add({ x: 1, y: 2 })).rejects.toMatchObject({ code: 'invalid-parameter' });
    expect(await store.count()).toEqual({ count: 0, heldOut: 0, byteLength: 0 });
  });

  test('are removed one by one, with their bytes', async () => {
    const store = await filled(3);
    const [, second] = await store.list();
    await store.remove(second?.id ?? '');
    await store.remove('nobody');
    expect(await xs(store)).toEqual([1, 3]);
    expect(await behind((tx) => tx.objectStore('chunks').count())).toBe(2);
    await expect(store.get(second?.id ?? '')).rejects.toMatchObject({ code: 'bad-example' });
  });

  test('an id is not given again, not even when the newest example is gone', async () => {
    const store = await filled(2);
    const ids = (await store.list()).map(({ id }) => id);
    await store.remove(ids[1] ?? '');
    const { id } = await store.add({ x: 9, y: 9 });
    expect(ids).not.toContain(id);
    expect((await store.list()).map((info) => info.id)).toEqual([ids[0], id]);
  });

  test('collections do not touch one another', async () => {
    const own = await filled(2);
    const shipped = await filled(1, { collection: 'shipped' });
    expect([(await own.count()).count, (await shipped.count()).count]).toEqual([2, 1]);
    const [foreign] = await shipped.list();
    await own.remove(foreign?.id ?? '');
    await own.clear();
    expect([(await own.count()).count, (await shipped.count()).count]).toEqual([0, 1]);
    expect(await behind((tx) => tx.objectStore('chunks').count())).toBe(1);
  });

  test('live on when a model is saved or a name erased, and go when the store is erased', async () => {
    const store = await filled(2);
    const models = await openStore();
    await models.save('emoji', newBase().trained(1));
    await models.erase('emoji');
    expect(await xs(store)).toEqual([1, 2]);
    await models.erase();
    expect(await indexedDB.databases()).toEqual([]);
    expect(await store.list()).toEqual([]);
  });
});

describe('damage', () => {
  test('an example with one flipped bit is never learned from', async () => {
    const store = await filled(2);
    const [, second] = await store.list();
    for (let at = 0; at < (second?.byteLength ?? 0); at++) {
      await change(second?.id, flipped(at));
      await expect(store.get(second?.id ?? ''), `byte ${at}`).rejects.toMatchObject({ code: 'integrity' });
      await change(second?.id, flipped(at));
    }
    await store.get(second?.id ?? '');
    await change(second?.id, (bytes) => bytes.slice(1));
    const training = model.update(await store.training()).finished;
    await expect(training).rejects.toMatchObject({ code: 'integrity', message: expect.stringContaining('damaged') });
    await store.remove(second?.id ?? '');
    expect((await model.update(await store.training()).finished).model).toBeDefined();
  });

  test('records that are none are passed over', async () => {
    const store = await filled(1);
    await behind((tx) => tx.objectStore('examples').put({ id: 'zzz', collection: 7 }) as IDBRequest<IDBValidKey>);
    expect(await xs(store)).toEqual([1]);
    await store.remove('zzz');
    expect(await behind((tx) => tx.objectStore('examples').count())).toBe(1);
  });

  test('after an eviction ids begin anew, but not with the same ones', async () => {
    const store = await filled(1);
    const [before] = await store.list();
    store.close();
    await evict();
    const [after] = await (await filled(1)).list();
    expect(after?.id).not.toBe(before?.id);
  });

  async function change(id: string | undefined, by: (bytes: Uint8Array) => Uint8Array): Promise<void> {
    const chunk = await behind<{ bytes: Uint8Array }>((tx) => tx.objectStore('chunks').get([id, 0] as never));
    await behind((tx) => tx.objectStore('chunks').put({ ...chunk, bytes: by(chunk.bytes) }) as IDBRequest);
  }
});

describe('examples that are held out', () => {
  test('are as many of each as was said, the same ones for ever', async () => {
    const store = await filled(10, { holdOut: 0.2 });
    const held = (await store.list()).filter(({ heldOut }) => heldOut).map(({ id }) => id);
    expect(held).toHaveLength(2);
    expect((await store.list())[0]?.heldOut).toBe(false);
    expect((await store.heldOut()).ids).toEqual(held);
    expect((await store.training()).length).toBe(8);
    await store.remove((await store.training()).ids[0] ?? '');
    for (let x = 11; x <= 16; x++) await store.add({ x, y: x });
    expect((await store.heldOut()).ids.slice(0, 2)).toEqual(held);
    expect(await store.count()).toMatchObject({ count: 15, heldOut: 3 });
  });

  test('can be chosen', async () => {
    const store = await open({ holdOut: 0.9 });
    await store.add({ x: 1, y: 1 }, { heldOut: true });
    await store.add({ x: 2, y: 2 }, { heldOut: false });
    expect((await store.list()).map(({ heldOut }) => heldOut)).toEqual([true, false]);
    const [first, second] = (await store.list()).map(({ id }) => id);
    const picked = await store.pick([second ?? '', first ?? '']);
    expect([await picked.at(0), await picked.at(1)]).toEqual([
      { x: 2, y: 2 },
      { x: 1, y: 1 },
    ]);
    await expect(picked.at(2)).rejects.toMatchObject({ code: 'bad-example' });
    await expect(store.pick(['nobody'])).rejects.toMatchObject({ code: 'bad-example' });
  });
});

describe('limits', () => {
  test('refuse what does not fit, and keep what is there', async () => {
    const store = await filled(2, { limits: { count: 2 } });
    await expect(store.add({ x: 3, y: 3 })).rejects.toMatchObject({
      code: 'quota',
      message: expect.stringContaining('2 examples'),
    });
    expect(await xs(store)).toEqual([1, 2]);
    const [{ byteLength } = { byteLength: 0 }] = await store.list();
    const narrow = await open({ limits: { bytes: 2 * byteLength } });
    await expect(narrow.add({ x: 3, y: 3 })).rejects.toMatchObject({ code: 'quota' });
  });

  test('let the oldest go', async () => {
    expect(await xs(await filled(5, { limits: { count: 3 }, evict: 'oldest' }))).toEqual([3, 4, 5]);
    expect(await behind((tx) => tx.objectStore('chunks').count())).toBe(3);
  });

  test('in bytes as in number; what is larger than all of the room is refused, and nothing goes', async () => {
    const [{ byteLength } = { byteLength: 0 }] = await (await filled(1)).list();
    const store = await open({ limits: { bytes: 2 * byteLength + 1 }, evict: 'oldest' });
    for (let x = 2; x <= 4; x++) await store.add({ x, y: x });
    expect(await xs(store)).toEqual([3, 4]);
    const tiny = await open({ limits: { bytes: byteLength - 1 }, evict: 'oldest' });
    await expect(tiny.add({ x: 9, y: 9 })).rejects.toMatchObject({ code: 'quota' });
    expect(await xs(store)).toEqual([3, 4]);
  });

  test('let the caller choose, who sees what is kept and how much is too much', async () => {
    const seen: unknown[] = [];
    const store = await open({
      limits: { count: 3 },
      evict: (kept, excess) => {
        seen.push([kept.length, excess]);
        return [kept[1]?.id ?? ''];
      },
    });
    for (let x = 1; x <= 4; x++) await store.add({ x, y: x });
    expect(await xs(store)).toEqual([1, 3, 4]);
    expect(seen).toEqual([[3, { count: 1, bytes: 0 }]]);
    const stubborn = await open({ limits: { count: 3 }, evict: () => [] });
    await expect(stubborn.add({ x: 9, y: 9 })).rejects.toMatchObject({ code: 'quota' });
    const failing = await open({
      limits: { count: 3 },
      evict: () => {
        throw new TypeError('oops');
      },
    });
    await expect(failing.add({ x: 9, y: 9 })).rejects.toMatchObject({ code: 'storage-aborted' });
    expect(await xs(store)).toEqual([1, 3, 4]);
  });

  test('that are none are refused', async () => {
    const refused = { code: 'invalid-parameter' };
    await expect(open({ limits: { count: 0 } })).rejects.toMatchObject(refused);
    await expect(open({ limits: { bytes: 1.5 } })).rejects.toMatchObject(refused);
    await expect(open({ evict: 'newest' as never })).rejects.toMatchObject(refused);
    await expect(open({ holdOut: 1 })).rejects.toMatchObject(refused);
    await expect(open({ images: 'jpeg' as never })).rejects.toMatchObject(refused);
    await expect(open({ collection: '' })).rejects.toMatchObject(refused);
    await expect(ExampleStore.open('')).rejects.toMatchObject(refused);
  });
});

test('two tabs that add at once both keep theirs', async () => {
  const [one, other] = [await open({ limits: { count: 30 } }), await open({ limits: { count: 30 } })];
  await Promise.all([one, other].map((tab, n) => Promise.all([1, 2, 3].map((x) => tab.add({ x: 10 * n + x, y: 0 })))));
  const ids = (await one.list()).map(({ id }) => id);
  expect(new Set(ids).size).toBe(6);
});
