// A browser that gives no more room: a typed error, the old version in use, and a save as soon as there is room again.

import { sleep, start } from '../support/browser.mjs';

const MB = 1 << 20;
/** Chromium keeps what it once reckoned to be left for about half a minute. */
const PATIENCE_MS = 60_000;

export async function quota({ origin, profile }) {
  const browser = await start(profile);
  const page = await browser.open(`${origin}/torture/bytes`);
  const session = await page.context().newCDPSession(page);
  // Before the origin's first write: later it is not looked at for a while.
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 3 * MB });
  const small = await page.evaluate((bytes) => globalThis.torture.save(bytes), MB / 4);
  const large = [];
  for (let i = 0; i < 3; i++) large.push(await page.evaluate((bytes) => globalThis.torture.save(bytes), 24 * MB));
  const between = await page.evaluate(() => globalThis.torture.look());
  await page.reload();
  await page.waitForFunction(() => globalThis.ready === true);
  const reloaded = await page.evaluate(() => globalThis.torture.look());
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  let again = {};
  for (const end = Date.now() + PATIENCE_MS; again.number === undefined && Date.now() < end; await sleep(1000)) {
    again = await page.evaluate((bytes) => globalThis.torture.save(bytes), 24 * MB);
  }
  const after = await page.evaluate(() => globalThis.torture.look());
  await browser.close();
  const slowest = Math.max(...large.map(({ ms }) => ms ?? 0));
  return {
    told: `refused within ${slowest.toFixed(0)} ms`,
    checks: [
      { sentence: 'what fits is saved', passed: small.number === 1, found: JSON.stringify(small) },
      {
        sentence: 'what does not fit is refused with quota, each time',
        passed: large.every(({ code }) => code === 'quota'),
        found: JSON.stringify(large),
      },
      {
        sentence: 'the version before stays in use, also after a reload',
        passed: [between, reloaded].every(({ state, generation }) => state === 'ok' && generation === 1),
        found: JSON.stringify([between, reloaded]),
      },
      {
        sentence: 'with room again the save goes through',
        passed: again.number === 2 && after.generation === 2,
        found: JSON.stringify([again, after]),
      },
    ],
  };
}
