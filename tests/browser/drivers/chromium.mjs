// Chromium over the DevTools protocol. All drivers answer to the same few calls; what to test stands in ../jobs.

import { chromium } from 'playwright-core';
import { firstExisting, profileFolder, waitFor } from './support.mjs';

export const find = () =>
  firstExisting(
    process.env.ATTUNE_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  );

/** @param options `extension`: a folder with an unpacked one */
export async function launch({ extension } = {}) {
  const profile = await profileFolder();
  const context = await chromium.launchPersistentContext(profile.path, {
    executablePath: find(),
    serviceWorkers: 'block', // so that the server sees every request
    ignoreDefaultArgs: extension === undefined ? [] : ['--disable-extensions'],
    args: [
      ...(extension === undefined ? [] : [`--load-extension=${extension}`]),
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    version: `Chromium ${context.browser()?.version() ?? ''}`,
    open: (url) => page.goto(url),
    reload: () => page.reload(),
    read: (id) => waitFor(() => page.evaluate((id) => document.getElementById(id)?.textContent, id)),
    screenshot: (file) => page.screenshot({ path: file }),
    async close() {
      await context.close();
      await profile.remove();
    },
  };
}
