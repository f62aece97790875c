// What happens to a page in a long life: its network goes, it is hidden and frozen, its worker is ended.

import { sleep, start } from '../support/browser.mjs';

/** So that a test can end a worker that the package made. */
const rememberWorkers = () => {
  globalThis.workers = [];
  globalThis.Worker = class extends globalThis.Worker {
    constructor(...args) {
      super(...args);
      globalThis.workers.push(this);
    }
  };
};

export async function life({ origin, profile }) {
  const browser = await start(profile, rememberWorkers);
  const page = await browser.open(`${origin}/torture/training`);
  const checks = [];
  const check = (sentence, passed, found) => checks.push({ sentence, passed, found: JSON.stringify(found) });

  await browser.context.setOffline(true);
  const first = await page.evaluate(() => globalThis.torture.once());
  const latest = await page.evaluate(() => globalThis.torture.latest());
  check('offline: trains, saves and finds what it saved', first.number === 1 && latest === first.hash, first);
  await browser.context.setOffline(false);

  const session = await page.context().newCDPSession(page);
  const other = await browser.context.newPage();
  await other.bringToFront();
  const hidden = page.evaluate(() => globalThis.torture.once());
  await sleep(10);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' }).catch(() => {});
  await sleep(500);
  await session.send('Page.setWebLifecycleState', { state: 'active' }).catch(() => {});
  const second = await hidden;
  const found = await page.evaluate(() => globalThis.torture.latest());
  check('hidden and frozen: the update goes on where it was', second.number === 2 && found === second.hash, second);
  await other.close();

  const killed = await page.evaluate(() => globalThis.torture.killWorker());
  check('worker ended: the update says core-restarted', killed.update === 'core-restarted', killed);
  check('worker ended: the saved model answers its old bits from a new worker', killed.isSame, killed);
  check('worker ended: training goes on', killed.number === 3, killed);

  const erased = await page.evaluate(() => globalThis.torture.forgetAndErase());
  check('forget: the bits of the examples that are left', erased.found === erased.wanted, erased);
  check('erase: no database and no mark is listed', erased.databases.length === 0 && erased.marks.length === 0, erased);
  await browser.close();
  return { told: `a new worker had loaded the saved model after ${killed.ms.toFixed(0)} ms`, checks };
}
