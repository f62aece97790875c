// All that the page stored becomes one file, and the file becomes all of it again, in another browser.

import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { settled } from '../browser.mjs';
import { drawWithMouse, factOf, teach } from '../hand.mjs';

const show = async (page, scene) => {
  await page.locator(`.tabs a[href="#${scene}"]`).click();
  await page.locator(`.${scene}-scene`).waitFor();
  await settled(page);
};
const importFile = (page, buffer) =>
  page.locator('.ledger input[type=file]').setInputFiles({ name: 'all.zip', mimeType: 'application/zip', buffer });

export async function scenario({ check, browser, server }) {
  const { page, complaints, close } = await browser.visit(server.url);
  await settled(page);
  await filled(page);
  const before = await factsOf(page);
  check('something of every scene is stored', before.examples === '104', JSON.stringify(before));
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export all' }).click(),
  ]);
  const bytes = await readFile(await file.path());
  const names = Object.keys(unzipSync(bytes)).sort();
  check(
    'the file holds every scene',
    ['coffee/', 'emoji/', 'own/'].every((scene) => names.some((name) => name.startsWith(scene))),
    names.join(),
  );
  check('the console stayed empty', complaints.length === 0, complaints.join('\n'));
  await close();
  await elsewhere(check, browser, server, bytes, before);
}

async function filled(page) {
  await teach(page, 'star');
  await show(page, 'coffee');
  await page.locator('[data-drink=mocha] button').click();
  await page.locator('.menu-change', { hasText: 'Mocha learned' }).waitFor();
  await settled(page);
  await show(page, 'own');
  await page.getByRole('button', { name: 'Use our sample' }).click();
  await page.getByRole('button', { name: 'Make it updatable' }).click();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.locator('.verdict').waitFor();
  await settled(page);
}

async function factsOf(page) {
  await show(page, 'own');
  return {
    examples: await factOf(page, 'examples'),
    bytes: await factOf(page, 'bytes'),
    own: await factOf(page, 'version'),
  };
}

async function elsewhere(check, browser, server, bytes, before) {
  const { page, complaints, close } = await browser.visit(server.url);
  await settled(page);
  await importFile(page, Buffer.from('holiday pictures'));
  await page.locator('.notice-title', { hasText: 'no export of this page' }).waitFor();
  check('another file is refused', true);

  await importFile(page, bytes);
  await page.locator('.notice-title', { hasText: 'Everything is back' }).waitFor();
  check('the emoji model is back', (await factOf(page, 'version')) === 'v1', await factOf(page, 'version'));
  await drawWithMouse(page, 'star', 20);
  await page.locator('.guess-line', { hasText: 'Looks like a star' }).waitFor();
  check('and knows a star', true);
  check('the drawings, too', (await page.locator('.framed').count()) === 3, await page.locator('.framed').count());
  await show(page, 'coffee');
  check('the order is back', (await factOf(page, 'version')) === 'v1', await factOf(page, 'version'));
  const after = await factsOf(page);
  check('all is as it was', JSON.stringify(after) === JSON.stringify(before), JSON.stringify([before, after]));
  const pictures = await page.locator('.pictures li').count();
  check('the hundred digits are back', pictures === 100, pictures);

  const damaged = Buffer.from(bytes);
  damaged.fill(0, Math.floor(bytes.length / 3), Math.floor(bytes.length / 3) + 200);
  await importFile(page, damaged);
  await page.locator('.notice-title', { hasText: 'This file is' }).waitFor();
  await settled(page);
  const still = await factsOf(page);
  check('a damaged file changes nothing', JSON.stringify(still) === JSON.stringify(before), JSON.stringify(still));
  await page.reload();
  await settled(page);
  const reloaded = await factsOf(page);
  check('after a reload neither', JSON.stringify(reloaded) === JSON.stringify(before), JSON.stringify(reloaded));
  check('the console stayed empty', complaints.length === 0, complaints.join('\n'));
  await close();
}
