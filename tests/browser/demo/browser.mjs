// Chromium, and pages of the demo in it that write down whatever goes wrong.

import { chromium } from 'playwright-core';
import { find } from '../drivers/chromium.mjs';

export const DESKTOP = { viewport: { width: 1280, height: 900 } };
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

/** What serviceWorkers: 'block' leaves in the console. */
const OUR_OWN_DOING = 'Service Worker registration blocked by Playwright';

/** A safety net against waiting for ever, not a figure to reach. */
const PATIENCE_MS = 60_000;

export const isThere = () => find() !== undefined;

export async function launch() {
  const browser = await chromium.launch({
    executablePath: find(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat([
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ]),
  });
  return {
    version: `Chromium ${browser.version()}`,
    close: () => browser.close(),
    /** A visitor: storage of his own. `before` runs in the page ahead of all scripts. */
    async visit(url, { before, colorScheme = 'light', serviceWorkers = 'block', ...device } = {}) {
      const context = await browser.newContext({
        ...DESKTOP,
        ...device,
        colorScheme,
        // They would hide requests from the server.
        serviceWorkers,
        acceptDownloads: true,
        reducedMotion: 'reduce',
      });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      const complaints = [];
      page.on('console', (message) => {
        const isComplaint = message.type() === 'error' || message.type() === 'warning';
        if (isComplaint && !message.text().startsWith(OUR_OWN_DOING)) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      if (before !== undefined) await page.addInitScript(before);
      await page.goto(url);
      return { page, complaints, close: () => context.close() };
    },
  };
}

/** All models are there, or it is clear that they will not come; and nothing is under way. */
export async function settled(page) {
  await page.waitForFunction(
    () =>
      document.documentElement.dataset.loaded === '' &&
      document.querySelector('main [aria-busy]')?.getAttribute('aria-busy') === 'false',
  );
}

/** Two frames: what was painted for the last change is on the screen. */
export async function painted(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** From now on the browser adds up what moves without the visitor's doing. */
export function watchShifts(page) {
  return page.evaluate(() => {
    globalThis.shifts = 0;
    new PerformanceObserver((list) => {
      // Shifts right after a click are counted, too: nothing is to move at all.
      for (const { value } of list.getEntries()) globalThis.shifts += value;
    }).observe({ type: 'layout-shift' });
  });
}

/** Text that changes where it stands counts a little, too; 0.1 is what the web calls good. */
export const STILL = 0.02;

/** 0: nothing moved. */
export async function shiftsOf(page) {
  await painted(page);
  return page.evaluate(() => globalThis.shifts);
}
