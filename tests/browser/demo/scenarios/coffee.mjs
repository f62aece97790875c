// The coffee shop: a mocha every day raises its chance, a week is played, habits change, versions come back, nothing is asked
// of the network.

import { STILL, settled, shiftsOf, watchShifts } from '../browser.mjs';
import { factOf } from '../hand.mjs';

const shareOf = async (page, drink) =>
  Number.parseInt(await page.locator(`[data-drink="${drink}"] .drink-share`).innerText(), 10);
const rightOf = async (page, forecaster) =>
  Number(await page.locator(`[data-forecaster=${forecaster}] td`).innerText());
const bestOf = (page) => page.locator('.drink.is-best').getAttribute('data-drink');
const set = (page, label) => page.getByRole('radio', { name: label, exact: true }).check();
const setHour = (page, hour) => page.getByRole('slider', { name: 'Time' }).fill(String(hour));

export async function scenario({ check, browser, server }) {
  const { page, complaints, close } = await browser.visit(`${server.url}#coffee`);
  await settled(page);
  const loaded = server.requests.length;
  await mochaEveryDay(page, check);
  await weeks(page, check);
  await sundayIsDifferent(page, check);
  await backAndForth(page, check);
  check('no request since the load', server.requests.length === loaded, server.requests.slice(loaded).join());
  await keptAndErased(page, check);
  check('the console stayed empty', complaints.length === 0, complaints.join('\n'));
  await close();
}

async function order(page, drink) {
  const before = await factOf(page, 'version');
  await page.locator(`[data-drink="${drink}"] button`).click();
  await page.waitForFunction((old) => document.querySelector('[data-fact=version] dd').textContent !== old, before);
  await settled(page);
}

async function mochaEveryDay(page, check) {
  await setHour(page, 15.5);
  const shares = [await shareOf(page, 'mocha')];
  for (let day = 0; day < 4; day++) {
    await order(page, 'mocha');
    shares.push(await shareOf(page, 'mocha'));
  }
  const rises = shares.every((share, day) => day === 0 || share > shares[day - 1]);
  check('a mocha every day raises its chance at the next visit', rises, shares.join(' → '));
  check('until it is recommended', (await bestOf(page)) === 'mocha', await bestOf(page));
  check('each order is a version', (await factOf(page, 'version')) === 'v4', await factOf(page, 'version'));
  check('and an example', (await factOf(page, 'examples')) === '4', await factOf(page, 'examples'));
  const reasons = await page.locator('.reason').allInnerTexts();
  check(
    'the panel says why',
    reasons.some((text) => text.startsWith('How often you had it')),
    reasons.join(' | '),
  );
}

async function playWeek(page, button) {
  await page.getByRole('button', { name: button }).click();
  await page.locator('[data-forecaster=learning]').waitFor();
  await page.waitForFunction(() => document.querySelector('.coffee-scene').getAttribute('aria-busy') === 'true');
  await settled(page);
}

async function weeks(page, check) {
  await watchShifts(page);
  await playWeek(page, 'Play my week');
  check('nothing moves while a week is learned', (await shiftsOf(page)) < STILL, await shiftsOf(page));
  const first = await rightOf(page, 'learning');
  await playWeek(page, 'Play my week');
  const [second, shipped, counting] = [
    await rightOf(page, 'learning'),
    await rightOf(page, 'shipped'),
    await rightOf(page, 'counting'),
  ];
  check('the second week is foretold better than the first', second > first, `${first}, then ${second}`);
  check('better than without learning', second > shipped, `${second} against ${shipped}`);
  check('better than by counting', second > counting, `${second} against ${counting}`);
  check('all orders are kept', (await factOf(page, 'examples')) === '84', await factOf(page, 'examples'));
  await playWeek(page, 'Change my habits');
  const changed = await rightOf(page, 'learning');
  check('other habits are foretold worse at first', changed < second, `${second}, then ${changed}`);
  await playWeek(page, 'Play my week');
  const relearned = await rightOf(page, 'learning');
  check('and learned again', relearned > changed, `${changed}, then ${relearned}`);
  await playWeek(page, 'Back to the old habits');
}

async function sundayIsDifferent(page, check) {
  await set(page, 'Monday');
  await setHour(page, 7.5);
  await set(page, 'Station');
  await set(page, 'Rainy');
  await page.locator('[data-drink="flat white"].is-best').waitFor();
  check('on a rainy morning at the station it is a flat white', true);
  await set(page, 'Sunday');
  await setHour(page, 15.5);
  await set(page, 'Park');
  await set(page, 'Sunny');
  await page.waitForFunction(() => !document.querySelector('[data-drink="flat white"]').classList.contains('is-best'));
  check('on a Sunday afternoon it is not', (await bestOf(page)) !== 'flat white', await bestOf(page));
}

async function backAndForth(page, check) {
  await page.getByRole('button', { name: 'Go back to version 1' }).click();
  await page.locator('.version-note', { hasText: 'Back to version 1' }).waitFor();
  await settled(page);
  check('a version brings its orders along', (await factOf(page, 'examples')) === '1', await factOf(page, 'examples'));
}

async function keptAndErased(page, check) {
  const version = await factOf(page, 'version');
  await page.reload();
  await settled(page);
  check('it is there after a reload', (await factOf(page, 'version')) === version, await factOf(page, 'version'));
  await page.getByRole('button', { name: 'Erase…' }).click();
  await page.getByRole('button', { name: 'Erase', exact: true }).click();
  await page.locator('.proof').waitFor();
  const databases = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  check('erased means erased', databases.length === 0, databases.join());
  check('as shipped', (await factOf(page, 'version')) === 'as shipped', await factOf(page, 'version'));
}
