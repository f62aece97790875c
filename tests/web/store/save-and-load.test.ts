import { describe, expect, test } from 'vitest';
import { behind, chunksOf, FakeModel, freshBrowser, newBase, openStore } from './support.js';

freshBrowser();

const MIB = 1 << 20;

describe('saving', () => {
  test('the latest model is the one that was saved last', async () => {
    const store = await openStore();
    const base = newBase();
    const first = base.trained(1);
    await store.save('emoji', first);
    await store.save('emoji', first.trained(2, 3));
    const latest = await store.latest('emoji', { base });
    expect(latest?.learned).toEqual(new Uint8Array([1, 2, 3]));
  });

  test('a model survives its page: another handle loads it without the base', async () => {
    const store = await openStore();
    await store.save('emoji', newBase().trained(7));
    store.close();
    const latest = await (await openStore()).latest('emoji');
    expect(latest?.learned).toEqual(new Uint8Array([7]));
    expect(latest?.base).toEqual(newBase().base);
  });

  test('nothing saved answers undefined, and is called fresh', async () => {
    const store = await openStore();
    expect(await store.latest('emoji', { base: newBase() })).toBeUndefined();
    expect(await store.status('emoji')).toEqual({ state: 'fresh', number: undefined, lost: [], persisted: undefined });
  });

  test('after a save the state is ok', async () => {
    const store = await openStore();
    await store.save('emoji', newBase().trained(1));
    expect(await store.status('emoji')).toEqual({ state: 'ok', number: 1, lost: [], persisted: undefined });
  });

  test('the base model is asked for and stored once for all versions and names', async () => {
    const store = await openStore();
    const first = newBase().trained(1);
    const second = first.trained(2);
    const other = newBase().trained(3);
    await store.save('emoji', first);
    await store.save('emoji', second);
    await store.save('letters', other);
    expect([first, second, other].map((model) => model.baseExports)).toEqual([1, 0, 0]);
    expect(await behind((tx) => tx.objectStore('bases').count())).toBe(1);
  });

  test('bytes are cut into pieces of at most a megabyte and come back whole', async () => {
    const store = await openStore();
    const learned = Uint8Array.from({ length: 2 * MIB + 5 }, (_, i) => i * 31);
    const base = newBase();
    await store.save('emoji', new FakeModel(base.base, learned, base.lineage.child()));
    expect((await chunksOf(1)).map((chunk) => chunk.bytes.length)).toEqual([MIB, MIB, 5]);
    const latest = await store.latest('emoji');
    expect(Buffer.from(latest?.learned ?? []).equals(learned)).toBe(true);
  });

  test('a view of a large buffer is stored as the bytes that it shows, no more', async () => {
    const store = await openStore();
    const model = newBase().trained();
    Object.defineProperty(model, 'learned', { value: new Uint8Array(MIB).fill(5).subarray(10, 14) });
    await store.save('emoji', model);
    const [chunk] = await chunksOf(1);
    expect(chunk?.bytes.buffer.byteLength).toBe(4);
  });

  test('a model that learned nothing can be saved', async () => {
    const store = await openStore();
    await store.save('emoji', newBase());
    expect((await store.latest('emoji'))?.learned).toEqual(new Uint8Array());
  });

  test('saves of one handle take turns: a child may be saved before its parent is', async () => {
    const store = await openStore();
    const parent = newBase().trained(1);
    const child = parent.trained(2);
    const infos = await Promise.all([store.save('emoji', parent), store.save('emoji', child)]);
    expect(infos.map(({ number, parent }) => [number, parent])).toEqual([
      [1, undefined],
      [2, 1],
    ]);
  });

  test('the model is read when save() is called, not when its turn comes', async () => {
    const store = await openStore();
    const model = newBase().trained(1);
    const first = store.save('other', newBase());
    const second = store.save('emoji', model);
    Object.defineProperty(model, 'learned', {
      get: () => {
        throw new Error('this model was disposed of');
      },
    });
    await Promise.all([first, second]);
    expect((await store.latest('emoji'))?.learned).toEqual(new Uint8Array([1]));
  });

  test('a model comes back with the parameters that it was loaded with, also after a rollback', async () => {
    const store = await openStore();
    const base = Object.assign(newBase(), { parameters: { numberOfNeighbors: 3, seed: 2n ** 60n } });
    await store.save('emoji', base.trained(1));
    expect((await store.latest('emoji'))?.parameters).toEqual(base.parameters);
    await store.rollback('emoji', { to: 1 });
    expect((await store.latest('emoji'))?.parameters).toEqual(base.parameters);
    expect((await store.latest('emoji', { base: newBase() }))?.parameters).toEqual({});
  });

  test('names do not touch one another', async () => {
    const store = await openStore();
    await store.save('a', newBase().trained(1));
    await store.save('a/b', newBase().trained(2));
    expect((await store.latest('a'))?.learned).toEqual(new Uint8Array([1]));
    expect((await store.latest('a/b'))?.learned).toEqual(new Uint8Array([2]));
  });
});

describe('the base model', () => {
  const counting = () => {
    let restored = 0;
    const restore = async (base: Uint8Array, delta: Uint8Array | undefined): Promise<FakeModel> => {
      restored += 1;
      return new FakeModel(base, delta ?? []);
    };
    return { restore, times: () => restored };
  };

  test('one that is given saves loading the stored one', async () => {
    const { restore, times } = counting();
    const store = await openStore({ restore });
    await store.save('emoji', newBase().trained(1));
    await store.latest('emoji', { base: newBase() });
    expect(times()).toBe(0);
  });

  test('a newer one does not win over a personal version: that keeps its own base', async () => {
    const { restore, times } = counting();
    const store = await openStore({ restore });
    await store.save('emoji', newBase().trained(1));
    const latest = await store.latest('emoji', { base: new FakeModel([99, 98]) });
    expect(latest?.base).toEqual(newBase().base);
    expect(times()).toBe(1);
  });

  test('a store that cannot make models by itself asks for it', async () => {
    const store = await openStore({ restore: undefined as never });
    await store.save('emoji', newBase().trained(1));
    await expect(store.latest('emoji')).rejects.toMatchObject({ code: 'invalid-parameter' });
    expect((await store.latest('emoji', { base: newBase() }))?.learned).toEqual(new Uint8Array([1]));
  });
});

describe('versions', () => {
  test('are listed oldest first with all that was said about them', async () => {
    const store = await openStore();
    const before = Date.now();
    const first = newBase().trained(1);
    await store.save('emoji', first, { note: 'first cat', metrics: { lossValue: 0.5, accuracy: Number.NaN } });
    const second = first.trained(2, 3, 4);
    const info = await store.save('emoji', second);
    const listed = await store.versions('emoji');
    expect(listed).toEqual([
      {
        ...{ number: 1, note: 'first cat', byteLength: 1, metrics: { lossValue: 0.5, accuracy: Number.NaN } },
        ...{ parent: undefined, restores: undefined, coreVersion: '0.1.0', savedAt: expect.any(Date) },
      },
      info,
    ]);
    expect(info).toMatchObject({ number: 2, note: '', byteLength: 4, metrics: {}, parent: 1 });
    expect(listed[0]?.savedAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(listed[0]?.savedAt.getTime()).toBeLessThanOrEqual(Date.now());
  });

  test('one can be loaded by its number', async () => {
    const store = await openStore();
    const first = newBase().trained(1);
    await store.save('emoji', first);
    await store.save('emoji', first.trained(2));
    expect((await store.load('emoji', { version: 1 })).learned).toEqual(new Uint8Array([1]));
  });

  test('one that is not kept is refused, and the message says which are', async () => {
    const store = await openStore();
    await store.save('emoji', newBase().trained(1));
    const refused = { code: 'invalid-parameter', message: expect.stringContaining('kept are: 1') };
    await expect(store.load('emoji', { version: 2 })).rejects.toMatchObject(refused);
    await expect(store.load('nobody', { version: 1 })).rejects.toMatchObject({ code: 'invalid-parameter' });
  });

  test('the last ten stay, and nothing of the older ones', async () => {
    const store = await openStore();
    let model = newBase();
    for (let i = 1; i <= 12; i++) {
      model = model.trained(i);
      await store.save('emoji', model);
    }
    const numbers = (await store.versions('emoji')).map(({ number }) => number);
    expect(numbers).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(await behind((tx) => tx.objectStore('chunks').count())).toBe(10 + 1);
  });

  test('keep: fewer stay, but never fewer than two', async () => {
    const store = await openStore({ keep: 2 });
    let model = newBase();
    for (let i = 1; i <= 4; i++) {
      model = model.trained(i);
      await store.save('emoji', model);
    }
    expect((await store.versions('emoji')).map(({ number }) => number)).toEqual([3, 4]);
    for (const keep of [1, 0, -1, 2.5, Number.NaN]) {
      await expect(openStore({ keep })).rejects.toMatchObject({ code: 'invalid-parameter' });
    }
  });

  test('when the last version on an older base goes, that base goes', async () => {
    const store = await openStore({ keep: 2 });
    await store.save('emoji', newBase().trained(1));
    await store.erase('emoji');
    let model = new FakeModel([5, 5, 5]);
    for (let i = 1; i <= 3; i++) {
      model = model.trained(i);
      await store.save('emoji', model);
    }
    const bases = await behind<{ sha256: string }[]>((tx) => tx.objectStore('bases').getAll());
    expect(bases).toHaveLength(1);
  });
});

describe('what cannot be asked', () => {
  test('an empty name', async () => {
    const store = await openStore();
    const refused = { code: 'invalid-parameter' };
    await expect(openStore({}, '')).rejects.toMatchObject(refused);
    await expect(store.save('', newBase())).rejects.toMatchObject(refused);
    await expect(store.latest('')).rejects.toMatchObject(refused);
    await expect(store.versions('')).rejects.toMatchObject(refused);
    await expect(store.status('')).rejects.toMatchObject(refused);
    await expect(store.erase('')).rejects.toMatchObject(refused);
  });

  test('metrics that are not numbers', async () => {
    const store = await openStore();
    const metrics = { loss: 'low' } as never;
    await expect(store.save('emoji', newBase(), { metrics })).rejects.toMatchObject({ code: 'invalid-parameter' });
    expect(await store.versions('emoji')).toEqual([]);
  });

  test('anything of a closed store', async () => {
    const store = await openStore();
    store.close();
    await expect(store.latest('emoji')).rejects.toMatchObject({ code: 'storage-aborted' });
    await expect(store.save('emoji', newBase())).rejects.toMatchObject({ code: 'storage-aborted' });
    await expect(store.erase('emoji')).rejects.toMatchObject({ code: 'storage-aborted' });
    await expect(store.erase()).rejects.toMatchObject({ code: 'storage-aborted' });
    expect(await indexedDB.databases()).toHaveLength(1);
  });
});
