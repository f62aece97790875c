// Chromium on a profile that outlives it: started, killed in one way or another, started again.

import { readdir, readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { find } from '../../browser/drivers/chromium.mjs';

const ARGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

/**
 * @param profile a folder; what lies in it from an earlier start is found again
 * @param init    runs in every page before its own scripts
 */
export async function start(profile, init = undefined) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: find(),
    serviceWorkers: 'block',
    args: ARGS,
  });
  if (init !== undefined) await context.addInitScript(init);
  return {
    context,
    /** @returns a page whose `torture` is there; `acknowledge` hears what it tells */
    async open(url, acknowledge = () => {}) {
      const page = await context.newPage();
      await page.exposeFunction('acknowledge', acknowledge);
      await page.goto(url);
      await page.waitForFunction(() => globalThis.ready === true, undefined, { timeout: 60_000 });
      return page;
    },
    close: () => context.close(),
    /** All processes at once, without a word: nothing is flushed by the browser. */
    async kill() {
      for (const pid of await processesOf(profile)) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It went with its parent.
        }
      }
      await context.close().catch(() => {});
      for (let i = 0; i < 100 && (await processesOf(profile)).length > 0; i++) await sleep(50);
    },
  };
}

/** The renderer of one page dies, the browser lives on. */
export async function crash(page) {
  const crashed = page.waitForEvent('crash');
  const session = await page.context().newCDPSession(page);
  session.send('Page.crash').catch(() => {}); // never answered
  await crashed;
  await page.close();
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Ids of the processes of that profile alone: the folder's name is this run's own. */
async function processesOf(profile) {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return pids.filter((_, index) => lines[index].includes(`--user-data-dir=${profile}`));
}
