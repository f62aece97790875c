// A visitor's hand: draws the demo's own sample drawings with mouse, finger or keys, and works the lesson.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { settled } from './browser.mjs';

const samples = fileURLToPath(new URL('../../../demo/src/scenes/emoji/samples.ts', import.meta.url));
const { outputFiles } = await build({ entryPoints: [samples], bundle: true, format: 'esm', write: false });
const { sampleDrawing } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
);

/** Every third point of a sample: enough for a hand, and quick. On the screen, in CSS pixels. */
async function strokesOnScreen(page, symbol, seed) {
  const { x, y, width } = await page.locator('.pad-paper').first().boundingBox();
  return sampleDrawing(symbol, seed).map((stroke) => {
    const points = Array.from({ length: stroke.length / 2 }, (_, i) => [
      x + (stroke[2 * i] / 1000) * width,
      y + (stroke[2 * i + 1] / 1000) * width,
    ]);
    return points.filter((_, i) => i % 3 === 0 || i === points.length - 1);
  });
}

/** `during` is called while the pen is still down, before the last line ends. */
export async function drawWithMouse(page, symbol, seed, during) {
  await page.locator('.pad-paper').first().scrollIntoViewIfNeeded();
  const strokes = await strokesOnScreen(page, symbol, seed);
  for (const [i, [first, ...rest]] of strokes.entries()) {
    await page.mouse.move(...first);
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...point);
    if (i === strokes.length - 1) await during?.();
    await page.mouse.up();
  }
}

export async function drawWithFinger(page, symbol, seed) {
  await page.locator('.pad-paper').first().scrollIntoViewIfNeeded();
  const touch = await page.context().newCDPSession(page);
  const send = (type, points) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
  for (const [first, ...rest] of await strokesOnScreen(page, symbol, seed)) {
    await send('touchStart', [first]);
    for (const point of rest) await send('touchMove', [point]);
    await send('touchEnd', []);
  }
}

export const choose = (page, symbol) => page.locator(`[data-symbol=${symbol}]`).click();
export const next = (page) => page.locator('.lesson .primary').click();
export const guessOf = (page) => page.locator('.guess-line').innerText();
export const countOf = (page) => page.locator('.lesson-count').innerText();
export const factOf = (page, id) => page.locator(`[data-fact=${id}] dd`).innerText();

/** Three drawings and the lesson. */
export async function teach(page, symbol, draw = drawWithMouse, firstSeed = 1) {
  await choose(page, symbol);
  for (let seed = firstSeed; seed < firstSeed + 3; seed++) {
    await draw(page, symbol, seed);
    await next(page);
  }
  await next(page);
  await page.locator('.verdict').waitFor();
  await settled(page);
}
