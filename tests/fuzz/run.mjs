// npm run fuzz: feeds broken input to everything that reads bytes. See README.md.
//
//   npm run fuzz -- [--seconds N] [--target T] [--seed S] [--share] [--plain] [--record]
//
//   --seconds  how long each target runs (60); 0 with --target changes: all changes there are
//   --target   only this one
//   --seed     begins with the seeds alone, and goes the same way every time; else goes on from what earlier runs found
//   --share    the share of npm test: a fixed seed and a fixed number of executions of each target
//   --plain    without libFuzzer: our own loop, on the everyday build
//   --record   writes the lines of the ledger into tests/fuzz/ledger.jsonl, too

import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makePackages, makeToolchain, makeWasm } from '../../web/scripts/make.mjs';
import { main, root, Stop, seconds } from '../../web/scripts/run.mjs';
import { hashOf, ledgerLine } from './support/ledger.mjs';
import { bundle, makeFuzzers, RUNNERS } from './support/runners.mjs';
import { writeSeeds } from './support/seeds.mjs';
import { TARGETS } from './targets.mjs';

const SHARE_SEED = 2026;

function readOptions() {
  const string = { type: 'string' };
  const boolean = { type: 'boolean' };
  const { values } = parseArgs({
    options: { seconds: string, target: string, seed: string, share: boolean, plain: boolean, record: boolean },
  });
  const number = (name, otherwise) => {
    const value = Number(values[name] ?? otherwise);
    if (!Number.isInteger(value) || value < 0) throw new Stop(`--${name} takes a whole number, got '${values[name]}'`);
    return value;
  };
  const targets = TARGETS.filter(({ name }) => values.target === undefined || name === values.target);
  if (targets.length === 0)
    throw new Stop(`no target '${values.target}': ${TARGETS.map(({ name }) => name).join(', ')}`);
  const share = values.share ?? false;
  return {
    targets,
    seconds: number('seconds', 60),
    seed: share || values.seed !== undefined ? number('seed', SHARE_SEED) : undefined,
    share,
    plain: values.plain ?? false,
    record: values.record ?? false,
  };
}

/** The share runs on the everyday build, whose objects are there anyway; all else under libFuzzer. */
async function prepare({ targets, share, plain }) {
  await makeToolchain();
  await makePackages();
  const web = targets.filter(({ runner }) => runner === 'web').map(({ name }) => name);
  if (web.includes('messages')) await makeWasm();
  if (web.length > 0) await bundle(web);
  if (web.length === targets.length) return {};
  const programs = await makeFuzzers(share || plain ? 'native' : 'fuzz');
  return { programs, seeds: await writeSeeds(programs) };
}

main(async () => {
  const options = readOptions();
  mkdirSync(join(root, 'build/fuzz'), { recursive: true });
  const { programs, seeds } = await prepare(options);
  const began = performance.now();
  let failed = 0;
  for (const target of options.targets) {
    const runs = options.share ? target.share : undefined;
    const result = await RUNNERS[target.runner](target, { ...options, programs, seeds, runs });
    if (result.failed || result.executions === 0) failed += 1;
    const line = ledgerLine(result, hashOf(target.sources), options.seed);
    appendFileSync(join(root, 'build/fuzz/ledger.jsonl'), line);
    if (options.record) appendFileSync(join(root, 'tests/fuzz/ledger.jsonl'), line);
    const reached = result.edges === undefined ? '' : `, ${result.edges} edges`;
    console.log(
      `  ${target.name.padEnd(9)} ${result.executions} executions${reached}, ${result.findings.length} findings (${target.what})`,
    );
    for (const file of result.findings) console.log(`  FOUND build/fuzz/findings/${target.name}/${file}`);
  }
  console.log(`${seconds(began)}: ${options.targets.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
