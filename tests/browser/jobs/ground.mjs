// What all the other jobs stand on: a wasm Module posted to a blob worker, strict transactions, storage across a reload.

/** (module (func (export "answer") (result i32) (i32.const 42))) */
const WASM = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 10, 1, 6, 97, 110, 115, 119, 101, 114, 0, 0,
];
const CODE = [10, 6, 1, 4, 0, 65, 42, 11];

const SOURCE = `
  onmessage = async ({ data }) => postMessage((await WebAssembly.instantiate(data)).exports.answer());
  postMessage('ready');
`;

const trusted = globalThis.trustedTypes?.createPolicy('attune', { createScriptURL: (url) => url });

async function answerFromWorker() {
  const url = URL.createObjectURL(new Blob([SOURCE], { type: 'text/javascript' }));
  const worker = new Worker(trusted?.createScriptURL(url) ?? url, { type: 'module' });
  const next = () =>
    new Promise((resolve) => worker.addEventListener('message', (event) => resolve(event.data), { once: true }));
  await next();
  URL.revokeObjectURL(url);
  worker.postMessage(await WebAssembly.compile(new Uint8Array([...WASM, ...CODE])));
  const answer = await next();
  worker.terminate();
  return answer;
}

const answerOf = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function openDatabase() {
  const request = indexedDB.open('ground', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('values');
  return answerOf(request);
}

export const steps = [
  async (test) => {
    test.check('a wasm Module posted to a blob module worker runs', (await answerFromWorker()) === 42);
    test.check('IndexedDB lists its databases', typeof indexedDB.databases === 'function');
    const db = await openDatabase();
    const tx = db.transaction('values', 'readwrite', { durability: 'strict' });
    test.check('transactions are of strict durability', tx.durability === 'strict', tx.durability);
    tx.objectStore('values').put(new Uint8Array([1, 2, 3]), 'kept');
    await new Promise((resolve) => tx.addEventListener('complete', resolve));
    db.close();
  },
  async (test) => {
    const db = await openDatabase();
    const kept = await answerOf(db.transaction('values').objectStore('values').get('kept'));
    db.close();
    test.check('what was committed is there after a reload', kept?.join() === '1,2,3', kept);
  },
];
