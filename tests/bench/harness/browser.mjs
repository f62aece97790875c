// Chromium, a page of its own for each library, and what the system says of its processes.

import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { find } from '../../browser/drivers/chromium.mjs';

export const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

export async function launch() {
  const executablePath = find();
  if (executablePath === undefined) throw new Error('there is no Chromium here');
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/** A page in a process of its own, with `libraryPasses` if a library is to run in it. */
export async function openPage(browser, origin, library, path = '/') {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(600_000);
  await page.goto(`${origin}${path}`);
  if (library !== undefined) {
    await page.evaluate(async ({ script, options }) => {
      const [{ open }, { Passes }] = await Promise.all([import(script), import('/passes.mjs')]);
      globalThis.libraryPasses = new Passes(await open(options));
    }, library);
  }
  return page;
}

/** Memory of this browser's renderers: the one that shows its page, and one or two that wait for the next. MiB. */
export async function renderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => ({ id, ...memoryOf(id) }));
}

/** From here on its peak is counted anew. */
export const forgetPeak = (processId) => writeFileSync(`/proc/${processId}/clear_refs`, '5');

export function memoryOf(processId) {
  const status = readFileSync(`/proc/${processId}/status`, 'utf8');
  const mebibytes = (key) => Number(new RegExp(`${key}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  return { now: mebibytes('VmRSS'), peak: mebibytes('VmHWM') };
}
