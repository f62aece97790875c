// A disk that is full: a profile on a small file system in memory, filled from outside while the page saves.

import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownFolder } from '../../browser/drivers/support.mjs';
import { start } from '../support/browser.mjs';

const SIZE = '140m';
const MB = 1 << 20;

export async function disk({ origin }) {
  const { path: folder, remove } = await ownFolder('/tmp', 'attune-disk-');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    await remove();
    return { skipped: 'no right to mount a file system here' };
  }
  try {
    return await onDisk(origin, folder);
  } finally {
    execFileSync('umount', ['--lazy', folder]);
    await remove();
  }
}

async function onDisk(origin, folder) {
  const profile = join(folder, 'profile');
  let browser = await start(profile);
  const bytes = await browser.open(`${origin}/torture/bytes`);
  const saved = await bytes.evaluate((size) => globalThis.torture.save(size), MB);
  const training = await browser.open(`${origin}/torture/training`);
  const before = await training.evaluate(() => globalThis.torture.predict());

  const filler = join(folder, 'filler');
  await fill(filler);
  const refused = await bytes.evaluate((size) => globalThis.torture.save(size), 8 * MB);
  const inMemory = await training.evaluate(() => globalThis.torture.predict());
  await rm(filler);
  await browser.close();

  browser = await start(profile);
  const again = await browser.open(`${origin}/torture/bytes`);
  const left = await again.evaluate(() => globalThis.torture.look());
  const next = await again.evaluate((size) => globalThis.torture.save(size), MB);
  const after = await again.evaluate(() => globalThis.torture.look());
  await browser.close();
  const codes = ['quota', 'storage-aborted', 'storage-broken'];
  return {
    told: `the save said ${refused.code ?? `version ${refused.number}`}; after it the store was ${left.code ?? left.state}`,
    checks: [
      { sentence: 'a version was saved before', passed: saved.number === 1, found: JSON.stringify(saved) },
      {
        sentence: 'the save is refused by a code',
        passed: codes.includes(refused.code),
        found: JSON.stringify(refused),
      },
      {
        sentence: 'models in memory are trained and answer the same bits',
        passed: inMemory === before,
        found: inMemory,
      },
      {
        sentence: 'the loss, if there is one, is noticed: never fresh, never other bytes',
        passed: left.state !== 'fresh' && (left.found !== true || left.generation === left.number),
        found: JSON.stringify(left),
      },
      {
        sentence: 'with room again the next save goes through',
        passed: next.number === 2 && after.state === 'ok' && after.generation === 2,
        found: JSON.stringify([next, after]),
      },
    ],
  };
}

/** To the last byte. */
async function fill(file) {
  for (const piece of [4 * MB, MB / 4, 4096]) {
    try {
      for (;;) await writeFile(file, Buffer.alloc(piece), { flag: 'a' });
    } catch (error) {
      if (error.code !== 'ENOSPC') throw error;
    }
  }
}
