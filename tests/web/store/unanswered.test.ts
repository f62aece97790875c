// A browser whose storage does not answer: nobody waits for ever.

import { afterEach, describe, expect, test, vi } from 'vitest';
import { Connection } from '../../../web/src/store/connection.js';
import { freshBrowser } from './support.js';

freshBrowser();
afterEach(() => vi.restoreAllMocks());

const PATIENCE_MS = 700;
const head = { name: 'emoji', number: 1, id: 'x' };

describe('storage that does not answer', () => {
  test('an opening is given up as storage-broken, and works once the browser is back', async () => {
    const connection = new Connection('attune:test', PATIENCE_MS);
    const silent = vi.spyOn(indexedDB, 'open').mockReturnValue(new EventTarget() as IDBOpenDBRequest);
    await expect(connection.open()).rejects.toMatchObject({ code: 'storage-broken' });
    silent.mockRestore();
    await connection.open();
  });

  test('a transaction is given up as storage-aborted, nothing is written, and the next one goes through', async () => {
    const connection = new Connection('attune:test', PATIENCE_MS);
    const lost = connection.write('save the model', async (tx) => {
      // Kept open by requests, as one whose last request is never answered.
      const end = performance.now() + 3 * PATIENCE_MS;
      await tx.objectStore('heads').put(head);
      while (performance.now() < end) await tx.objectStore('heads').count();
      return new Promise(() => {});
    });
    await expect(lost).rejects.toMatchObject({ code: 'storage-aborted', message: expect.stringContaining('answer') });
    expect(await connection.read('look', (tx) => tx.objectStore('heads').count())).toBe(0);
    await connection.write('save the model', (tx) => tx.objectStore('heads').put(head));
    expect(await connection.read('look', (tx) => tx.objectStore('heads').count())).toBe(1);
  });
});
