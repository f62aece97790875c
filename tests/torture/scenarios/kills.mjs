// Renderers and whole browsers killed in the middle of saves of 2 MB, at random moments.

import { crash, sleep, start } from '../support/browser.mjs';

const BYTES = 2 << 20;
/** Every so many kills it is the browser. */
const BROWSER_EVERY = 5;

export async function kills({ origin, profile, random, kills: count }) {
  const url = `${origin}/torture/bytes`;
  let browser = await start(profile);
  let acknowledged = 0;
  const outcomes = { renderer: 0, browser: 0, old: 0, fresh: 0 };
  const torn = [];
  const lost = [];
  for (let kill = 1; kill <= count; kill++) {
    const page = await browser.open(url, (number) => {
      acknowledged = Math.max(acknowledged, number);
    });
    page.evaluate((bytes) => globalThis.torture.saveForEver(bytes), BYTES).catch(() => {}); // dies with its page
    await sleep(random() * 400);
    const before = acknowledged;
    if (kill % BROWSER_EVERY === 0) {
      await browser.kill();
      browser = await start(profile);
      outcomes.browser += 1;
    } else {
      await crash(page);
      outcomes.renderer += 1;
    }
    const reader = await browser.open(url);
    const left = await reader.evaluate(() => globalThis.torture.look());
    await reader.close();
    const number = left.number ?? 0;
    const isSound = number === 0 ? left.state === 'fresh' : left.state === 'ok' && left.generation === number;
    if (!isSound) torn.push({ kill, left });
    // What was told may have been told a moment after it was so; what is there may be one newer than what was told.
    if (number < acknowledged) lost.push({ kill, acknowledged, number });
    outcomes[number > before ? 'fresh' : 'old'] += 1;
    acknowledged = number;
  }
  await browser.close();
  const told = `${outcomes.renderer} renderers, ${outcomes.browser} browsers; ${outcomes.fresh} times the save under way was there, ${outcomes.old} times the one before; ${acknowledged} saves`;
  return {
    told,
    facts: { kills: count, torn: torn.length, lost: lost.length },
    checks: [
      { sentence: `${count} kills: 0 torn`, passed: torn.length === 0, found: JSON.stringify(torn) },
      { sentence: `${count} kills: 0 acknowledged saves lost`, passed: lost.length === 0, found: JSON.stringify(lost) },
      { sentence: 'saves were under way', passed: acknowledged >= count / 4, found: told },
    ],
  };
}
