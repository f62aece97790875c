// A store that any past release wrote is opened by this one: nothing of the user's is lost.

import { describe, expect, test } from 'vitest';
import { restoreModel } from '../../../web/src/model/model-class.js';
import { ExampleStore } from '../../../web/src/store/example-store.js';
import { ModelStore } from '../../../web/src/store/model-store.js';
import { FORMAT_VERSION } from '../../../web/src/store/records.js';
import { provider, skipped } from '../support/real-core.js';
import { RELEASES, readGolden, restoreGolden } from './golden/golden.js';
import { behind, freshBrowser, newBase, openStore } from './support.js';

freshBrowser();

test('there is a golden store of every layout before this one', () => {
  expect(RELEASES).toEqual(expect.arrayContaining(Array.from({ length: FORMAT_VERSION - 1 }, (_, i) => i + 1)));
});

describe.each(RELEASES)('a store of layout %i', (version) => {
  const golden = readGolden(version);

  test('keeps its versions, and goes on', async () => {
    (await restoreGolden(golden, 'attune:test')).close();
    const store = await openStore();
    const before = await store.versions('mine');
    expect(before.map(({ number, note, restores }) => [number, note, restores])).toEqual([
      [1, 'first', undefined],
      [2, 'second', undefined],
      [3, 'first', 1],
    ]);
    expect(before[0]?.metrics).toEqual({ lossValue: 0.5, accuracy: Number.NaN });
    expect(await store.status('mine')).toMatchObject({ state: 'ok', number: 3, lost: [] });
    const latest = await store.latest('mine');
    expect(await store.save('mine', latest?.trained(1) ?? newBase())).toMatchObject({ number: 4, parent: 3 });
  });

  test('is written as this release lays it out', async () => {
    (await restoreGolden(golden, 'attune:test')).close();
    (await openStore()).close();
    const steps = await behind<{ number: number; made: unknown }[]>((tx) => tx.objectStore('steps').getAll());
    expect(steps.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect((await indexedDB.databases())[0]?.version).toBe(FORMAT_VERSION);
  });

  test.skipIf(skipped !== undefined || version < 2)('still forgets an example', async () => {
    (await restoreGolden(golden, 'attune:golden')).close();
    const store = await ModelStore.open('golden', { restore: restoreModel({ exact: provider() }) });
    const examples = await ExampleStore.open('golden');
    const [first] = await examples.list();
    expect(await store.forget(first?.id ?? '')).toMatchObject([{ name: 'mine', replaced: [1, 2, 3] }]);
    expect(await examples.count()).toMatchObject({ count: 7 });
  });

  test.skipIf(skipped !== undefined)('answers as it did', async () => {
    (await restoreGolden(golden, 'attune:golden')).close();
    const store = await ModelStore.open('golden', { restore: restoreModel({ exact: provider() }) });
    for (const [number, expected] of Object.entries(golden.predictions)) {
      const model = await store.load('mine', { version: Number(number) });
      const { output1 } = await model.predict({ input1: Float64Array.from(golden.input) });
      const { data } = output1 as { data: Float64Array };
      // Close, not equal: another version of the core may sum in another order.
      expected.forEach((value, index) => {
        expect(data[index]).toBeCloseTo(value, 5);
      });
    }
  });
});
