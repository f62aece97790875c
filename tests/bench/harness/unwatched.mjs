// A Chromium that no tool watches: DevTools keep a copy of what a page fetches, in the page's own process.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { find } from '../../browser/drivers/chromium.mjs';
import { profileFolder } from '../../browser/drivers/support.mjs';
import { FLAGS } from './browser.mjs';

/** Opens a page, which says by requests how far it is. @returns `renderers`: the processes of its pages */
export async function openUnwatched(url) {
  const profile = await profileFolder();
  const folder = `--user-data-dir=${profile.path}`;
  const browser = spawn(find(), ['--headless', ...FLAGS, folder, url], { stdio: 'ignore' });
  return {
    renderers: () =>
      processes().filter(({ command }) => command.includes('--type=renderer') && command.includes(folder)),
    async close() {
      browser.kill();
      if (browser.exitCode === null) await once(browser, 'exit');
      await profile.remove();
    },
  };
}

function processes() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((id) => ({ id, command: commandOf(id) }));
}

function commandOf(id) {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // gone meanwhile
  }
}
