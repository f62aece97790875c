// Versions, rollback and erasure in a real browser's storage.

import { Model, ModelStore } from 'attune';
import { bitsOf } from './scenarios/bits.mjs';
import { source } from './scenarios/files.mjs';
import { symptoms } from './scenarios/models.mjs';

const STORE = 'versions';
const answers = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export const steps = [
  async function makeThree(test) {
    const data = await symptoms.examples();
    const store = await ModelStore.open(STORE);
    let model = await Model.load(await source(symptoms.path));
    const bits = [];
    for (const note of ['one', 'two', 'three']) {
      ({ model } = await model.update(data.slice(0, 8), { parameters: symptoms.parameters }).finished);
      await store.save('mine', model, { note });
      bits.push(bitsOf(await model.predict(symptoms.inputOf(data[0]))));
    }
    test.check('three trainings, three models', new Set(bits).size === 3);
    test.remember('bits', bits);
    const listed = (await store.versions('mine')).map(({ number, note, parent }) => `${number} ${note} of ${parent}`);
    test.check(
      'versions are listed with note and parent',
      listed.join() === '1 one of undefined,2 two of 1,3 three of 2',
      listed,
    );
    store.close();
  },

  async function rollBack(test) {
    const [first, , third] = test.recall('bits');
    const [example] = await symptoms.examples();
    const bitsFrom = async (model) => bitsOf(await model.predict(symptoms.inputOf(example)));
    const store = await ModelStore.open(STORE);
    test.check('the latest is the third', (await bitsFrom(await store.latest('mine'))) === third);
    const info = await store.rollback('mine', { to: 1 });
    test.check('a rollback is a new version that equals the old one', info.number === 4 && info.restores === 1, info);
    test.check('the latest has the first bits', (await bitsFrom(await store.latest('mine'))) === first);
    test.check('nothing was lost', (await bitsFrom(await store.load('mine', { version: 3 }))) === third);
    store.close();
  },

  async function damage(test) {
    const [, , third] = test.recall('bits');
    const [example] = await symptoms.examples();
    const db = await answers(indexedDB.open(`attune:${STORE}`));
    const tx = db.transaction(['versions', 'chunks'], 'readwrite');
    for (const number of [1, 4]) {
      const { id } = await answers(tx.objectStore('versions').get(['mine', number]));
      const chunk = await answers(tx.objectStore('chunks').get([id, 0]));
      chunk.bytes[chunk.bytes.length >> 1] ^= 1;
      tx.objectStore('chunks').put(chunk);
    }
    await new Promise((resolve) => tx.addEventListener('complete', resolve));
    db.close();

    const store = await ModelStore.open(STORE);
    const status = await store.status('mine');
    test.check('one flipped bit is noticed', status.state === 'fell-back' && status.number === 3, status);
    const latest = await store.latest('mine');
    test.check('and the version before it is used', bitsOf(await latest.predict(symptoms.inputOf(example))) === third);
    await test.refuses('a damaged version is not loaded', 'integrity', () => store.load('mine', { version: 4 }));
    store.close();
  },

  async function erase(test) {
    // Beside them lies whether the browser was asked to keep this storage, which says nothing of a model.
    const asked = `attune:${STORE}/?persist`;
    const keys = () => Object.keys(localStorage).filter((key) => key.includes(STORE));
    const marks = () => keys().filter((key) => key !== asked);
    const databases = async () =>
      (await indexedDB.databases()).map(({ name }) => name).filter((name) => name.includes(STORE));
    const store = await ModelStore.open(STORE);
    test.check(
      'before: a database and a mark are listed',
      (await databases()).length === 1 && marks().length === 1,
      marks(),
    );
    await store.erase('mine');
    test.check('a name is erased', (await store.versions('mine')).length === 0 && marks().length === 0, marks());
    const db = await answers(indexedDB.open(`attune:${STORE}`));
    const counts = await Promise.all(
      [...db.objectStoreNames].map((name) => answers(db.transaction(name).objectStore(name).count())),
    );
    test.check('and leaves no record', counts.length === 6 && counts.every((count) => count === 0), counts);
    db.close();
    await store.erase();
    test.check('the store is erased: no database, no mark', (await databases()).length === 0 && keys().length === 0);
    store.close();
  },

  async function evicted(test) {
    const store = await ModelStore.open(STORE);
    const base = await Model.load(await source(symptoms.path));
    await store.save('mine', base);
    await answers(indexedDB.deleteDatabase(`attune:${STORE}`));
    const status = await store.status('mine');
    test.check('a database that the browser dropped is evicted, not fresh', status.state === 'evicted', status);
    await store.erase();
    test.check('until it is erased', (await store.status('mine')).state === 'fresh');
    await store.erase();
  },
];
