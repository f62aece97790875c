// When something is missing or refused, the page says what, and what still works does.

import { violations } from '../accessibility.mjs';
import { settled } from '../browser.mjs';
import { factOf, guessOf, teach } from '../hand.mjs';

const titleOf = (page) => page.locator('.notice-title').innerText();

export async function scenario({ check, screenshot, browser, server }) {
  await withoutWebAssembly(check, screenshot, browser, server);
  await withoutStorage(check, screenshot, browser, server);
  await withoutModel(check, screenshot, browser, server);
  await twoTabs(check, screenshot, browser, server);
}

async function withoutWebAssembly(check, screenshot, browser, server) {
  const { page, close } = await browser.visit(server.url, {
    viewport: { width: 1280, height: 900 },
    before: () => {
      delete globalThis.WebAssembly;
    },
  });
  await settled(page);
  check('without WebAssembly it says so', (await titleOf(page)).includes('cannot run'), await titleOf(page));
  const detail = await page.locator('.notice .mono').innerText();
  check('and names what is missing', /WebAssembly/i.test(detail), detail);
  const found = await violations(page);
  check('the message is accessible', found.length === 0, found.join('\n'));
  await screenshot(page, 'trouble-unsupported');
  await close();
}

async function withoutStorage(check, screenshot, browser, server) {
  const { page, close } = await browser.visit(server.url, {
    viewport: { width: 1280, height: 900 },
    before: () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('The user denied permission to access the database.', 'SecurityError');
      };
    },
  });
  await settled(page);
  check('refused storage is said', (await titleOf(page)).includes('keeps nothing'), await titleOf(page));
  await teach(page, 'star');
  check('it learns all the same', (await guessOf(page)).includes('a star'), await guessOf(page));
  check(
    'and the ledger does not pretend',
    (await factOf(page, 'version')) === 'not saved',
    await factOf(page, 'version'),
  );
  await screenshot(page, 'trouble-storage');
  await page.locator('.tabs a[href="#coffee"]').click();
  await page.locator('[data-drink=mocha] button').click();
  await page.locator('.menu-change', { hasText: 'Mocha learned' }).waitFor();
  check('so does the coffee shop', (await factOf(page, 'version')) === 'not saved', await factOf(page, 'version'));
  await page.locator('.tabs a[href="#own"]').click();
  await page.getByRole('button', { name: 'Use our sample' }).click();
  await page.getByRole('button', { name: 'Make it updatable' }).click();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.locator('.verdict').waitFor();
  check('and any other model', (await factOf(page, 'version')) === 'not saved', await factOf(page, 'version'));
  await close();
}

async function withoutModel(check, screenshot, browser, server) {
  const { page, close } = await browser.visit(server.url, {
    viewport: { width: 1280, height: 900 },
    before: () => {
      globalThis.atob = () => 'no model at all';
    },
  });
  await settled(page);
  check('a damaged model is said', (await titleOf(page)).includes('did not load'), await titleOf(page));
  check('with a way out', await page.getByRole('button', { name: 'Load the page again' }).isVisible());
  await screenshot(page, 'trouble-model');
  await close();
}

async function twoTabs(check, screenshot, browser, server) {
  const { page, close } = await browser.visit(server.url);
  await settled(page);
  const other = await page.context().newPage();
  await other.goto(server.url);
  await settled(other);
  await teach(other, 'tree');
  await page.bringToFront();
  await teach(page, 'boat');
  check(
    'a lesson does not overwrite another tab’s',
    (await titleOf(page)).includes('Another tab'),
    await titleOf(page),
  );
  await screenshot(page, 'trouble-conflict');
  await page.getByRole('button', { name: 'Take over its version' }).click();
  await settled(page);
  await page.locator('.guess-line', { hasText: 'Looks like a tree' }).waitFor();
  check('its version can be taken over', (await factOf(page, 'version')) === 'v1', await factOf(page, 'version'));
  await teach(page, 'boat');
  check('and taught on', (await factOf(page, 'version')) === 'v2', await factOf(page, 'version'));
  await close();
}
