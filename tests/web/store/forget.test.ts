// forget(): the same history without one example, to the bit. The oracle is that history: the same calls, made in another
// store that never saw the example.

import { describe, expect, test } from 'vitest';
import type { Model } from '../../../web/src/model/model.js';
import { restoreModel } from '../../../web/src/model/model-class.js';
import { ExampleStore } from '../../../web/src/store/example-store.js';
import { ModelStore } from '../../../web/src/store/model-store.js';
import { inThread } from '../support/models.js';
import { behind, damage, flipped, freshBrowser } from './support.js';

freshBrowser();

const bench = inThread();
const base = await bench.load(0);
const parameters = { epochs: 2, learningRate: 0.01, miniBatchSize: 1 };

const ROWS: { x: number; y: number }[] = [
  { x: 1, y: 2 },
  { x: 2, y: 5 },
  { x: 3, y: 1 },
  { x: 1.5, y: 4 },
  { x: 0.5, y: -10 },
];

/** A person's pages with one store: examples by their place in ROWS, `undefined` for the one that never was. */
class Person {
  readonly models: ModelStore<Model>;
  readonly examples: ExampleStore;
  readonly ids: (string | undefined)[] = [];
  readonly #without: number | undefined;

  private constructor(models: ModelStore<Model>, examples: ExampleStore, without: number | undefined) {
    this.models = models;
    this.examples = examples;
    this.#without = without;
  }

  static async begin(name: string, without?: number, keep = 10): Promise<Person> {
    const models = await ModelStore.open<Model>(name, { restore: restoreModel({ exact: bench.provider }), keep });
    const person = new Person(models, await ExampleStore.open(name, { model: base }), without);
    for (const [index, row] of ROWS.entries()) {
      person.ids.push(index === without ? undefined : (await person.examples.add(row)).id);
    }
    return person;
  }

  set(...places: number[]) {
    return this.examples.pick(
      places.filter((place) => place !== this.#without).map((place) => this.ids[place] as string),
    );
  }

  async learn(places: number[], options: object = {}): Promise<void> {
    const set = await this.set(...places);
    if (set.length === 0) return;
    await this.models.update('mine', set, { base, parameters, ...options }).catch((error: { code?: string }) => {
      if (error.code !== 'not-better') throw error;
    });
  }

  /** The bits of each version: a fake model is its weight, in decimal digits that give it back. */
  async bits(): Promise<string[]> {
    const versions = await this.models.versions('mine');
    return Promise.all(
      versions.map(async ({ number }) => {
        const model = await this.models.load('mine', { version: number });
        return new TextDecoder().decode(await model.export());
      }),
    );
  }
}

/** Lives the same life with and without an example, and compares what is left after forgetting it. */
async function compare(live: (person: Person) => Promise<void>, place: number, keep = 10) {
  const person = await Person.begin('test', undefined, keep);
  await live(person);
  const other = await Person.begin('other', place, keep);
  await live(other);
  const seen = await person.bits();
  const forgotten = await person.models.forget(person.ids[place] as string);
  expect(await person.bits()).toEqual(await other.bits());
  return { person, other, seen, forgotten };
}

describe('forget gives the bits of the same history without the example', () => {
  test('one update', async () => {
    const { person, seen, forgotten } = await compare((one) => one.learn([0, 1, 2]), 1);
    expect(await person.bits()).not.toEqual(seen);
    expect(forgotten).toEqual([{ name: 'mine', replaced: [1], dropped: [], newest: 1 }]);
    expect((await person.models.status('mine')).state).toBe('ok');
  });

  test('a chain of updates, of which the first never saw it and stays as it is', async () => {
    const { person, forgotten } = await compare(async (one) => {
      await one.learn([0, 1]);
      await one.learn([2, 3]);
      await one.learn([4]);
    }, 2);
    expect(forgotten).toEqual([{ name: 'mine', replaced: [2, 3], dropped: [], newest: 3 }]);
    expect((await person.models.versions('mine')).map(({ number, parent }) => [number, parent])).toEqual([
      [1, undefined],
      [2, 1],
      [3, 2],
    ]);
  });

  test('splits, early stops and gates come out as they would have', async () => {
    await compare(async (one) => {
      await one.learn([0, 1, 2, 3]);
      const held = await one.set(1, 4);
      await one.learn([0, 2, 3], { validation: held, earlyStopping: true, keepIfBetter: { minDelta: -100 } });
      await one.learn([0, 1, 2, 3, 4], { validation: 0.4, replay: { examples: await one.set(1, 2), ratio: 1 } });
    }, 1);
  });

  test('an update that would have been refused is no version', async () => {
    // The last example alone pulls away from the first one.
    const { forgotten, person } = await compare(async (one) => {
      await one.learn([0]);
      await one.learn([1, 4], { keepIfBetter: { examples: await one.set(0) } });
      await one.learn([3]);
    }, 1);
    expect(forgotten[0]?.dropped).toEqual([2]);
    expect((await person.models.versions('mine')).map(({ number, parent }) => [number, parent])).toEqual([
      [1, undefined],
      [3, 1],
    ]);
  });

  describe('an update that was refused because of it', () => {
    const learn = async (one: Person): Promise<void> => {
      await one.learn([0]);
      await one.learn([0, 4], { keepIfBetter: { examples: await one.set(0) } });
    };

    test('is made, and is a version where it is the last', async () => {
      const { seen, person, forgotten } = await compare(learn, 4);
      expect(seen).toHaveLength(1);
      expect((await person.models.versions('mine')).map(({ number, parent }) => [number, parent])).toEqual([
        [1, undefined],
        [2, 1],
      ]);
      expect(forgotten).toEqual([{ name: 'mine', replaced: [2], dropped: [], newest: 2 }]);
    });

    test('is made, and is part of the version after it where there is one; that can be gone through again', async () => {
      const live = async (one: Person): Promise<void> => {
        await learn(one);
        await one.learn([2, 3]);
      };
      const person = await Person.begin('test');
      await live(person);
      expect(await person.bits()).toHaveLength(2);
      const other = await Person.begin('other', 4);
      await live(other);
      await person.models.forget(person.ids[4] as string);
      expect((await person.bits()).at(-1)).toBe((await other.bits()).at(-1));
      await person.models.forget(person.ids[3] as string);
      await other.models.forget(other.ids[3] as string);
      expect((await person.bits()).at(-1)).toBe((await other.bits()).at(-1));
    });
  });

  test('an update that learned from nothing else is no more', async () => {
    const { forgotten } = await compare(async (one) => {
      await one.learn([0]);
      await one.learn([1]);
      await one.learn([2]);
    }, 1);
    expect(forgotten).toEqual([{ name: 'mine', replaced: [3], dropped: [2], newest: 3 }]);
  });

  test('rollbacks, and updates from the base', async () => {
    await compare(async (one) => {
      await one.learn([0, 1]);
      await one.learn([2]);
      await one.models.rollback('mine', { to: 1 });
      await one.learn([3]);
      await one.learn([0, 1, 2], { from: 'base' });
      await one.learn([4]);
    }, 1);
  });

  test('also where the versions that saw it are no longer kept', async () => {
    const { forgotten } = await compare(
      async (one) => {
        for (const places of [[0, 1], [2], [3], [4], [0]]) await one.learn(places);
      },
      1,
      2,
    );
    expect(forgotten[0]?.replaced).toEqual([4, 5]);
  });

  test('one after the other, in any order, down to nothing', async () => {
    const person = await Person.begin('test');
    await person.learn([0, 1, 2]);
    await person.learn([1, 2]);
    for (const place of [2, 0, 1]) await person.models.forget(person.ids[place] as string);
    expect(await person.models.versions('mine')).toEqual([]);
    expect(await person.models.status('mine')).toMatchObject({ state: 'fresh' });
    expect(await behind((tx) => tx.objectStore('steps').count())).toBe(0);
    expect(await behind((tx) => tx.objectStore('bases').count())).toBe(0);
    expect((await person.examples.count()).count).toBe(2);
  });
});

describe('after forgetting', () => {
  test('nothing in any record names the example, and its bytes are gone', async () => {
    const person = await Person.begin('test');
    await person.learn([0, 1], { validation: await person.set(2) });
    const id = person.ids[2] as string;
    await person.models.forget(id);
    for (const store of ['bases', 'heads', 'versions', 'chunks', 'steps', 'examples']) {
      const records = await behind((tx) => tx.objectStore(store).getAll());
      expect(JSON.stringify(records, (_, value) => (typeof value === 'bigint' ? `${value}` : value))).not.toContain(id);
    }
    await expect(person.models.forget(id)).rejects.toMatchObject({ code: 'bad-example' });
  });

  test('training goes on, and a model of before is refused', async () => {
    const person = await Person.begin('test');
    await person.learn([0, 1]);
    const before = (await person.models.latest('mine')) as Model;
    await person.models.forget(person.ids[1] as string);
    await expect(person.models.save('mine', before)).rejects.toMatchObject({ code: 'conflict' });
    await person.learn([2]);
    expect((await person.models.versions('mine')).map(({ number }) => number)).toEqual([1, 2]);
  });

  test('models of other names that never saw it are as they were', async () => {
    const person = await Person.begin('test');
    await person.learn([0]);
    await person.models.update('other', await person.set(1), { base, parameters });
    const before = await person.models.versions('mine');
    expect((await person.models.forget(person.ids[1] as string)).map(({ name }) => name)).toEqual(['other']);
    expect(await person.models.versions('mine')).toEqual(before);
  });

  test('an example that nothing learned from is just gone', async () => {
    const person = await Person.begin('test');
    await person.learn([0]);
    expect(await person.models.forget(person.ids[4] as string)).toEqual([]);
    expect((await person.examples.count()).count).toBe(4);
  });
});

describe('what cannot be forgotten', () => {
  const cannot = { code: 'cannot-forget', hint: expect.stringContaining('erase') };

  async function unchanged(person: Person, work: () => Promise<unknown>, error: object): Promise<void> {
    const before = [await person.bits(), await person.models.versions('mine'), await person.examples.list()];
    await expect(work()).rejects.toMatchObject(error);
    expect([await person.bits(), await person.models.versions('mine'), await person.examples.list()]).toEqual(before);
  }

  test('an example that a version of unknown origin may have seen', async () => {
    const person = await Person.begin('test');
    await person.learn([0]);
    const { model } = await ((await person.models.latest('mine')) as Model).update(ROWS.slice(1, 2)).finished;
    await person.models.save('mine', model);
    await unchanged(person, () => person.models.forget(person.ids[1] as string), cannot);
  });

  test('but a version of unknown origin from before the example is no obstacle', async () => {
    const models = await ModelStore.open<Model>('test', { restore: restoreModel({ exact: bench.provider }) });
    await models.save('mine', (await base.update(ROWS, { parameters }).finished).model);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const person = await Person.begin('test');
    const before = await person.bits();
    await person.learn([0]);
    await person.models.forget(person.ids[0] as string);
    expect(await person.bits()).toEqual(before);
  });

  test('an example that was evicted or removed', async () => {
    const person = await Person.begin('test');
    await person.learn([0, 1]);
    await person.examples.remove(person.ids[1] as string);
    await unchanged(person, () => person.models.forget(person.ids[0] as string), cannot);
    // Its own bytes are not needed to do without it.
    expect(await person.models.forget(person.ids[1] as string)).toMatchObject([{ replaced: [1] }]);
    await expect(person.models.forget('nobody')).rejects.toMatchObject({ code: 'bad-example' });
  });

  test('an example beside one that is damaged', async () => {
    const person = await Person.begin('test');
    await person.learn([0, 1]);
    const key = [person.ids[1] as string, 0];
    const chunk = await behind<{ bytes: Uint8Array }>((tx) => tx.objectStore('chunks').get(key));
    const bytes = flipped(9)(chunk.bytes);
    await behind((tx) => tx.objectStore('chunks').put({ ...chunk, bytes }) as IDBRequest<IDBValidKey>);
    await expect(person.models.forget(person.ids[0] as string)).rejects.toMatchObject(cannot);
    await damage(1, flipped(0), 'mine');
    await expect(person.models.forget(person.ids[0] as string)).rejects.toMatchObject(cannot);
    await person.models.erase();
    expect((await indexedDB.databases()).map(({ name }) => name)).toEqual([]);
  });

  test('while another tab saves all the while', async () => {
    const person = await Person.begin('test');
    await person.learn([0, 1]);
    const tab = await ModelStore.open<Model>('test', { restore: restoreModel({ exact: bench.provider }) });
    let saves = 0;
    const restore = async (...args: Parameters<ReturnType<typeof restoreModel>>) => {
      saves += 1;
      await tab.update('mine', await person.set(2), { base, parameters });
      return restoreModel({ exact: bench.provider })(...args);
    };
    const slow = await ModelStore.open<Model>('test', { restore });
    await expect(slow.forget(person.ids[1] as string)).rejects.toMatchObject({ code: 'conflict' });
    expect(saves).toBe(3);
    expect(await person.models.versions('mine')).toHaveLength(4);
    expect((await person.models.forget(person.ids[1] as string))[0]?.replaced).toEqual([1, 2, 3, 4]);
  });
});
