// Tabs that train the same model at once, one of them killed: no update of any of them is lost or counted twice.

import { crash, sleep, start } from '../support/browser.mjs';

const TABS = 3;
const PAUSE_MS = 20;

export const VARIANTS = {
  'with Web Locks': {},
  'without Web Locks': { init: () => Object.defineProperty(navigator, 'locks', { value: undefined }) },
  'with locks that are stolen': { stolen: true },
};

export async function tabs({ origin, profile, random, updates }, { init, stolen = false }) {
  const browser = await start(profile, init);
  const url = `${origin}/torture/training`;
  const told = [];
  const acknowledge = (number) => told.push(number);
  const pages = [];
  for (let i = 0; i < TABS; i++) pages.push(await browser.open(url, acknowledge));
  const thief = stolen ? await browser.open(url) : undefined;
  const stealing = thief?.evaluate((ms) => globalThis.torture.steal(ms), 200 * updates).catch(() => {});
  const run = (page, count) => page.evaluate(([n, ms]) => globalThis.torture.update(n, ms), [count, PAUSE_MS]);
  const working = pages.map((page) => run(page, updates));
  // One of them dies somewhere on the way, and a new one does all of its work again.
  working[0].catch(() => {});
  await sleep(random() * 10 * updates);
  await crash(pages[0]);
  const beforeIt = told.length;
  const successor = await browser.open(url, acknowledge);
  working[0] = run(successor, updates);
  const conflicts = await Promise.all(working);
  await thief?.close();
  await stealing;
  const { number, state, found, wanted } = await successor.evaluate(() => globalThis.torture.compare());
  await browser.close();

  const distinct = new Set(told);
  // What the dead tab committed in its last moment it could not tell any more.
  const untold = number - distinct.size;
  return {
    told: `${number} versions by ${TABS + 1} tabs, one killed after ${beforeIt}; ${conflicts.reduce((a, b) => a + b, 0)} updates began anew`,
    checks: [
      { sentence: 'no number is given twice', passed: distinct.size === told.length, found: told.sort().join() },
      {
        sentence: 'every version that was told is there, and at most one that was not',
        passed: state === 'ok' && Math.max(...told) <= number && untold >= 0 && untold <= 1,
        found: JSON.stringify({ number, state, told: distinct.size }),
      },
      { sentence: 'the newest version has the bits of that many updates in a row', passed: found === wanted },
      { sentence: 'all tabs did their work', passed: told.length >= TABS * updates, found: String(told.length) },
    ],
  };
}
