// WebKitGTK (Safari's JavaScript engine and storage) over plain WebDriver, under a display of its own.
// MiniBrowser in automation keeps nothing between launches: a reload keeps storage, a relaunch does not.

import { writeFile } from 'node:fs/promises';
import { firstExisting, freePort, profileFolder, start, waitFor } from './support.mjs';

const MINI_BROWSERS = ['x86_64', 'aarch64'].map((cpu) => `/usr/lib/${cpu}-linux-gnu/webkit2gtk-4.1/MiniBrowser`);
const findBrowser = () => firstExisting(process.env.ATTUNE_MINIBROWSER, ...MINI_BROWSERS);

export const find = () =>
  findBrowser() &&
  firstExisting('/usr/bin/Xvfb') &&
  firstExisting(process.env.ATTUNE_WEBKIT_DRIVER, '/usr/bin/WebKitWebDriver');

export async function launch() {
  const profile = await profileFolder();
  // It chooses a free display by itself and says which.
  const display = await start('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x1024x24'], {}, /^(\d+)\n/);
  const port = await freePort();
  const driver = await start(find(), [`--port=${port}`], {
    DISPLAY: `:${display.said}`,
    WEBKIT_DISABLE_COMPOSITING_MODE: '1',
    // Its sandbox does not start as root or in most containers.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    ...{ XDG_DATA_HOME: profile.path, XDG_CACHE_HOME: profile.path, XDG_CONFIG_HOME: profile.path },
  });
  const base = `http://127.0.0.1:${port}`;
  await waitFor(() =>
    fetch(`${base}/status`).then(
      (answer) => answer.ok,
      () => false,
    ),
  );

  async function call(method, path, body) {
    const answer = await fetch(base + path, { method, ...(body && { body: JSON.stringify(body) }) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  }
  const options = { binary: findBrowser(), args: ['--automation'] };
  const { sessionId, capabilities } = await call('POST', '/session', {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } },
  });
  const session = `/session/${sessionId}`;
  const script = 'return document.getElementById(arguments[0])?.textContent';
  return {
    version: `WebKitGTK ${capabilities.browserVersion}`,
    open: (url) => call('POST', `${session}/url`, { url }),
    reload: () => call('POST', `${session}/refresh`, {}),
    read: (id) => waitFor(() => call('POST', `${session}/execute/sync`, { script, args: [id] })),
    screenshot: async (file) => writeFile(file, await call('GET', `${session}/screenshot`), 'base64'),
    async close() {
      await call('DELETE', session).catch(() => {});
      await driver.stop();
      await display.stop();
      await profile.remove();
    },
  };
}
