// A phone: a finger draws, the page does not slide away under it, and the ledger stays in view.

import { PHONE, settled } from '../browser.mjs';
import { drawWithFinger, factOf, guessOf, teach } from '../hand.mjs';

export async function scenario({ check, screenshot, browser, server }) {
  const { page, complaints, close } = await browser.visit(server.url, PHONE);
  await settled(page);
  await page.locator('.pad-paper').scrollIntoViewIfNeeded();
  const top = () => page.evaluate(() => scrollY);
  const before = await top();
  await drawWithFinger(page, 'bolt', 1);
  check('the page does not move while a finger draws', (await top()) === before, `${before} to ${await top()}`);
  await page.locator('.guess-line', { hasText: 'No idea yet' }).waitFor();
  await page.getByRole('button', { name: 'Clear' }).tap();

  await teach(page, 'bolt', drawWithFinger);
  await teach(page, 'heart', drawWithFinger);
  await drawWithFinger(page, 'heart', 9);
  await page.locator('.guess-line', { hasText: 'Looks like a heart' }).waitFor();
  check('a finger teaches, too', (await factOf(page, 'version')) === 'v2', await guessOf(page));

  const bar = await page.locator('.ledger').boundingBox();
  check('the ledger is at the bottom of the screen', Math.abs(bar.y + bar.height - 844) <= 1, JSON.stringify(bar));
  await screenshot(page, 'phone-taught');
  await openLedger(page);
  check('it opens into a sheet', true);
  await screenshot(page, 'phone-ledger');
  check('the console stayed empty', complaints.length === 0, complaints.join('\n'));
  await close();
}

/** On a busy machine the finger is lifted so late that Chromium takes it for a long press: a visitor taps again. */
async function openLedger(page) {
  const toggle = page.getByRole('button', { name: 'More of the ledger' });
  const exported = page.getByRole('button', { name: 'Export .mlmodel' });
  for (let tries = 0; tries < 5; tries++) {
    if ((await toggle.getAttribute('aria-expanded')) !== 'true') await toggle.tap();
    if (
      await exported
        .waitFor({ timeout: 3000 })
        .then(() => true)
        .catch(() => false)
    )
      return;
  }
  await exported.waitFor();
}
