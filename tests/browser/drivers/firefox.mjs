// Firefox over WebDriver BiDi.

import puppeteer from 'puppeteer-core';
import { firstExisting, profileFolder, waitFor } from './support.mjs';

export const find = () => firstExisting(process.env.ATTUNE_FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox');

export async function launch() {
  const profile = await profileFolder();
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: find(),
    headless: true,
    userDataDir: profile.path,
    // Firefox asks its maker about extensions, lists and portals unless told not to; it must not disturb the ledger.
    extraPrefsFirefox: { 'network.captive-portal-service.enabled': false, 'dom.serviceWorkers.enabled': false },
  });
  const [page = await browser.newPage()] = await browser.pages();
  return {
    version: (await browser.version()).replace('/', ' ').replace(/^f/, 'F'),
    open: (url) => page.goto(url),
    reload: () => page.reload(),
    read: (id) => waitFor(() => page.evaluate((id) => document.getElementById(id)?.textContent, id)),
    screenshot: (file) => page.screenshot({ path: file }),
    async close() {
      await browser.close();
      await profile.remove();
    },
  };
}
