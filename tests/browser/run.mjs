// All jobs in all engines: node tests/browser/run.mjs [--engine chromium,firefox,webkit] [--job round-trip,…]
//
// Tests the package as it is published: `npm pack`, installed below build/browser, loaded by its public name. An engine that
// is not installed is skipped and said; with CI=true that is a failure.

import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as chromium from './drivers/chromium.mjs';
import * as firefox from './drivers/firefox.mjs';
import * as webkit from './drivers/webkit.mjs';
import { serve } from './server.mjs';
import { compareBits } from './support/bits.mjs';
import { prepare } from './support/prepare.mjs';
import { Report } from './support/report.mjs';

const ENGINES = { chromium, firefox, webkit };
const NOT_JOBS = new Set(['page.mjs']);
/** Everything runs where nothing can be fetched (server.mjs has the policies), but for what is about fetching. */
const POLICIES = {
  ...{ 'no-network': 'default', folder: 'default', 'round-trip-symptoms': 'default' },
  ...{ external: 'files', threads: 'isolated' },
};
const root = fileURLToPath(new URL('../..', import.meta.url));

const { values } = parseArgs({ options: { engine: { type: 'string' }, job: { type: 'string' } } });
const here = await readdir(new URL('jobs', import.meta.url), { withFileTypes: true });
const allJobs = here
  .filter((entry) => entry.isFile() && !NOT_JOBS.has(entry.name))
  .map(({ name }) => name.replace('.mjs', ''));
const engines = choose('engine', values.engine, Object.keys(ENGINES));
const jobs = choose('job', values.job, allJobs.sort());

function choose(kind, asked, known) {
  const chosen = asked?.split(',') ?? known;
  const stranger = chosen.find((name) => !known.includes(name));
  if (stranger !== undefined) throw new Error(`no ${kind} '${stranger}': ${known.join(', ')}`);
  return chosen;
}

/** One job to its end, across its reloads. */
async function runJob(browser, server, job) {
  const checks = [];
  const facts = {};
  server.requests.length = 0;
  await browser.open(`${server.origin}/run/${job}?policy=${POLICIES[job] ?? 'sealed'}`);
  for (;;) {
    const result = JSON.parse(await browser.read('result'));
    checks.push(...result.checks);
    Object.assign(facts, result.facts);
    const late = server.sinceMark();
    if (late !== undefined) {
      checks.push({
        sentence: 'the server saw no request after the load',
        passed: late.length === 0,
        found: late.join(),
      });
    }
    if (!result.reload) return { checks, facts };
    server.requests.length = 0;
    await browser.reload();
  }
}

async function runEngine(engine, report, installed) {
  const server = await serve(installed);
  const browser = await ENGINES[engine].launch();
  report.begin(browser.version);
  try {
    for (const job of jobs) {
      const began = performance.now();
      const outcome = await runJob(browser, server, job).catch((error) => ({
        checks: [{ sentence: `${job} answers`, passed: false, found: String(error) }],
        facts: {},
      }));
      report.job(engine, job, outcome, performance.now() - began);
      if (outcome.checks.some((check) => !check.passed)) {
        await mkdir(join(root, 'build/browser/screenshots'), { recursive: true });
        await browser.screenshot(join(root, `build/browser/screenshots/${engine}-${job}.png`)).catch(() => {});
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
}

const report = new Report();
const found = engines.filter((engine) => ENGINES[engine].find() !== undefined);
const { installed, remove } = await prepare();
try {
  for (const engine of engines) {
    if (found.includes(engine)) await runEngine(engine, report, installed);
    else report.skip(engine, 'it is not installed here');
  }
  if (jobs.includes('bits') && jobs.includes('inputs')) await compareBits(report, found, installed);
} finally {
  await remove();
}
process.exitCode = report.close();
