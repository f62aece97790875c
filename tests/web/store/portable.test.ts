import { unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { Model } from '../../../web/src/model/model.js';
import { restoreModel } from '../../../web/src/model/model-class.js';
import { ExampleStore } from '../../../web/src/store/example-store.js';
import { ModelStore } from '../../../web/src/store/model-store.js';
import { parsePlain, printPlain } from '../../../web/src/store/plain-json.js';
import { inThread } from '../support/models.js';
import { behind, damage, flipped, freshBrowser, newBase, openStore } from './support.js';

freshBrowser();

const bench = inThread();
const base = await bench.load(0);
const parameters = { epochs: 2, learningRate: 0.01, seed: 2n ** 60n } as never;
const open = (name: string) => ModelStore.open<Model>(name, { restore: restoreModel({ exact: bench.provider }) });
const personal = { includesPersonalData: true } as const;

/** Two models, three versions, three examples. */
async function full() {
  const store = await open('test');
  const examples = await ExampleStore.open('test', { model: base });
  for (const x of [1, 2, 3]) await examples.add({ x, y: 3 * x }, { note: `times ${x}` });
  const set = await examples.training();
  await store.update('mine', set, { base, parameters, note: 'first', metrics: { odd: Number.NaN } });
  await store.update('mine', set, { parameters });
  await store.update('yours', set, { base, parameters });
  return { store, examples, set };
}

const records = async (name: string) => {
  const all: Record<string, unknown> = {};
  for (const store of ['bases', 'heads', 'versions', 'chunks', 'steps', 'examples']) {
    all[store] = await behind((tx) => tx.objectStore(store).getAll(), { name: `attune:${name}` });
  }
  return all;
};

describe('an exported store', () => {
  test('is refused unless it is said that it holds personal data', async () => {
    const { store } = await full();
    for (const options of [undefined, {}, { includesPersonalData: false }]) {
      await expect(store.export(options as never)).rejects.toMatchObject({ code: 'invalid-parameter' });
    }
  });

  test('comes back record by record, and goes on: it can still forget', async () => {
    const { store, set } = await full();
    const { bytes, damaged } = await store.export(personal);
    expect(damaged).toEqual({ versions: [], examples: [] });
    const other = await open('other');
    await other.import(bytes);
    expect(await records('other')).toEqual(await records('test'));
    expect(await other.status('mine')).toMatchObject({ state: 'ok', number: 2 });
    expect((await other.versions('mine')).map(({ note }) => note)).toEqual(['first', '']);
    await other.forget(set.ids[1] as string);
    await store.forget(set.ids[1] as string);
    const [one, two] = [await store.latest('mine'), await other.latest('mine')];
    expect(await two?.export()).toEqual(await one?.export());
    expect((await (await ExampleStore.open('other')).list()).map(({ note }) => note)).toEqual(['times 1', 'times 3']);
  });

  test('is a zip that other tools open, the same bytes for the same store', async () => {
    const { store } = await full();
    const { bytes } = await store.export(personal);
    expect((await store.export(personal)).bytes).toEqual(bytes);
    const files = unzipSync(bytes);
    expect(Object.keys(files).filter((path) => path.startsWith('versions/'))).toHaveLength(3);
    const list = JSON.parse(new TextDecoder().decode(files['store.json']));
    expect(list).toMatchObject({ format: 1, layout: 2, examples: [{ note: 'times 1' }, {}, {}] });
  });

  test('of nothing is a file, too', async () => {
    const { bytes } = await (await open('test')).export(personal);
    const other = await open('other');
    await other.import(new Blob([bytes]));
    expect(await other.status('mine')).toMatchObject({ state: 'fresh' });
  });

  test('leaves out what is damaged, and says so', async () => {
    const { store, set } = await full();
    await damage(1, flipped(0), 'mine');
    const chunk = await behind<object>((tx) => tx.objectStore('chunks').get([set.ids[2] as string, 0]));
    await behind(
      (tx) => tx.objectStore('chunks').put({ ...chunk, bytes: new Uint8Array(3) }) as IDBRequest<IDBValidKey>,
    );
    const { bytes, damaged } = await store.export(personal);
    expect(damaged).toEqual({ versions: [{ name: 'mine', number: 1 }], examples: [set.ids[2]] });
    const other = await open('other');
    await other.import(bytes);
    expect(await other.status('mine')).toMatchObject({ state: 'ok', number: 2 });
    expect(await (await ExampleStore.open('other')).count()).toMatchObject({ count: 2 });
  });

  test('leaves out a base whose notes are damaged, and the versions on it', async () => {
    const { store } = await full();
    const [first] = await behind<{ sha256: string }[]>((tx) => tx.objectStore('bases').getAll());
    await behind((tx) => tx.objectStore('bases').put({ ...first, chunks: [null] }) as IDBRequest<IDBValidKey>);
    const { damaged } = await store.export(personal);
    expect(damaged).toEqual({
      versions: ['mine', 'mine', 'yours'].map((name, index) => ({ name, number: (index % 2) + 1 })),
      examples: [],
    });
  });
});

describe('an import', () => {
  test('goes into an empty store only', async () => {
    const { store } = await full();
    const { bytes } = await store.export(personal);
    await store.import(bytes); // which holds it already: nothing to do
    const other = await open('other');
    await other.save('mine', base);
    await expect(other.import(bytes)).rejects.toMatchObject({ code: 'conflict' });
    await other.erase();
    await other.import(bytes);
    expect(await other.versions('mine')).toHaveLength(2);
  });

  test('is all or nothing: every flipped byte and every cut is noticed, or harmless', async () => {
    const small = await openStore({}, 'small');
    await small.save('emoji', newBase().trained(1, 2, 3));
    const { bytes } = await small.export(personal);
    const wanted = await records('small');
    const codes = new Set<string>();
    for (let at = 0; at < bytes.length; at += 1) {
      for (const hostile of [flipped(at)(bytes) as Uint8Array<ArrayBuffer>, bytes.slice(0, at)]) {
        const store = await openStore({}, 'copy');
        try {
          await store.import(hostile);
          expect(await records('copy')).toEqual(wanted);
        } catch (error) {
          const { code = String(error) } = error as { code?: string };
          codes.add(code);
          expect(await store.versions('emoji')).toEqual([]);
        }
        await store.erase();
        store.close();
      }
    }
    expect([...codes]).toEqual(expect.arrayContaining(['integrity', 'model-invalid']));
    const known = ['integrity', 'model-invalid', 'model-too-large', 'unsupported', 'format-too-new'];
    expect([...codes].filter((code) => !known.includes(code))).toEqual([]);
  });

  test('refuses lists that no store wrote', async () => {
    const { store } = await full();
    const files = unzipSync((await store.export(personal)).bytes);
    const list = parsePlain(new TextDecoder().decode(files['store.json'])) as Record<string, unknown[]>;
    const [version] = list.versions as [{ chunks: object[] }];
    const hostile: [string, unknown][] = [
      ['integrity', undefined],
      ['integrity', { ...list, versions: [null] }],
      ['integrity', { ...list, versions: 'all' }],
      ['integrity', { ...list, bases: [] }],
      ['integrity', { ...list, steps: [{ ...(list.steps?.[0] as object), made: [{ examples: [7], options: {} }] }] }],
      ['integrity', { ...list, versions: [{ ...version, chunks: [{ byteLength: -1, sha256: '' }] }] }],
      ['integrity', { ...list, versions: [{ ...version, id: 'another' }] }],
      ['integrity', { ...list, examples: [...(list.examples ?? []), ...(list.examples ?? [])] }],
      ['format-too-new', { ...list, layout: 99 }],
      ['format-too-new', { ...list, format: 2 }],
    ];
    for (const [code, changed] of hostile) {
      const text = changed === undefined ? 'store' : printPlain(changed);
      const zip = zipSync({ ...files, 'store.json': new TextEncoder().encode(text) }) as Uint8Array<ArrayBuffer>;
      const other = await open('other');
      await expect(other.import(zip), text.slice(0, 200)).rejects.toMatchObject({ code });
      expect(await behind((tx) => tx.objectStore('chunks').count(), { name: 'attune:other' })).toBe(0);
    }
  });
});
