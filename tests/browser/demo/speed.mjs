// How soon one can draw, and how soon the model answers, on a machine four times slower than this one: figures, not checks.
//
//   node tests/browser/demo/speed.mjs

import * as chromium from './browser.mjs';
import { serve } from './server.mjs';

const [SLOWER, RUNS] = [4, 5];

const server = await serve();
const browser = await chromium.launch();
const rows = [];
for (let run = 0; run < RUNS; run++) {
  const { page, close } = await browser.visit('about:blank');
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await page.goto(server.url, { waitUntil: 'commit' });
  const since = (selector) =>
    page
      .waitForFunction((found) => document.querySelector(found) !== null, selector, { polling: 'raf' })
      .then(() => page.evaluate(() => performance.now()));
  const pad = await since('.pad-paper');
  const model = await since('.emoji-scene[aria-busy=false]');
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
  rows.push({ paint, pad, model });
  await close();
}
await browser.close();
await server.close();

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
console.log(`${SLOWER} times slower, median of ${RUNS}, in ms since the navigation began`);
for (const name of ['paint', 'pad', 'model'])
  console.log(`  ${name.padEnd(6)} ${median(rows.map((row) => row[name])).toFixed(0)}`);
