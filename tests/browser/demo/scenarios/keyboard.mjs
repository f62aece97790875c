// An emoji is taught without a pointer, and one sees where one is all the way.

import { settled } from '../browser.mjs';
import { countOf, factOf } from '../hand.mjs';

const focused = (page) =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    const tile = element.closest('label') ?? element;
    return {
      name: element.getAttribute('aria-label') ?? element.textContent.trim(),
      role: element.getAttribute('role') ?? element.getAttribute('type') ?? element.tagName.toLowerCase(),
      outline: getComputedStyle(tile).outlineStyle,
    };
  });

async function tabTo(page, name, backwards = false) {
  for (let i = 0; i < 60; i++) {
    const at = await focused(page);
    if (at.name.startsWith(name)) return at;
    await page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`no way to '${name}' with the Tab key`);
}

const press = async (page, keys) => {
  for (const key of keys.split(' ')) await page.keyboard.press(key === 'Space' ? ' ' : key);
};

/** A roof and a wall, a little different every time. */
const house = (width) => {
  const many = (key, count) => Array(count).fill(key).join(' ');
  return [
    'Space',
    many('ArrowRight', width),
    many('ArrowDown', 5),
    many('ArrowLeft', width),
    many('ArrowUp', 5),
    'Space',
    many('ArrowUp', 2),
    'Space',
    many('ArrowRight', width),
    'Space',
  ].join(' ');
};

export async function scenario({ check, screenshot, browser, server }) {
  await emoji({ check, screenshot, browser, server });
  await coffee({ check, browser, server });
  await own({ check, browser, server });
}

async function emoji({ check, screenshot, browser, server }) {
  const { page, complaints, close } = await browser.visit(server.url);
  await settled(page);

  const pad = await tabTo(page, 'Drawing pad');
  check('Tab reaches the pad', pad.role === 'application', pad.role);
  check('the pad shows that it has the focus', pad.outline === 'solid', pad.outline);
  check(
    'and how it is used',
    await page.locator('.pad-keys').evaluate((keys) => getComputedStyle(keys).opacity === '1'),
  );

  const missing = await tabTo(page, 'Pick a symbol');
  check('the button has a visible focus', missing.outline === 'solid', missing.outline);
  await press(page, 'Enter');
  const said = await page.getByRole('status').innerText();
  check('pressed too early it says what is missing', said.startsWith('Pick a symbol'), said);
  const first = await focused(page);
  check('and goes there', first.name === 'Cat', first.name);

  await press(page, 'ArrowDown ArrowDown ArrowDown');
  const chosen = await focused(page);
  check('arrow keys choose a symbol', chosen.name === 'House', chosen.name);
  check('its tile shows the focus', chosen.outline === 'solid', chosen.outline);

  for (const width of [6, 7, 8]) {
    await tabTo(page, 'Drawing pad', true);
    await press(page, house(width));
    if (width === 6) {
      await screenshot(page, 'keyboard-pen');
      await press(page, 'Backspace');
      const lines = await page.getByRole('status').innerText();
      check('Backspace takes the last line back', lines.startsWith('Last line taken back'), lines);
      await press(page, 'Delete');
      await press(page, house(width));
    }
    await tabTo(page, 'Keep drawing');
    await press(page, 'Enter');
  }
  check('three drawings are kept', (await countOf(page)) === '3/3', await countOf(page));
  await tabTo(page, 'Teach a house');
  await press(page, 'Enter');
  await page.locator('.verdict').waitFor();
  await settled(page);
  const told = await page.getByRole('status').innerText();
  check('a screen reader is told the result', /^Taught a house in .* knows 3\.\s*$/.test(told), told);
  check('and it is saved', (await factOf(page, 'version')) === 'v1', await factOf(page, 'version'));

  await tabTo(page, 'Draw a sample', true);
  await press(page, 'Enter');
  await page.locator('.guess-line', { hasText: 'Looks like a house' }).waitFor();
  check('a sample is drawn and looked at', true);
  check('the console stayed empty', complaints.length === 0, complaints.join('\n'));
  await close();
}

async function coffee({ check, browser, server }) {
  const { page, complaints, close } = await browser.visit(server.url);
  await settled(page);
  await tabTo(page, 'Coffee shop');
  await press(page, 'Enter');
  await page.locator('.coffee-scene').waitFor();
  await settled(page);
  const day = await tabTo(page, 'Monday');
  check('a chosen day shows the focus', day.outline === 'solid', day.outline);
  await press(page, 'ArrowRight ArrowRight');
  check('arrow keys choose the day', (await focused(page)).name === 'Wednesday', (await focused(page)).name);
  await page.keyboard.press('Tab');
  await press(page, 'ArrowRight ArrowRight');
  const title = await page.locator('.visit-title').innerText();
  check('and the hour', title.startsWith('Wednesday, 8:30'), title);
  const order = await tabTo(page, 'Order Mocha');
  check('the button shows the focus', order.outline === 'solid', order.outline);
  await press(page, 'Enter');
  await page.locator('.menu-change', { hasText: 'Mocha learned' }).waitFor();
  const said = await page.getByRole('status').innerText();
  check('a screen reader is told what it changed', /^Mocha ordered\. Its chance here rose/.test(said), said);
  check('the console stayed empty', complaints.length === 0, complaints.join('\n'));
  await close();
}

async function own({ check, browser, server }) {
  const { page, complaints, close } = await browser.visit(`${server.url}#own`);
  await settled(page);
  await tabTo(page, 'Use our sample');
  await press(page, 'Enter');
  await page.locator('.layers').waitFor();
  const tick = await tabTo(page, 'conv1 learns');
  check('a layer is reached', tick.role === 'checkbox' && tick.outline === 'solid', `${tick.role} ${tick.outline}`);
  await press(page, 'Space');
  await tabTo(page, 'Make it updatable');
  await press(page, 'Enter');
  await page.getByText('it can learn', { exact: true }).waitFor();
  await tabTo(page, 'Train');
  await press(page, 'Enter');
  await page.locator('.verdict').waitFor();
  await settled(page);
  check('a model is trained by keys alone', (await factOf(page, 'version')) === 'v1', await factOf(page, 'version'));
  const said = await page.getByRole('status').innerText();
  check('and it is said', /^Trained on 80 examples in /.test(said), said);
  check('the console stayed empty', complaints.length === 0, complaints.join('\n'));
  await close();
}
