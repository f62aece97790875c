// Builds each fixture app with the packed package and runs it in Chromium: node tests/bundlers/run.mjs [--slice] [--only part-of-a-name]
//
// --slice takes those that need only what the checkout has; the rest comes with package.json beside this file, installed once into the
// cache outside the checkout.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { installSide } from '../../web/scripts/side-packages.mjs';
import * as chromium from '../browser/drivers/chromium.mjs';
import { ownFolder } from '../browser/drivers/support.mjs';
import { prepare } from '../browser/support/prepare.mjs';
import { Report } from '../browser/support/report.mjs';
import { FIXTURES } from './fixtures.mjs';
import { writeModel } from './page.mjs';
import { isHere, runtimes } from './runtimes.mjs';
import { serve } from './server.mjs';

const exec = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({ options: { slice: { type: 'boolean' }, only: { type: 'string' } } });
const chosen = ({ name, slice }) =>
  (values.slice ? slice !== undefined : slice !== 'only') && (values.only === undefined || name.includes(values.only));

/** What each fixture of the one app answered: the same bits everywhere. */
const answers = new Map();

/** A folder with the app's sources and the package, as an installation would leave it. */
function makeApp(parent, name, installed) {
  const folder = join(parent, name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'));
  cpSync(join(here, 'app'), folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'fixture', type: 'module', private: true }));
  mkdirSync(join(folder, 'node_modules'));
  cpSync(installed, join(folder, 'node_modules/attune'), { recursive: true });
  return folder;
}

/** Opens the page, reloads it when it says so, and answers with what it found. */
async function visit(browser, url) {
  await browser.open(url);
  const first = JSON.parse(await browser.read('result'));
  if (first.reload !== true) throw new Error(first.error ?? 'the first visit found what an earlier one left');
  await browser.reload();
  const { answer, error } = JSON.parse(await browser.read('result'));
  if (answer === undefined) throw new Error(error);
  return answer;
}

/** Chromium makes an extension's address of the folder that it lies in. */
function extensionUrl(folder) {
  const digits = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  const id = Array.from(digits, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('');
  return `chrome-extension://${id}/index.html`;
}

async function runFixture(fixture, browser, folder, modules) {
  const bin = (tool) => join(modules, '.bin', tool);
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: undefined };
  const run = (tool, ...args) => exec(bin(tool), args, { cwd: folder, env, maxBuffer: 64 << 20 });
  const { extension, url, stop, ...served } = await fixture.build({ folder, run, bin });
  if (extension !== undefined) {
    const own = await chromium.launch({ extension });
    return visit(own, extensionUrl(extension)).finally(() => own.close());
  }
  const server = url === undefined ? await serve(served.folder, served.workers) : { url, stop };
  return visit(browser, server.url).finally(() => server.stop());
}

async function runProgram({ program, args }, folder) {
  writeModel(folder);
  const { stdout } = await exec(program, [...args, 'without-page.js'], { cwd: folder });
  return stdout.trim();
}

/** One line of the report. */
async function attempt(report, name, work, kind) {
  const began = performance.now();
  const sentence = `${name}: loads, learns, keeps and predicts`;
  let check;
  try {
    const answer = await work();
    if (kind !== 'example') answers.set(name, answer);
    check = { sentence, passed: true };
  } catch (error) {
    check = { sentence, passed: false, found: [error.message, error.stdout, error.stderr].filter(Boolean).join('\n') };
  }
  report.job('bundlers', name, { checks: [check] }, performance.now() - began);
}

const report = new Report();
const modules = values.slice ? join(root, 'node_modules') : join(await installSide('bundlers', here), 'node_modules');
const packed = await prepare();
const apps = await ownFolder(join(modules, '..', values.slice ? 'build' : ''), 'apps-');
const browser = await chromium.launch();
try {
  report.begin(`Fixture apps in ${browser.version}`);
  for (const fixture of FIXTURES.filter(chosen)) {
    const run = () => runFixture(fixture, browser, makeApp(apps.path, fixture.name, packed.installed), modules);
    await attempt(report, fixture.name, run, fixture.kind);
  }
  report.begin('Runtimes without a page');
  for (const runtime of runtimes(modules).filter(chosen)) {
    if (!isHere(runtime)) report.say(runtime.name, `there is no ${runtime.program}`);
    else
      await attempt(report, runtime.name, () =>
        runProgram(runtime, makeApp(apps.path, runtime.name, packed.installed)),
      );
  }
  const [[, first]] = answers.size > 0 ? answers : [['', '']];
  const others = [...answers].filter(([, answer]) => answer !== first).map(([name]) => name);
  const compared = [...FIXTURES, ...runtimes(modules)].some((one) => chosen(one) && one.kind !== 'example');
  if (compared) {
    report.checks('All of them', [
      {
        sentence: `${answers.size} gave the same bits`,
        passed: answers.size > 0 && others.length === 0,
        found: others.join(),
      },
    ]);
  }
} finally {
  await browser.close();
  await packed.remove();
  await apps.remove();
}
process.exitCode = report.close();
