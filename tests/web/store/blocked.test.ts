import { afterEach, describe, expect, test, vi } from 'vitest';
import { readGolden, restoreGolden } from './golden/golden.js';
import { freshBrowser, newBase, openStore } from './support.js';

freshBrowser();
afterEach(() => vi.useRealTimers());

describe('an upgrade while a tab holds an older database open', () => {
  test('goes on as soon as that tab lets go', async () => {
    const older = await restoreGolden(readGolden(1), 'attune:test');
    const opening = openStore();
    setTimeout(() => older.close(), 20);
    const store = await opening;
    expect(await store.save('emoji', newBase().trained(1))).toMatchObject({ number: 1 });
  });

  test('is given up as storage-broken if it never does, and works once it did', async () => {
    const older = await restoreGolden(readGolden(1), 'attune:test');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const opening = openStore();
    const refused = expect(opening).rejects.toMatchObject({
      code: 'storage-broken',
      hint: expect.stringContaining('close the other tabs'),
    });
    // One patience for the whole opening; that with another tab begins when blocked is said in an event.
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(2));
    vi.advanceTimersByTime(5000);
    await refused;
    vi.useRealTimers();
    older.close();
    expect(await (await openStore()).save('emoji', newBase().trained(1))).toMatchObject({ number: 1 });
  });
});
