// The beginning of a record at the end of Chromium's log, as a browser killed in the middle of a write leaves it: LevelDB
// goes on after it, and at the start after the next one throws the database away, unless a new log was begun.

import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sleep, start } from '../support/browser.mjs';

const BYTES = 1 << 20;
/** A checksum of whatever, a length of 1652, "a whole record": what is written first. */
const HEADER = Buffer.from('7d030c05740601', 'hex');
const STARTS = 3;

export async function torn({ origin, profile }) {
  const url = `${origin}/torture/bytes`;
  let browser = await start(profile);
  let page = await browser.open(url);
  await page.evaluate((bytes) => globalThis.torture.save(bytes), BYTES);
  await browser.kill();

  const logs = [];
  const found = [];
  for (let i = 0; i < STARTS; i++) {
    const log = await logOf(profile);
    logs.push(log);
    await appendFile(log, HEADER);
    browser = await start(profile);
    page = await browser.open(url);
    found.push(await page.evaluate(() => globalThis.torture.look()));
    await page.evaluate((bytes) => globalThis.torture.save(bytes), BYTES);
    await sleep(200);
    await browser.kill();
  }
  browser = await start(profile);
  page = await browser.open(url);
  found.push(await page.evaluate(() => globalThis.torture.look()));
  await browser.close();
  const right = found.map(
    ({ state, number, generation }, i) => state === 'ok' && number === i + 1 && generation === number,
  );
  return {
    told: `${STARTS} times a record's beginning was left in the log`,
    checks: [
      { sentence: 'each start begins a new log', passed: new Set(logs).size === STARTS, found: JSON.stringify(logs) },
      { sentence: 'every version is there', passed: right.every(Boolean), found: JSON.stringify(found) },
    ],
  };
}

/** The one that LevelDB writes: there is one origin, and one log at a time. */
async function logOf(profile) {
  const folder = join(profile, 'Default/IndexedDB');
  const [database] = (await readdir(folder)).filter((name) => name.endsWith('.leveldb'));
  const logs = (await readdir(join(folder, database))).filter((name) => /^\d+\.log$/.test(name));
  return join(folder, database, logs.sort().at(-1));
}
