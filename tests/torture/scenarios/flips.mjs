// Bits flipped, ends cut off and files deleted in what Chromium keeps of a store: never is anything else loaded than what
// was saved.

import { cp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { start } from '../support/browser.mjs';

const HARMS = {
  'a flipped bit': async (file) => {
    const bytes = await readFile(file);
    bytes[bytes.length >> 1] ^= 0x10;
    await writeFile(file, bytes);
  },
  'a lost end': async (file) => truncate(file, (await stat(file)).size >> 1),
  'a lost file': (file) => rm(file),
};

export async function flips({ origin, profile, random, flips: most }) {
  const url = `${origin}/torture/bytes`;
  let browser = await start(profile);
  let page = await browser.open(url);
  for (let i = 0; i < 3; i++) await page.evaluate(() => globalThis.torture.save(1 << 20));
  await browser.close();

  const folder = join(profile, 'Default/IndexedDB');
  const sound = `${profile}-sound`;
  await cp(folder, sound, { recursive: true });
  const files = await filesOf(folder);
  const cases = files.flatMap((file) => Object.keys(HARMS).map((harm) => ({ file, harm })));
  // All large values; of the database's own files as many as there is time for.
  cases.sort((a, b) => Number(b.file.includes('.blob')) - Number(a.file.includes('.blob')) || random() - 0.5);
  const tried = cases.slice(0, most);
  const wrong = [];
  const states = {};
  for (const { file, harm } of tried) {
    await HARMS[harm](file);
    browser = await start(profile);
    page = await browser.open(url).catch(() => undefined);
    const left = (await page?.evaluate(() => globalThis.torture.look())) ?? { state: 'no page' };
    await browser.close();
    // A browser that met damage may have thrown everything away: the next case starts from what was sound.
    await rm(folder, { recursive: true, force: true });
    await cp(sound, folder, { recursive: true });
    const state = left.code ?? left.state;
    states[state] = (states[state] ?? 0) + 1;
    // Loaded is what was saved, under its own number; whatever is missing was said.
    const isRight =
      left.found === true ? left.generation === left.number : left.state !== 'ok' && left.state !== 'fresh';
    const isSaid = left.number === 3 ? left.state === 'ok' : left.state !== 'ok';
    if (!isRight || !isSaid || state === 'no page') wrong.push({ file: file.slice(profile.length), harm, left });
  }
  await rm(sound, { recursive: true, force: true });
  const told = Object.entries(states)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
  return {
    facts: { harms: tried.length, ofHarms: cases.length, undetected: wrong.length },
    told: `${tried.length} of ${cases.length} harms to ${files.length} files: ${told}`,
    checks: [
      { sentence: 'large values lie in files of their own', passed: files.some((file) => file.includes('.blob')) },
      { sentence: `${tried.length} harms, none undetected`, passed: wrong.length === 0, found: JSON.stringify(wrong) },
    ],
  };
}

async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return files.filter((_, index) => sizes[index] > 16).sort();
}
