// What a version takes in the store, measured by storing it.

import 'fake-indexeddb/auto';
import { ModelStore } from 'attune/core';

let store;

/** Bytes of the version's delta on its base. */
export async function storedBytes(model) {
  store ??= await ModelStore.open('people');
  const name = 'measured';
  const { byteLength } = await store.save(name, model);
  await store.erase(name);
  return byteLength;
}
