// npm test: every suite of the project, one after another; a failing one does not stop the others.
//
//   npm test · npm run test:core · test:web · test:browser · check:quick · gate        (groups of the suites below)
//
// Works in a fresh clone: what a suite needs is made first, and nothing here comes from node_modules.

import { printGate } from './gate.mjs';
import { main, seconds } from './run.mjs';
import { GROUPS, SUITES } from './suites.mjs';

const NAME_WIDTH = Math.max(...SUITES.map(({ name }) => name.length)) + 2;

async function runSuite(suite) {
  const missing = suite.missing?.();
  if (missing !== undefined) {
    console.log(`\n━━ ${suite.name}: ABSENT: ${missing}`);
    return { suite, state: 'absent', passed: 0, failed: 0, time: '' };
  }
  console.log(`\n━━ ${suite.name}`);
  const began = performance.now();
  let outcome;
  try {
    outcome = await suite.run();
  } catch (error) {
    // A suite that cannot even be built is one failure, whatever is in it.
    console.log(error.message);
    outcome = { code: 1, passed: 0, failed: 1 };
  }
  const passed = outcome.passed ?? (outcome.code === 0 ? 1 : 0);
  let failed = outcome.failed ?? (outcome.code === 0 ? 0 : 1);
  if (outcome.code !== 0 && failed === 0) failed = 1;
  if (outcome.code === 0 && passed === 0) {
    console.log('not one test ran: that is a failure');
    failed = 1;
  }
  return { suite, state: failed === 0 ? 'ok' : 'FAILED', passed, failed, time: seconds(began) };
}

main(async () => {
  const group = process.argv[2] ?? 'all';
  const names = GROUPS[group];
  if (names === undefined) throw new Error(`no group '${group}': ${Object.keys(GROUPS).join(', ')}`);
  const began = performance.now();
  const rows = [];
  for (const name of names) rows.push(await runSuite(SUITES.find((suite) => suite.name === name)));

  console.log(`\n━━ ${group}: ${seconds(began)}`);
  for (const { suite, state, passed, failed, time } of rows) {
    const counts = state === 'absent' ? '' : `${passed} passed, ${failed} failed`;
    console.log(`  ${state.padEnd(7)} ${suite.name.padEnd(NAME_WIDTH)} ${time.padStart(9)}  ${counts}`);
  }
  const absent = rows.filter(({ state }) => state === 'absent').map(({ suite }) => suite.name);
  if (absent.length > 0) console.log(`  NOT RUN, because not written yet: ${absent.join(', ')}`);
  const unmet = group === 'gate' ? await printGate(rows) : 0;
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  // Before a release nothing may be absent.
  return sum('failed') > 0 || unmet > 0 || (group === 'gate' && absent.length > 0) ? 1 : 0;
});
