// Two people on one page, the map of what a model remembers, and how many of the nearest vote.

import { settled } from '../browser.mjs';
import { drawWithMouse, factOf, teach } from '../hand.mjs';

const opinionOf = (page, hand) => page.locator('.hand', { hasText: hand }).locator('.hand-guess').innerText();
const summaryOf = (page) => page.locator('.memory-map').getAttribute('aria-label');

export async function scenario({ check, browser, server }) {
  const { page, complaints, close } = await browser.visit(server.url);
  await settled(page);
  check('the map begins empty', (await summaryOf(page)) === 'A map without points yet.', await summaryOf(page));
  await teach(page, 'cat');
  await teach(page, 'star');
  await mapped(page, check);
  await voters(page, check);
  await twoHands(page, check);
  check('the console stayed empty', complaints.length === 0, complaints.join('\n'));
  await close();
}

async function mapped(page, check) {
  await page.waitForFunction(() => document.querySelectorAll('.memory-map image').length === 6);
  const summary = await summaryOf(page);
  check('every drawing is a point', summary === 'A map of 3 × Cat, 3 × Star.', summary);
  await drawWithMouse(page, 'star', 20);
  await page.locator('.memory-here').waitFor();
  const distances = await page.evaluate(() => {
    const here = document.querySelector('.memory-here').getBoundingClientRect();
    const middle = ({ left, top, width, height }) => [left + width / 2, top + height / 2];
    const [x, y] = middle(here);
    return [...document.querySelectorAll('.memory-map image')].map((image) => {
      const [px, py] = middle(image.getBoundingClientRect());
      return Math.hypot(px - x, py - y);
    });
  });
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  // In the order of the lessons: cats, then stars.
  const [cats, stars] = [mean(distances.slice(0, 3)), mean(distances.slice(3))];
  check('a new star lands nearer to the stars than to the cats', stars < cats, `${stars} and ${cats}`);
  check('looking is not learning', (await factOf(page, 'examples')) === '6', await factOf(page, 'examples'));
}

async function voters(page, check) {
  const sum = await page.locator('.wall-sum').innerText();
  await page.getByRole('slider', { name: 'How many of the nearest' }).fill('1');
  await page.getByText('nearest one decides').waitFor();
  await settled(page);
  // The model with one voter is made in the worker: the guess of the one before may still stand here.
  const figure = page.locator('.guess-line .figure');
  await figure
    .filter({ hasText: '100 %' })
    .waitFor({ timeout: 5000 })
    .catch(() => {});
  const share = await figure.innerText();
  check('with one voter it is certain', share === '100 %', share);
  await page.getByRole('slider', { name: 'How many of the nearest' }).fill('6');
  await page.getByText('nearest ones vote').waitFor();
  await page.locator('.guess-line .figure', { hasText: /^\d\d %/ }).waitFor();
  const others = Number.parseInt(await page.locator('[data-symbol=cat] .slot-share').innerText(), 10);
  check('with all six the cats have a say', others > 0, others);
  await page.getByRole('slider', { name: 'How many of the nearest' }).fill('5');
  await settled(page);
  await page.locator('.wall-sum', { hasText: sum.replace(/\s+/g, ' ') }).waitFor();
  check('and back to what it was', true);
}

async function twoHands(page, check) {
  await page.getByLabel('Somebody else’s').check();
  check('another hand begins as shipped', (await factOf(page, 'version')) === 'as shipped');
  check(
    'and knows nothing',
    (await opinionOf(page, 'Somebody else')) === 'no idea',
    await opinionOf(page, 'Somebody else'),
  );
  await teach(page, 'bolt');
  check('it learns on its own', (await factOf(page, 'version')) === 'v1', await factOf(page, 'version'));
  check('all examples are counted', (await factOf(page, 'examples')) === '9', await factOf(page, 'examples'));
  await drawWithMouse(page, 'star', 21);
  await page.locator('.hand', { hasText: 'Your hand' }).getByText('a star').waitFor();
  await page.locator('.hand', { hasText: 'Somebody else' }).getByText('a bolt').waitFor();
  check('both look at every drawing, each with what it knows', true);
  await page.reload();
  await settled(page);
  check('both are kept', /2 symbols/.test(await opinionOf(page, 'Your hand')), await opinionOf(page, 'Your hand'));
  check('apart', /1 symbol$/.test(await opinionOf(page, 'Somebody else')), await opinionOf(page, 'Somebody else'));
}
