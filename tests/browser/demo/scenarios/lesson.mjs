// The whole story with a mouse: draw, teach, see it flip, reload, go back, export, erase; and not one request meanwhile.

import { readFile } from 'node:fs/promises';
import { painted, settled } from '../browser.mjs';
import { choose, countOf, drawWithMouse, factOf, next, teach } from '../hand.mjs';

const probabilities = (page) => page.locator('.slot-share').allInnerTexts();
const sumOf = (texts) => texts.map((text) => Number.parseInt(text, 10) || 0).reduce((sum, percent) => sum + percent, 0);

export async function scenario({ check, browser, server }) {
  const { page, complaints, close } = await browser.visit(server.url);
  await settled(page);
  const loaded = server.requests.length;
  await firstLesson(page, check);
  await twoMoreLessons(page, check);
  check(
    'no request since the page was loaded',
    server.requests.length === loaded,
    server.requests.slice(loaded).join(),
  );
  await reload(page, check);
  const reloaded = server.requests.length;
  await goBack(page, check);
  await exported(page, check);
  await erased(page, check);
  check(
    'no request since the reload either',
    server.requests.length === reloaded,
    server.requests.slice(reloaded).join(),
  );
  check('and the ledger says so', (await factOf(page, 'requests')) === '0', await factOf(page, 'requests'));
  await page.reload();
  await settled(page);
  const version = await factOf(page, 'version');
  check('after a reload it is as it was shipped, too', version === 'as shipped', version);
  await sealed(page, check);
  check('the console stayed empty but for the refused request', complaints.every(isRefusal), complaints.join('\n'));
  await close();
}

async function firstLesson(page, check) {
  check('it begins as shipped', (await factOf(page, 'version')) === 'as shipped');
  await drawWithMouse(page, 'cat', 1);
  await page.locator('.guess-line', { hasText: 'No idea yet' }).waitFor();
  check('it says that it knows nothing', true);

  await choose(page, 'cat');
  await next(page);
  check('one drawing is kept', (await countOf(page)) === '1/3', await countOf(page));
  await drawWithMouse(page, 'star', 1);
  await next(page);
  await page.getByRole('button', { name: 'Undo last' }).click();
  check('a wrong one is taken back', (await countOf(page)) === '1/3', await countOf(page));
  for (const seed of [2, 3]) {
    await drawWithMouse(page, 'cat', seed);
    await next(page);
  }
  check('three are kept', (await countOf(page)) === '3/3', await countOf(page));
  await page.getByRole('button', { name: 'Teach a cat' }).click();
  await page.locator('.guess-line', { hasText: 'Looks like a cat' }).waitFor();
  check('the same drawing flips to a cat', true);
  await settled(page);
  const verdict = await page.locator('.verdict-line').innerText();
  check(
    'it knew none of three and knows all',
    /Knew 0 of your 3 drawings .* knows 3/.test(verdict.replace(/\n/g, ' ')),
    verdict,
  );
  check('the ledger has version 1', (await factOf(page, 'version')) === 'v1', await factOf(page, 'version'));
  check('and the time that it took', /^[\d.,]+ ms$/.test(await factOf(page, 'update')), await factOf(page, 'update'));
}

async function twoMoreLessons(page, check) {
  await teach(page, 'star');
  await teach(page, 'fish');
  const verdict = (await page.locator('.verdict-line').innerText()).replace(/\s+/g, ' ');
  const [, before, total, after] = /Knew (\d+) of your (\d+) drawings .* knows (\d+)/.exec(verdict) ?? [];
  const right = await page.locator('.framed.is-right').count();
  check('nine drawings are counted', total === '9', verdict);
  check('more are known than before', Number(after) > Number(before), verdict);
  check(
    'the wall shows as many as the sentence says',
    right === Number(after),
    `${right} on the wall, ${after} in the sentence`,
  );

  let live = [];
  await drawWithMouse(page, 'star', 20, async () => {
    await page.waitForFunction(() => document.querySelector('.guess-line strong') !== null);
    live = await probabilities(page);
  });
  check('the bars are there while the pen is down', Math.abs(sumOf(live) - 100) <= 2, live.join());
  await page.locator('.guess-line', { hasText: 'Looks like a star' }).waitFor();
  check('a star that it never saw is a star', true);
  const versions = await page.locator('.version-note').allInnerTexts();
  check('there are three versions', versions.length === 3, versions.join());
}

async function reload(page, check) {
  await page.reload();
  await settled(page);
  check('after a reload it is version 3', (await factOf(page, 'version')) === 'v3', await factOf(page, 'version'));
  check('with its nine examples', (await factOf(page, 'examples')) === '9', await factOf(page, 'examples'));
  await drawWithMouse(page, 'fish', 21);
  await page.locator('.guess-line', { hasText: 'Looks like a fish' }).waitFor();
  check('and it still knows a fish', true);
}

async function goBack(page, check) {
  await page.getByRole('button', { name: 'Go back to version 1' }).click();
  await page.locator('.version-note', { hasText: 'Back to version 1' }).waitFor();
  await settled(page);
  check('going back makes version 4', (await factOf(page, 'version')) === 'v4', await factOf(page, 'version'));
  const shown = await page.locator('.framed').count();
  check('it knows the drawings of version 1', shown === 3, shown);
  check('and the others are kept', (await factOf(page, 'examples')) === '9', await factOf(page, 'examples'));
  await page.locator('.guess-line', { hasText: 'Looks like a cat' }).waitFor();
  check('and the fish is a cat again', true);
}

async function exported(page, check) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export .mlmodel' }).click(),
  ]);
  check(
    'the export is named by its version',
    download.suggestedFilename() === 'my-emoji-v4.mlmodel',
    download.suggestedFilename(),
  );
  const { Model } = await import(new URL('../../../../dist/core.js', import.meta.url));
  const model = await Model.load(await readFile(await download.path()));
  const black = { data: new Uint8Array(28 * 28 * 4), width: 28, height: 28 };
  const { label } = await model.predict({ drawing: black });
  check('it is a Core ML model that knows cats', label === 'cat' && model.description.isUpdatable, label);
}

async function erased(page, check) {
  const databases = () => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  const before = await databases();
  check(
    'until now there are its databases',
    before.some((name) => name.includes('your-emoji')) && before.length >= 2,
    before.join(),
  );
  await page.getByRole('button', { name: 'Erase…' }).click();
  await page.getByRole('button', { name: 'Keep it' }).click();
  check('one may think better of it', (await factOf(page, 'version')) === 'v4');
  await page.getByRole('button', { name: 'Erase…' }).click();
  await page.getByRole('button', { name: 'Erase', exact: true }).click();
  await page.getByText('This is what the browser itself lists').waitFor();
  await settled(page);
  const proof = await page.locator('.proof tr', { hasText: 'Databases' }).locator('td').allInnerTexts();
  check('the page shows that no database is left', proof.at(-1) === 'none', proof.join(' → '));
  check('and there is none', (await databases()).length === 0, (await databases()).join());
  check('nor a key', (await page.evaluate(() => localStorage.length)) === 0);
  check(
    'the model is as it was shipped',
    (await factOf(page, 'version')) === 'as shipped',
    await factOf(page, 'version'),
  );
}

async function sealed(page, check) {
  await painted(page);
  const answer = await page.evaluate(() =>
    fetch('./').then(
      () => 'answered',
      () => 'refused',
    ),
  );
  check('the page may not even ask its own server', answer === 'refused', answer);
}

const isRefusal = (text) => /connect-src 'none'|Content Security Policy/.test(text) && /fetch|connect|Fetch/.test(text);
