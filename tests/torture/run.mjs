// What a browser can do to a store: node tests/torture/run.mjs [--kills 60] [--updates 25] [--flips 24] [--only kills,tabs] [--seed 1]
//
// In Chromium, on the package as it is published. A release runs it with --kills 1000 --updates 100 --flips 1000.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { find } from '../browser/drivers/chromium.mjs';
import { profileFolder } from '../browser/drivers/support.mjs';
import { serve } from '../browser/server.mjs';
import { prepare } from '../browser/support/prepare.mjs';
import { Report } from '../browser/support/report.mjs';
import { disk } from './scenarios/disk.mjs';
import { flips } from './scenarios/flips.mjs';
import { kills } from './scenarios/kills.mjs';
import { life } from './scenarios/life.mjs';
import { quota } from './scenarios/quota.mjs';
import { tabs, VARIANTS } from './scenarios/tabs.mjs';
import { torn } from './scenarios/torn.mjs';
import { randomFrom } from './support/random.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const number = (text) => {
  if (!/^\d+$/.test(text)) throw new Error(`a count is a whole number, got ${text}`);
  return Number(text);
};
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '60' },
    updates: { type: 'string', default: '25' },
    flips: { type: 'string', default: '24' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const SCENARIOS = {
  kills,
  torn,
  quota,
  flips,
  ...Object.fromEntries(
    Object.entries(VARIANTS).map(([name, variant]) => [`tabs ${name}`, (world) => tabs(world, variant)]),
  ),
  life,
  disk,
};

const only = values.only?.split(',');
const chosen = Object.keys(SCENARIOS).filter((name) => only?.some((one) => name.startsWith(one)) ?? true);
if (chosen.length === 0) throw new Error(`no scenario '${values.only}': ${Object.keys(SCENARIOS).join(', ')}`);

const report = new Report();
const facts = {};
if (find() === undefined) {
  report.skip('torture', 'Chromium is not installed here');
} else {
  const { installed, remove } = await prepare();
  const server = await serve(installed);
  report.begin(`torture, seed ${values.seed}`);
  try {
    for (const name of chosen) await run(name, server.origin);
  } finally {
    await server.close();
    await remove();
  }
}
process.exitCode = report.close();
// For the gate's table.
writeFileSync(join(root, 'build/torture.json'), JSON.stringify({ seed: values.seed, ...facts }));

async function run(name, origin) {
  const began = performance.now();
  const profile = await profileFolder();
  const counts = { kills: number(values.kills), updates: number(values.updates), flips: number(values.flips) };
  const world = { origin, profile: profile.path, random: randomFrom(number(values.seed)), ...counts };
  let outcome;
  try {
    outcome = await SCENARIOS[name](world);
  } catch (error) {
    outcome = {
      checks: [{ sentence: `${name} comes to its end`, passed: false, found: String(error.stack ?? error) }],
    };
  } finally {
    await profile.remove();
  }
  if (outcome.skipped !== undefined) {
    report.say(name, outcome.skipped);
    return;
  }
  Object.assign(facts, outcome.facts);
  report.job('torture', name, { checks: outcome.checks, facts: {} }, performance.now() - began);
  if (outcome.told !== undefined) console.log(`       ${outcome.told}`);
}
