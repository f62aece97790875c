// How it looks: pictures of every state, axe-core in each, nothing too small or too wide, no motion where none is wanted.

import { overflow, smallTargets, violations } from '../accessibility.mjs';
import { DESKTOP, PHONE, painted, settled } from '../browser.mjs';
import { choose, drawWithMouse, next, teach } from '../hand.mjs';

const WIDTHS = [320, 360, 390, 640, 768, 1024, 1280, 1920];

export async function scenario({ check, screenshot, browser, server }) {
  for (const [device, settings] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    for (const colorScheme of ['light', 'dark']) {
      const { page, complaints, close } = await browser.visit(server.url, { ...settings, colorScheme });
      const look = async (state, options) => {
        await painted(page);
        const name = `${device}-${colorScheme}-${state}`;
        await screenshot(page, name, options);
        const found = await violations(page);
        check(`${name}: axe-core finds nothing`, found.length === 0, found.join('\n'));
      };
      await settled(page);
      await look('1-empty');
      await twoLessons(page);
      await look('2-lesson');
      await next(page);
      await settled(page);
      await page.evaluate(() => scrollTo(0, 0));
      await look('3-taught');
      await page.locator('.code summary').click();
      await look('4-whole', { fullPage: true });
      const small = await smallTargets(page);
      check(`${device}-${colorScheme}: a thumb hits everything`, small.length === 0, small.join('\n'));
      if (device === 'desktop' && colorScheme === 'light') await resized(page, check, screenshot);
      await page.evaluate(() => document.querySelector('.ledger-buttons .danger').click());
      await look('5-erase');
      await page.getByRole('button', { name: 'Erase', exact: true }).click();
      await page.locator('.proof').waitFor();
      await settled(page);
      await page.evaluate(() => scrollTo(0, 0));
      await look('6-erased');
      check(`${device}-${colorScheme}: the console stayed empty`, complaints.length === 0, complaints.join('\n'));
      await close();
    }
  }
}

/** Cat and star known, three fish kept. */
async function twoLessons(page) {
  await teach(page, 'cat');
  await teach(page, 'star');
  await choose(page, 'fish');
  for (const seed of [1, 2, 3]) {
    await drawWithMouse(page, 'fish', seed);
    await next(page);
  }
}

async function resized(page, check, screenshot) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await painted(page);
    check(`at ${width} px nothing sticks out`, (await overflow(page)) <= 0, await overflow(page));
  }
  // 200 % zoom of a 1280 × 900 window is a page of 640 × 450.
  await page.setViewportSize({ width: 640, height: 450 });
  await page.evaluate(() => scrollTo(0, 300));
  await painted(page);
  const ledger = await page.locator('.ledger').evaluate((element) => getComputedStyle(element).position);
  check('at 200 % the ledger does not cover the page', ledger !== 'sticky', ledger);
  await screenshot(page, 'zoom-200');
  const moving = await page.evaluate(
    () =>
      [...document.querySelectorAll('*')].filter(
        (element) => parseFloat(getComputedStyle(element).transitionDuration) > 0,
      ).length,
  );
  check('nothing moves where no motion is wanted', moving === 0, moving);
  await page.setViewportSize(DESKTOP.viewport);
  await page.evaluate(() => scrollTo(0, 0));
}
