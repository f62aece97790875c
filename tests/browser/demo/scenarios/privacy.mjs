// The seal holds, for everybody to see; and after the first visit there need not be a network.

import { settled } from '../browser.mjs';
import { teach } from '../hand.mjs';

export async function scenario({ check, screenshot, browser, server }) {
  await leaks(check, screenshot, browser, server);
  await offline(check, browser, server);
}

async function leaks(check, screenshot, browser, server) {
  const { page, close } = await browser.visit(server.url);
  await settled(page);
  const loaded = server.requests.length;
  await page.getByRole('button', { name: 'Try to leak' }).click();
  await page.locator('.leaks').waitFor();
  const rows = await page.locator('.leaks tbody tr').allInnerTexts();
  check('eight ways are tried', rows.length === 8, rows.length);
  const through = rows.filter((row) => !row.includes('refused'));
  check('and each is refused', through.length === 0, through.join('\n'));
  check('the server heard of none', server.requests.length === loaded, server.requests.slice(loaded).join());
  const requests = await page.locator('[data-fact=requests] dd').innerText();
  check('the ledger counts none', requests === '0', requests);
  const hash = await page.locator('.build-hash').innerText();
  check('the build says its hash', /^[0-9a-f]{16}$/.test(hash), hash);
  await page.locator('.privacy').scrollIntoViewIfNeeded();
  await screenshot(page, 'privacy');
  await close();
}

async function offline(check, browser, server) {
  const { page, complaints, close } = await browser.visit(server.url, { serviceWorkers: 'allow' });
  await settled(page);
  await page.getByText('Works offline, too').waitFor();
  check('after the first load it says that it works offline', true);
  await page.context().setOffline(true);
  const before = server.requests.length;
  await page.reload();
  await settled(page);
  check('loaded again without a network', server.requests.length === before, server.requests.slice(before).join());
  await page.getByText('You are offline').waitFor();
  await teach(page, 'star');
  check('it learns without one', (await page.locator('.verdict-line').count()) === 1);
  for (const scene of ['coffee', 'own']) {
    await page.evaluate((name) => {
      location.hash = name;
    }, scene);
    await page.locator(`.${scene}-scene`).waitFor();
    await settled(page);
  }
  check('every scene is there', (await page.locator('.own-scene').count()) === 1);
  check('without a complaint', complaints.length === 0, complaints.join('\n'));
  await close();
}
