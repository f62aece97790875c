// The release gate: what was promised in figures, and what the last runs found. Printed at the end of npm run gate, or alone:
//
//   node web/scripts/gate.mjs
//
// A figure that nobody measured counts as not reached.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { executionsSoFar } from '../../tests/fuzz/support/ledger.mjs';
import { TARGETS } from '../../tests/fuzz/targets.mjs';
import { filesBelow } from './files.mjs';
import { main, root } from './run.mjs';

const NOT_MEASURED = 'not measured';
const NOT_IN_THIS_RELEASE =
  'arm64 bit equality, provenance attestation, ONNX parser, encryption at rest, differential privacy, federation';

const json = (path) => (existsSync(join(root, path)) ? JSON.parse(readFileSync(join(root, path), 'utf8')) : {});
const measured = (count, found) => (count > 0 ? found : NOT_MEASURED);
const lines = (folders, endings) =>
  folders
    .flatMap((folder) => filesBelow(folder, endings))
    .reduce((sum, file) => sum + readFileSync(file, 'utf8').split('\n').length, 0);

/** Each: what · what was promised · what was found · whether that is enough. */
function figures(suites) {
  const torture = json('build/torture.json');
  const adversarial = json('build/adversarial.json');
  const { lines: covered = 0, branches = 0 } = json('build/coverage.json');
  const ledger = ['tests/fuzz/ledger.jsonl', 'build/fuzz/ledger.jsonl'].map((path) => join(root, path));
  const runs = executionsSoFar(
    ledger
      .filter(existsSync)
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n'),
    TARGETS,
  );
  const parsers = Object.entries(runs).filter(([name]) => name !== 'changes');
  const fewest = parsers.reduce((least, one) => (one[1] < least[1] ? one : least));
  const passed = (name) => suites.find(({ suite }) => suite.name === name)?.state === 'ok';
  const suite = (what, name, promised) => [what, promised, passed(name) ? promised : NOT_MEASURED, passed(name)];
  const core = lines(['src', 'bindings'], ['.cpp', '.h']);
  const tests = lines(['tests/core', 'tests/fuzz'], ['.cpp', '.h', '.mjs']);
  const dependencies = Object.keys(json('package.json').dependencies ?? {}).length;
  const { kills = 0, torn, lost, harms = 0, ofHarms, undetected } = torture;
  return [
    [
      'kills without a torn or lost save',
      '1,000',
      measured(kills, `${kills}: ${torn} torn, ${lost} lost`),
      kills >= 1000 && torn + lost === 0,
    ],
    [
      'harms to stored files, undetected',
      'all, 0',
      measured(harms, `${harms} of ${ofHarms}, ${undetected}`),
      harms > 0 && harms === ofHarms && undetected === 0,
    ],
    [
      'fuzz executions of a parser since its last change',
      '1e8',
      `${fewest[1].toExponential(1)} (${fewest[0]})`,
      fewest[1] >= 1e8,
    ],
    ['one-byte mutants', '2e7', runs.changes.toExponential(1), runs.changes >= 2e7],
    [
      'adversarial updates, not finite',
      '10,000, 0',
      measured(adversarial.updates, `${adversarial.updates}, ${adversarial.nonFinite}`),
      adversarial.updates >= 10_000 && adversarial.nonFinite === 0,
    ],
    suite('allocation failures, sanitizers', 'core, native', 'every one, clean'),
    suite('hash equality of Node, Chromium, Firefox, WebKit', 'browser', 'equal'),
    suite('requests after the load', 'browser', '0'),
    [
      'line and branch coverage of the core',
      '95 %, 90 %',
      measured(covered, `${covered.toFixed(1)} %, ${branches.toFixed(1)} %`),
      covered >= 95 && branches >= 90,
    ],
    ['lines of tests to lines of the core', '5 : 1', `${(tests / core).toFixed(1)} : 1`, tests >= 5 * core],
    ['runtime dependencies', '0', String(dependencies), dependencies === 0],
  ];
}

/** @param suites as test.mjs ran them · @returns how many figures were not reached */
export async function printGate(suites) {
  const rows = figures(suites);
  const width = Math.max(...rows.map(([what]) => what.length));
  console.log('\n━━ release gate');
  for (const [what, promised, found, isReached] of rows) {
    console.log(`  ${isReached ? 'ok ' : 'NO '} ${what.padEnd(width)}  ${promised.padEnd(17)} ${found}`);
  }
  console.log(`  not in this release: ${NOT_IN_THIS_RELEASE}`);
  return rows.filter(([, , , isReached]) => !isReached).length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(() => printGate([]));
