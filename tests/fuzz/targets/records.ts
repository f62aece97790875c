// What lies in the database, changed behind the store's back: whatever it finds there, it gives back a version or an example as it was
// saved, or says what is wrong; and the next save works, or is refused with a code.
//
// An input is a seed of four bytes: records hold more than bytes can.

import { IDBFactory } from 'fake-indexeddb';
import type { ModelDescription } from '../../../web/src/model/description.js';
import { ExampleStore } from '../../../web/src/store/example-store.js';
import { answer, behind, type FakeModel, newBase, openStore } from '../../web/store/support.js';
import { BrokenPromise, main, Random, type WebTarget } from '../web/driver.js';
import { mutateJson } from '../web/json.js';

const STORES = ['bases', 'heads', 'versions', 'chunks', 'steps', 'examples'] as const;
const NAME = 'emoji';
/** What each version has learned; a list of bytes, so that a wrong one is told from a right one. */
const LEARNED = [[1], [1, 2], [1, 2, 3]];
/** What a record says that names no piece: it learned nothing. That is a version like any other. */
const ALLOWED = [[], ...LEARNED].map(String);

/** What each example holds. */
const DRAWN = [
  [1, 2],
  [3, 4, 5],
];

/** For examples of numbers with a label. */
const MODEL = Object.assign(newBase(), {
  description: {
    predictedFeatureName: 'label',
    inputs: [],
    trainingInputs: [
      { name: 'drawn', type: 'multiArray', shape: [], dataType: 'float32', optional: false, shortDescription: '' },
      { name: 'label', type: 'string', optional: false, shortDescription: '' },
    ],
  } as unknown as ModelDescription,
});
const openExamples = (): Promise<ExampleStore> => ExampleStore.open('test', { model: MODEL });

async function history(): Promise<void> {
  const store = await openStore();
  let model = newBase();
  for (const learned of LEARNED) {
    model = model.trained(learned.at(-1) ?? 0);
    await store.save(NAME, model, { note: `${learned.length}`, metrics: { accuracy: 0.5 } });
  }
  store.close();
  const examples = await openExamples();
  for (const drawn of DRAWN) await examples.add({ drawn: Float32Array.from(drawn), label: 'a' });
  examples.close();
}

/** Every example is as it was kept, or said to be damaged. */
async function readExamples(): Promise<string> {
  const examples = await openExamples();
  try {
    const { count } = await examples.count();
    for (const { id } of await examples.list()) {
      const { drawn } = (await examples.get(id)).features as { drawn?: { data?: ArrayLike<number> } };
      const values = Array.from(drawn?.data ?? []);
      if (!DRAWN.map(String).includes(String(values))) {
        throw new BrokenPromise(`an example that nobody kept: ${values.join()}`);
      }
    }
    await (await examples.training()).at(0);
    await examples.add({ drawn: Float32Array.from([6]), label: 'b' });
    return `${count} examples`;
  } finally {
    examples.close();
  }
}

/** Changes one record, or the key under which it lies. */
async function harm(random: Random): Promise<void> {
  const where = random.of(STORES);
  const all = await behind<unknown[]>((tx) => tx.objectStore(where).getAll());
  if (all.length === 0) return;
  const record = random.of(all);
  const keys = await behind<IDBValidKey[]>((tx) => tx.objectStore(where).getAllKeys());
  const key = keys[all.indexOf(record)] as IDBValidKey;
  if (random.chance(6)) {
    await behind((tx) => tx.objectStore(where).delete(key) as IDBRequest<unknown>);
    return;
  }
  const changed = mutateJson(record, random);
  await behind((tx) => {
    const store = tx.objectStore(where);
    try {
      return store.put(changed) as IDBRequest<unknown>;
    } catch {
      return store.count() as IDBRequest<unknown>; // no key any more, or not to be cloned: no browser keeps such a record
    }
  });
}

function check(model: FakeModel | undefined): string {
  if (model === undefined) return 'nothing';
  const learned = [...model.learned];
  if (ALLOWED.includes(String(learned))) return `version ${learned.length}`;
  throw new BrokenPromise(`a model that nobody saved: ${learned.join()}`);
}

const target: WebTarget = {
  slowestMs: 5000,
  next: (random) => new Uint8Array(new Uint32Array([random.below(2 ** 32)]).buffer),
  async run(input) {
    const random = new Random(new DataView(input.buffer).getUint32(0, true));
    globalThis.indexedDB = new IDBFactory();
    // What was not there cannot be harmed.
    await history().catch((error) => {
      throw new BrokenPromise(`nothing was kept: ${error}`);
    });
    for (let times = 1 + random.below(3); times > 0; times--) await harm(random);
    if (random.chance(2)) return readExamples().finally(forgetAll);
    const store = await openStore();
    try {
      await store.versions(NAME);
      await store.status(NAME);
      const latest = await store.latest(NAME, random.chance(2) ? { base: newBase() } : {});
      const found = check(latest);
      await store.save(NAME, (latest ?? newBase()).trained(9));
      return found;
    } finally {
      store.close();
      await forgetAll();
    }
  },
};

const forgetAll = () => answer(indexedDB.deleteDatabase('attune:test'));

await main(target);
