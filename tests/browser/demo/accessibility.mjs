// What axe-core finds, targets large enough for a thumb, nothing wider than the screen.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const TARGET_PX = 44;

/** Every violation of any weight, as sentences. */
export async function violations(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
  );
  return violations.map(
    ({ id, impact, nodes }) => `${impact}: ${id} at ${nodes.map(({ target }) => target).join(', ')}`,
  );
}

/** What can be operated and is smaller than a fingertip. */
export function smallTargets(page) {
  return page.evaluate((least) => {
    const targets = [...document.querySelectorAll('button, a[href], summary, label, [tabindex="0"]')];
    return targets.flatMap((target) => {
      const { width, height } = target.getBoundingClientRect();
      if (width === 0 || (width >= least && height >= least)) return [];
      return [`${target.className || target.tagName} ${Math.round(width)} × ${Math.round(height)}`];
    });
  }, TARGET_PX);
}

/** How many pixels stick out on the right. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
