// The built demo in Chromium, as its visitors use it: node tests/browser/demo/run.mjs [--only lesson,keyboard,…]
//
// Screenshots go to build/screens. ATTUNE_DEMO=folder tests another build than build/demo.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Report } from '../support/report.mjs';
import * as chromium from './browser.mjs';
import { serve } from './server.mjs';

const SCENARIOS = [
  'folder',
  'lesson',
  'hands',
  'coffee',
  'own',
  'everything',
  'privacy',
  'keyboard',
  'touch',
  'trouble',
  'looks',
];
const screens = fileURLToPath(new URL('../../../build/screens', import.meta.url));

/**
 * @param report where the checks go; its closing line is its owner's to print
 * @param only names of scenarios; default all
 */
export async function testDemo(report, only = SCENARIOS) {
  if (!chromium.isThere()) return report.skip('demo', 'Chromium is not installed here');
  await mkdir(screens, { recursive: true });
  const server = await serve();
  const browser = await chromium.launch();
  report.begin(`The demo in ${browser.version}`);
  try {
    for (const name of only) {
      const { scenario } = await import(`./scenarios/${name}.mjs`);
      const began = performance.now();
      const checks = [];
      const check = (sentence, passed, found) =>
        checks.push({ sentence, passed: passed === true, found: found === undefined ? '' : String(found) });
      const screenshot = (page, file, options) => page.screenshot({ path: join(screens, `${file}.png`), ...options });
      try {
        await scenario({ check, screenshot, browser, server });
      } catch (error) {
        check(`${name} runs to its end`, false, error.stack);
      }
      report.job('demo', name, { checks, facts: {} }, performance.now() - began);
    }
  } finally {
    await browser.close();
    await server.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const only = values.only?.split(',') ?? SCENARIOS;
  const stranger = only.find((name) => !SCENARIOS.includes(name));
  if (stranger !== undefined) throw new Error(`no scenario '${stranger}': ${SCENARIOS.join(', ')}`);
  const report = new Report();
  await testDemo(report, only);
  process.exitCode = report.close();
}
