// Which lines and branches of the core its native tests reach: npm run coverage. Clang counts; a build of its own.
//
// Prints the sums and the files that are covered least; build/coverage.json holds the sums, for the release gate.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { makeToolchain } from './make.mjs';
import { main, must, root } from './run.mjs';

const build = join(root, 'build/coverage');
const program = join(build, 'attune_tests');
const LEAST = 15;

main(async () => {
  await makeToolchain();
  await must('coverage: configure', 'cmake', ['--preset', 'coverage'], { quiet: true });
  await must('coverage: build', 'cmake', ['--build', '--preset', 'coverage']);
  const profiles = join(build, 'profiles');
  rmSync(profiles, { recursive: true, force: true });
  mkdirSync(profiles);
  await must('coverage: test', program, [], { env: { LLVM_PROFILE_FILE: join(profiles, '%p.profraw') } });
  const merged = join(build, 'tests.profdata');
  await must('coverage: merge', 'llvm-profdata-19', ['merge', '-sparse', profiles, '-o', merged], { quiet: true });
  const report = ['export', '-summary-only', program, `-instr-profile=${merged}`];
  const { output } = await must('coverage: report', 'llvm-cov-19', report, { quiet: true });
  const files = JSON.parse(output.slice(output.indexOf('{')))
    .data[0].files.map(({ filename, summary }) => ({ name: relative(root, filename), summary }))
    .filter(({ name }) => name.startsWith('src/'));
  const sum = (kind) => ({
    count: files.reduce((total, { summary }) => total + summary[kind].count, 0),
    covered: files.reduce((total, { summary }) => total + summary[kind].covered, 0),
  });
  const totals = { lines: sum('lines'), branches: sum('branches') };

  const share = ({ count, covered }) => (count === 0 ? 1 : covered / count);
  const percent = (counts) => `${(100 * share(counts)).toFixed(1)} %`;
  const row = (name, { lines, branches }) =>
    `  ${name.padEnd(44)} ${percent(lines).padStart(7)} ${percent(branches).padStart(8)}`;
  console.log(`  ${''.padEnd(44)} ${'lines'.padStart(7)} ${'branches'.padStart(8)}`);
  const missing = ({ summary: { lines } }) => lines.count - lines.covered;
  for (const { name, summary } of files.toSorted((a, b) => missing(b) - missing(a)).slice(0, LEAST))
    console.log(row(name, summary));
  console.log(row('all of src', totals));
  const sums = { lines: 100 * share(totals.lines), branches: 100 * share(totals.branches) };
  writeFileSync(join(root, 'build/coverage.json'), JSON.stringify(sums));
  return 0;
});
