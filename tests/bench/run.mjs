// Attune beside other libraries in one Chromium: npm run bench -- [--workloads w1,…] [--libraries attune,…] [--rounds 5] [--quick] [--keep] [--out build]
//
// Needs dist/ (npm run bench makes it). Prints a table and writes two files: bench.json, the rows of w1 to w7, and bench-run.json,
// all that was measured.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { main, root, Stop } from '../../web/scripts/run.mjs';
import { FIGURES } from './harness/figures.mjs';
import { LIBRARIES } from './harness/libraries.mjs';
import { Run } from './harness/run.mjs';
import { printed } from './harness/table.mjs';

main(async () => {
  const { values } = parseArgs({
    options: {
      workloads: { type: 'string' },
      libraries: { type: 'string' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      out: { type: 'string', default: join(root, 'build') },
    },
  });
  const figures = choose('workload', values.workloads, Object.keys(FIGURES));
  const libraries = choose('library', values.libraries, Object.keys(LIBRARIES));
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Stop(`--rounds is a whole number from 1, got ${values.rounds}`);

  const run = await Run.begin({ libraries, rounds, quick: values.quick, out: values.out });
  try {
    for (const name of figures) {
      console.log(`· ${name}`);
      await FIGURES[name](run, name);
    }
  } finally {
    await run.end();
  }
  const report = run.report();
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, 'bench.json'), `${JSON.stringify(report.rows, null, 2)}\n`);
  writeFileSync(join(values.out, 'bench-run.json'), `${JSON.stringify(report, null, 2)}\n`);
  console.log(printed(report));
  if (values.keep) keep(report, values.out);
  return 0;
});

/** Puts the run into the README, and its charts beside it. */
function keep(report, out) {
  const here = join(root, 'tests/bench');
  const readme = join(here, 'README.md');
  const mark = '<!-- written by --keep from here on -->';
  const [before] = readFileSync(readme, 'utf8').split(mark);
  writeFileSync(readme, `${before}${mark}\n\n${printed(report)}\n`);
  if (report.figures.growth !== undefined) cpSync(join(out, 'growth'), join(here, 'growth'), { recursive: true });
}

function choose(kind, asked, known) {
  const chosen = asked?.split(',') ?? known;
  const stranger = chosen.find((name) => !known.includes(name));
  if (stranger !== undefined) throw new Stop(`no ${kind} '${stranger}': ${known.join(', ')}`);
  return chosen;
}
