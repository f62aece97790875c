// Bring your own: the sample from file to file; a table of numbers; a file that is no model; the camera.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { STILL, settled, shiftsOf, watchShifts } from '../browser.mjs';
import { drawWithMouse, factOf } from '../hand.mjs';

const models = fileURLToPath(new URL('../../../models/', import.meta.url));
const button = (page, name) => page.getByRole('button', { name, exact: true });
const stateOf = (page, step) => page.locator('.step', { hasText: step }).locator('.step-state').innerText();

export async function scenario({ check, screenshot, browser, server }) {
  await sample(check, screenshot, browser, server);
  await table(check, browser, server);
  await noModel(check, browser, server);
  await camera(check, browser, server);
}

async function sample(check, screenshot, browser, server) {
  const { page, complaints, close } = await browser.visit(`${server.url}#own`);
  await settled(page);
  const loaded = server.requests.length;
  await button(page, 'Use our sample').click();
  await page.getByText('it does not learn yet', { exact: true }).waitFor();
  const rows = await page.locator('.table-scroll tbody tr').count();
  check('all layers of the sample are listed', rows === 10, rows);
  const why = await page.locator('.table-scroll tr', { hasText: 'relu1' }).innerText();
  check('with why they do not learn', /nothing to learn/.test(why), why);
  await button(page, 'Make it updatable').click();
  await page.getByText('it can learn', { exact: true }).waitFor();
  check('one click, and it can', true);
  await drawn(page, check);
  await trainedWithPauses(page, check, screenshot);
  const verdict = (await page.locator('.verdict-line').innerText()).replace(/\s+/g, ' ');
  const [, before, after] = /Knew (\d+) of 20 .* knows (\d+)/.exec(verdict) ?? [];
  check('it knows more handwritten digits than before', Number(after) > Number(before), verdict);
  const shown = await page.locator('.answered .is-right').count();
  check('each is shown with what it is taken for', shown === Number(after), `${shown} of them right`);
  check('it is a version', (await factOf(page, 'version')) === 'v1', await factOf(page, 'version'));
  await takenHome(page, check);
  check('no request since the load', server.requests.length === loaded, server.requests.slice(loaded).join());
  await page.reload();
  await settled(page);
  check('it is there after a reload', (await factOf(page, 'version')) === 'v1', await factOf(page, 'version'));
  check('the console stayed empty', complaints.length === 0, complaints.join('\n'));
  await close();
}

/** One of the visitor's own, then away with it. */
async function drawn(page, check) {
  await button(page, 'Keep this one').click();
  check('an empty pad is not an example', (await stateOf(page, 'Your examples')) === '100 examples');
  await page.getByLabel('What is it?').selectOption('7');
  await drawWithMouse(page, 'bolt', 1);
  await button(page, 'Keep this one').click();
  const count = await stateOf(page, 'Your examples');
  check('a drawing is one more example', count === '101 examples', count);
  const last = await page.locator('.pictures li').last().innerText();
  check('with its answer', last.trim() === '7', last);
  await button(page, 'Take the last one back').click();
}

async function trainedWithPauses(page, check, screenshot) {
  await page.getByLabel('Rounds, at most').fill('1000');
  const height = await page.evaluate(() => document.querySelector('.steps').getBoundingClientRect().height);
  await watchShifts(page);
  await button(page, 'Train').click();
  await page.waitForFunction(() => document.querySelector('.progress').value >= 3);
  await button(page, 'Pause').click();
  await page.locator('.step-state', { hasText: /paused after round/ }).waitFor();
  const during = await page.evaluate(() => document.querySelector('.steps').getBoundingClientRect().height);
  check('nothing grows while it trains', Math.abs(during - height) < 1, `${height} to ${during}`);
  check('and nothing moves', (await shiftsOf(page)) < STILL, await shiftsOf(page));
  const chart = await page.locator('.chart-plot').getAttribute('aria-label');
  check('the curves say what they show', /^Over \d+ rounds the loss went from/.test(chart), chart);
  await screenshot(page, 'own-training', { fullPage: true });
  await button(page, 'Go on').click();
  await page.locator('.step-state', { hasText: /^round/ }).waitFor();
  await button(page, 'Cancel').click();
  await button(page, 'Train').waitFor();
  check('cancelled, it is as it was', (await factOf(page, 'version')) === 'not trained', await factOf(page, 'version'));
  await page.getByLabel('Rounds, at most').fill('60');
  await page.getByLabel('End early, keep the best round').check();
  await button(page, 'Train').click();
  await page.locator('.verdict').waitFor();
  await settled(page);
}

async function takenHome(page, check) {
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Download .mlmodel').click()]);
  check('it can be downloaded', download.suggestedFilename() === 'my-digits.mlmodel', download.suggestedFilename());
  const { Model } = await import(new URL('../../../../dist/core.js', import.meta.url));
  const model = await Model.load(await readFile(await download.path()));
  check('as an updatable Core ML model', model.description.isUpdatable);
}

async function table(check, browser, server) {
  const { page, complaints, close } = await browser.visit(`${server.url}#own`);
  await settled(page);
  await page.locator('.drop input').setInputFiles(`${models}house-price-updatable.mlmodel`);
  await page.getByText('Paste a table').waitFor();
  const columns = (await page.locator('.columns').innerText()).split(',');
  check('a table’s columns are named', columns.length === 14, columns.join());
  await page.locator('textarea').fill('nonsense\n1');
  await button(page, 'Add these lines').click();
  const said = await page.locator('.says').innerText();
  check('a table that does not fit is said', /no column/.test(said), said);
  const lines = Array.from({ length: 20 }, (_, i) => columns.map((_, column) => ((i + column) % 7) / 7).join(','));
  await page.locator('textarea').fill([columns.join(','), ...lines].join('\n'));
  await button(page, 'Add these lines').click();
  check('lines become examples', (await stateOf(page, 'Your examples')) === '20 examples');
  await button(page, 'Train').click();
  await page.locator('.verdict').waitFor();
  const verdict = await page.locator('.verdict-line').innerText();
  check('a model of numbers is counted by its error', /^Off by/.test(verdict), verdict);
  check('the console stayed empty', complaints.length === 0, complaints.join('\n'));
  await close();
}

async function noModel(check, browser, server) {
  const { page, close } = await browser.visit(`${server.url}#own`);
  await settled(page);
  await page.locator('.drop input').setInputFiles({
    name: 'holiday.mlmodel',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('not a model at all'),
  });
  const title = await page.locator('.notice-title').innerText();
  check('a file that is no model is said to be none', title === 'This file is no model that can be read', title);
  await close();
}

async function camera(check, browser, server) {
  const { page, close } = await browser.visit(`${server.url}#own`);
  await page.context().grantPermissions(['camera']);
  await settled(page);
  await button(page, 'Use our sample').click();
  await button(page, 'Make it updatable').click();
  await button(page, 'Camera or pictures').click();
  await button(page, 'Turn the camera on').click();
  await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0);
  await button(page, 'Take this one').click();
  const count = await stateOf(page, 'Your examples');
  check('the camera’s picture is an example', count === '101 examples', count);
  await close();
}
