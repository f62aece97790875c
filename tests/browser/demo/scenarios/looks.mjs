// How it looks: pictures of every state, axe-core in each, nothing too small or too wide, no motion where none is wanted.

import { overflow, smallTargets, violations } from '../accessibility.mjs';
import { DESKTOP, PHONE, painted, settled } from '../browser.mjs';
import { choose, drawWithMouse, next, teach } from '../hand.mjs';

const WIDTHS = [320, 360, 390, 640, 768, 1024, 1280, 1920];
/** A row of the list of versions, in px. */
const MOST_GROWTH = 120;

export async function scenario({ check, screenshot, browser, server }) {
  for (const [device, settings] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    for (const colorScheme of ['light', 'dark']) {
      for (const [scene, states] of Object.entries({ emoji, coffee, own })) {
        const { page, complaints, close } = await browser.visit(`${server.url}#${scene}`, { ...settings, colorScheme });
        const all = `${scene}-${device}-${colorScheme}`;
        const look = async (state, options) => {
          await painted(page);
          await screenshot(page, `${all}-${state}`, options);
          const found = await violations(page);
          check(`${all}-${state}: axe-core finds nothing`, found.length === 0, found.join('\n'));
        };
        await settled(page);
        await look('1-empty');
        await states(page, look);
        const small = await smallTargets(page);
        check(`${all}: a thumb hits everything`, small.length === 0, small.join('\n'));
        if (device === 'desktop' && colorScheme === 'light') await resized(page, check, screenshot, scene);
        check(`${all}: the console stayed empty`, complaints.length === 0, complaints.join('\n'));
        await close();
      }
    }
  }
}

async function emoji(page, look) {
  await twoLessons(page);
  await look('2-lesson');
  await next(page);
  await settled(page);
  await page.evaluate(() => scrollTo(0, 0));
  await look('3-taught');
  await page.locator('.code summary').click();
  await look('4-whole', { fullPage: true });
  await page.evaluate(() => document.querySelector('.ledger-buttons .danger').click());
  await look('5-erase');
  await page.getByRole('button', { name: 'Erase', exact: true }).click();
  await page.locator('.proof').waitFor();
  await settled(page);
  await page.evaluate(() => scrollTo(0, 0));
  await look('6-erased');
}

async function coffee(page, look) {
  await page.locator('[data-drink=mocha] button').click();
  await page.locator('.menu-change', { hasText: 'Mocha learned' }).waitFor();
  await settled(page);
  await look('2-ordered');
  const height = await heightOf(page, '.coffee-scene');
  await page.getByRole('button', { name: 'Play my week' }).click();
  await page.waitForFunction(() => /of 2\d/.test(document.querySelector('.week th.number').textContent));
  await look('3-training', { fullPage: true });
  await settled(page);
  // A version more, nothing else.
  const grown = (await heightOf(page, '.coffee-scene')) - height;
  await look('4-done', { fullPage: true });
  await page.locator('.code summary').click();
  await look('5-code', { fullPage: true });
  if (grown > MOST_GROWTH) throw new Error(`the page grew by ${grown} px while it trained`);
}

async function own(page, look) {
  await page.getByRole('button', { name: 'Use our sample' }).click();
  await page.locator('.layers').waitFor();
  await look('2-opened', { fullPage: true });
  await page.getByRole('button', { name: 'Make it updatable' }).click();
  await page.getByLabel('Rounds, at most').fill('1000');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.waitForFunction(() => document.querySelector('.progress').value >= 20);
  await page.getByRole('button', { name: 'Pause' }).click();
  await look('3-training', { fullPage: true });
  await page.getByRole('button', { name: 'Stop and keep' }).click();
  await page.locator('.verdict').waitFor();
  await settled(page);
  await look('4-done', { fullPage: true });
}

const heightOf = (page, selector) => page.locator(selector).evaluate((element) => element.scrollHeight);

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

async function resized(page, check, screenshot, scene) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await painted(page);
    check(`${scene}: at ${width} px nothing sticks out`, (await overflow(page)) <= 0, await overflow(page));
  }
  // 200 % zoom of a 1280 × 900 window is a page of 640 × 450.
  await page.setViewportSize({ width: 640, height: 450 });
  await page.evaluate(() => scrollTo(0, 300));
  await painted(page);
  const ledger = await page.locator('.ledger').evaluate((element) => getComputedStyle(element).position);
  check(`${scene}: at 200 % the ledger does not cover the page`, ledger !== 'sticky', ledger);
  await screenshot(page, `${scene}-zoom-200`);
  const moving = await page.evaluate(
    () =>
      [...document.querySelectorAll('*')].filter(
        (element) => parseFloat(getComputedStyle(element).transitionDuration) > 0,
      ).length,
  );
  check(`${scene}: nothing moves where no motion is wanted`, moving === 0, moving);
  await page.setViewportSize(DESKTOP.viewport);
  await page.evaluate(() => scrollTo(0, 0));
}
