import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { freshBrowser } from './support.js';

const CHROMIUM =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const HEADLESS = CHROMIUM.replace('Chrome/', 'HeadlessChrome/');
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/156.0.0.0 Mobile Safari/604.1';

freshBrowser();
beforeEach(() => vi.resetModules());
afterEach(() => vi.restoreAllMocks());

/** As a page would find it: what is done once a page is done again. */
async function beginIn(userAgent: string): Promise<() => void> {
  vi.stubGlobal('navigator', { userAgent });
  const { beginFreshLog } = await import('../../../web/src/store/fresh-log.js');
  return beginFreshLog;
}

const databases = async (): Promise<unknown[]> => (await indexedDB.databases()).map(({ name }) => name);

describe('a new log', () => {
  test.each([CHROMIUM, HEADLESS])('is begun once a page, and leaves no database behind: %s', async (userAgent) => {
    const deleted = vi.spyOn(IDBFactory.prototype, 'deleteDatabase');
    const begin = await beginIn(userAgent);
    begin();
    begin();
    await vi.waitFor(() => expect(deleted).toHaveBeenCalledExactlyOnceWith('attune?log'));
    await vi.waitFor(async () => expect(await databases()).toEqual([]));
  });

  test('is begun by the first opening of a store', async () => {
    const opened = vi.spyOn(IDBFactory.prototype, 'open');
    vi.stubGlobal('navigator', { userAgent: CHROMIUM });
    const { Connection } = await import('../../../web/src/store/connection.js');
    const connection = new Connection('notes');
    await connection.open();
    connection.close();
    expect(opened.mock.calls.map(([name]) => name)).toEqual(['attune?log', 'notes']);
  });

  test('is not begun where there is no LevelDB', async () => {
    const opened = vi.spyOn(IDBFactory.prototype, 'open');
    (await beginIn(SAFARI))();
    expect(opened).not.toHaveBeenCalled();
  });

  test('that cannot be begun is no error', async () => {
    vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError');
    });
    const begin = await beginIn(CHROMIUM);
    expect(begin).not.toThrow();
  });
});
