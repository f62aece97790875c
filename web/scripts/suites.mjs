// The suites that npm test and its relatives run, and how each counts its tests.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from './files.mjs';
import {
  makeDemo,
  makeModuleTypes,
  makePackage,
  makePackages,
  makeReference,
  makeToolchain,
  makeWasm,
} from './make.mjs';
import { bin, root, run } from './run.mjs';

const node = process.execPath;
const absentUnless = (path) => (existsSync(join(root, path)) ? undefined : `there is no ${path}`);
const absentWithout = (folder, ending) =>
  filesBelow(folder, [ending]).length > 0 ? undefined : `there is no ${folder}/**/*${ending}`;

/** Adds the last "N passed, N failed" that a program printed. */
function withClosingLine(result) {
  const [, passed, failed] = [...result.output.matchAll(/(\d+) passed, (\d+) failed/g)].at(-1) ?? [];
  return passed === undefined ? result : { ...result, passed: Number(passed), failed: Number(failed) };
}

/** Configures, builds and tests one CMake preset; counts the cases in Catch2's own report. */
async function catch2(preset) {
  await makeToolchain();
  const steps = [
    ['configure', 'cmake', ['--preset', preset]],
    ['build', 'cmake', ['--build', '--preset', preset]],
    ['test', 'ctest', ['--preset', preset]],
  ];
  for (const [step, command, args] of steps) {
    const result = await run(`${preset}: ${step}`, command, args, { live: step === 'test' });
    if (step === 'test') return { ...result, ...countJUnit(preset) };
    if (result.code !== 0) return result;
  }
}

function countJUnit(preset) {
  let tests = 0;
  let failed = 0;
  for (const share of ['core-0.xml', 'core-1.xml', 'core-team.xml']) {
    const file = join(root, 'build', preset, share);
    if (!existsSync(file)) continue;
    for (const [, body] of readFileSync(file, 'utf8').matchAll(/<testcase (?:[^>]*\/>|[^>]*>(.*?)<\/testcase>)/gs)) {
      tests += 1;
      if (/<(failure|error)\b/.test(body ?? '')) failed += 1;
    }
  }
  return { passed: tests - failed, failed };
}

const layout = () => nodeTests('layout', filesBelow('tests/layout', ['.test.mjs']));

async function nodeTests(name, files) {
  const result = await run(name, node, ['--test', '--test-reporter=spec', ...files]);
  const count = (word) => Number(result.output.match(new RegExp(`^. ${word} (\\d+)$`, 'm'))?.[1] ?? 0);
  for (const [line] of result.output.matchAll(/^.* # .*there is no.*$/gm)) console.log(`  SKIPPED ${line}`);
  return { ...result, passed: count('pass'), failed: count('fail') };
}

/** @param only files of tests · @param env more variables for them */
async function web(only = [], env = {}) {
  await makePackages();
  const report = join(root, 'build/vitest.json');
  const config = ['tests/web/vitest.config.ts', 'vitest.config.ts'].find((file) => existsSync(join(root, file)));
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  args.push(...(config === undefined ? ['--dir', 'tests/web'] : ['--config', config]));
  args.push(...only);
  const result = await run('vitest', bin('vitest'), args, { live: true, env });
  if (!existsSync(report)) return result;
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
  return { ...result, passed: numPassedTests, failed: numFailedTests };
}

async function packageBuild() {
  await makeToolchain();
  await makePackages();
  await makeWasm();
  await makeModuleTypes();
  await makePackage();
  return { code: 0, passed: 1, failed: 0 };
}

async function browser() {
  await makeToolchain({ browsers: true });
  await packageBuild();
  return withClosingLine(await run('browser', node, ['tests/browser/run.mjs'], { live: true }));
}

async function demo() {
  await makeToolchain({ browsers: true });
  await packageBuild();
  await makeDemo();
  await makeReference();
  return withClosingLine(await run('demo in Chromium', node, ['tests/browser/demo/run.mjs'], { live: true }));
}

/** That the bench works, not how fast anything is. */
async function bench() {
  await makeToolchain({ browsers: true });
  await packageBuild();
  return nodeTests('bench', ['tests/bench/smoke.test.mjs']);
}

const fuzz = async (...args) =>
  withClosingLine(await run('fuzz', node, ['tests/fuzz/run.mjs', ...args], { live: true }));

/** The fixtures that need nothing beside the checkout; `npm run test:bundlers` builds all of them. */
async function bundlers(...args) {
  await makeToolchain({ browsers: true });
  await packageBuild();
  return withClosingLine(await run('fixture apps', node, ['tests/bundlers/run.mjs', ...args], { live: true }));
}

async function release() {
  await packageBuild();
  return withClosingLine(await run('release checks', node, ['web/release/check.mjs'], { live: true }));
}

/** A few people, and a base model trained for a minute: that the protocol works and what must hold, holds. */
async function people(...args) {
  await packageBuild();
  return withClosingLine(await run('people', node, ['tests/people/run.mjs', ...args], { live: true }));
}

/** A short slice; the gate runs the whole of it. */
async function torture(...args) {
  await makeToolchain({ browsers: true });
  await packageBuild();
  return withClosingLine(await run('torture', node, ['tests/torture/run.mjs', ...args], { live: true }));
}

const lint = (...args) => run('lint', node, ['web/scripts/lint.mjs', ...args], { live: true });

export const SUITES = [
  { name: 'lint', run: async () => withClosingLine(await lint()) },
  { name: 'lint with clang-tidy', run: async () => withClosingLine(await lint('--tidy')) },
  { name: 'layout', missing: () => absentWithout('tests/layout', '.test.mjs'), run: layout },
  { name: 'core, native', missing: () => absentWithout('tests/core', '.cpp'), run: () => catch2('native') },
  { name: 'core, wasm', missing: () => absentWithout('tests/core', '.cpp'), run: () => catch2('wasm') },
  { name: 'package', missing: () => absentUnless('web/scripts/build.mjs'), run: packageBuild },
  { name: 'release checks', missing: () => absentUnless('web/release/check.mjs'), run: release },
  { name: 'web', missing: () => absentWithout('tests/web', '.test.ts'), run: () => web() },
  { name: 'browser', missing: () => absentUnless('tests/browser/run.mjs'), run: browser },
  { name: 'demo', missing: () => absentUnless('tests/browser/demo/run.mjs'), run: demo },
  { name: 'bench', run: bench },
  { name: 'bundlers', missing: () => absentUnless('tests/bundlers/run.mjs'), run: () => bundlers('--slice') },
  { name: 'all bundlers', missing: () => absentUnless('tests/bundlers/run.mjs'), run: () => bundlers() },
  { name: 'people', run: () => people('--slice') },
  { name: 'people, whole', run: () => people() },
  { name: 'fuzz', run: () => fuzz('--share') },
  { name: 'fuzz, long', run: () => fuzz('--seconds', '600', '--record') },
  { name: 'every change', run: () => fuzz('--target', 'changes', '--seconds', '0', '--record') },
  { name: 'coverage', run: () => run('coverage', node, ['web/scripts/coverage.mjs'], { live: true }) },
  {
    name: 'adversarial, whole',
    run: () => web(['tests/web/core/adversarial.test.ts'], { ATTUNE_ADVERSARIAL: '10000' }),
  },
  { name: 'torture', run: () => torture() },
  { name: 'torture, whole', run: () => torture('--kills', '1000', '--updates', '100', '--flips', '1000') },
];

// The package comes before lint: the demo's types are those of the package.
const ALL = [
  'layout',
  'core, native',
  'core, wasm',
  'package',
  'release checks',
  'lint',
  'web',
  'fuzz',
  'browser',
  'torture',
  'demo',
  'bundlers',
  'bench',
  'people',
];

/** What runs before a release in the place of its slice. */
const WHOLE = {
  lint: 'lint with clang-tidy',
  bundlers: 'all bundlers',
  torture: 'torture, whole',
  fuzz: 'fuzz, long',
  people: 'people, whole',
};

export const GROUPS = {
  all: ALL,
  quick: ['lint', 'layout', 'core, native', 'web'],
  core: ['core, native', 'core, wasm'],
  web: ['web'],
  browser: ['browser', 'demo'],
  bundlers: ['all bundlers'],
  gate: [...ALL.map((name) => WHOLE[name] ?? name), 'adversarial, whole', 'coverage', 'every change'],
};
