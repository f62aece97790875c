// How a target is run, by kind: libFuzzer, the changes of all seeds, or a loop in Node. Each answers what it did.

import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from '../../../web/scripts/files.mjs';
import { must, root, run } from '../../../web/scripts/run.mjs';

const build = join(root, 'build/fuzz');
/** No input of the core's may take longer, in seconds; the machine may be busy with other things. */
const SLOWEST = 20;
/** Megabytes: four times the largest file, and what the sanitizers take. */
const MOST_MEMORY = 2048;
/** How many changes of small models a second: what a time means for the share of them that is tried. */
const CHANGES_A_SECOND = 300;

const sanitizers = { ASAN_OPTIONS: 'allocator_may_return_null=1:detect_stack_use_after_return=1' };

function findingsOf(target) {
  const folder = join(build, 'findings', target.name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Runs a program and answers what it printed, with the files that it left in the folder of findings. */
async function watched(target, command, args, options) {
  const findings = findingsOf(target);
  const before = new Set(readdirSync(findings));
  const began = performance.now();
  const { code, output } = await run(`fuzz ${target.name}`, command, args, options);
  const found = readdirSync(findings).filter((file) => !before.has(file));
  return {
    output,
    target: target.name,
    executions: Number([...output.matchAll(/(?:number_of_executed_units|executions): (\d+)/g)].at(-1)?.[1] ?? 0),
    seconds: Math.round((performance.now() - began) / 1000),
    findings: found,
    failed: code !== 0 || found.length > 0,
  };
}

function corpusOf(target, seed) {
  const corpus = join(build, seed === undefined ? 'corpus' : 'corpus-of-seed', target.name);
  if (seed !== undefined) rmSync(corpus, { recursive: true, force: true });
  mkdirSync(corpus, { recursive: true });
  return corpus;
}

async function core(target, { programs, seeds, seconds, runs, seed }) {
  const { output, ...result } = await watched(
    target,
    join(programs, `fuzz_${target.name}`),
    [
      runs === undefined ? `-max_total_time=${seconds}` : `-runs=${runs}`,
      `-max_len=${target.bytes}`,
      `-timeout=${SLOWEST}`,
      `-rss_limit_mb=${MOST_MEMORY}`,
      `-artifact_prefix=${findingsOf(target)}/`,
      '-print_final_stats=1',
      ...(seed === undefined ? [] : [`-seed=${seed}`]),
      corpusOf(target, seed),
      join(seeds, target.name),
    ],
    { env: sanitizers },
  );
  const last = [...output.matchAll(/cov: (\d+) ft: (\d+) corp: (\d+)/g)].at(-1);
  if (last === undefined) return result; // our own loop does not count what it reaches
  const [edges, features, corpus] = last.slice(1).map(Number);
  return { ...result, edges, features, corpus };
}

/** Of `runs` or `seconds` follows which part is tried; without an end (0 seconds) all of it. */
async function changes(target, { programs, seeds, seconds, runs, seed }) {
  const files = filesBelow(seeds.slice(root.length), [''])
    .filter((file) => file.startsWith(join(seeds, 'model')))
    .sort();
  const small = files.map((file) => statSync(file).size).filter((size) => size <= 8192);
  const all = small.reduce((sum, size) => sum + size * (255 + 1 + 5), 0);
  const wanted = runs ?? (seconds > 0 ? seconds * CHANGES_A_SECOND : all);
  const oneIn = Math.max(1, Math.round(all / wanted));
  const { output: _, ...result } = await watched(
    target,
    join(programs, 'fuzz_every_change'),
    [String(oneIn), String(seed ?? Date.now() % 1e9), findingsOf(target), ...files],
    { env: sanitizers },
  );
  return { ...result, oneIn };
}

async function web(target, { seconds, runs, seed }) {
  const { output, ...result } = await watched(
    target,
    process.execPath,
    [
      join(build, 'web', `${target.name}.mjs`),
      ...(runs === undefined ? ['--seconds', String(seconds)] : ['--runs', String(runs)]),
      ...(seed === undefined ? [] : ['--seed', String(seed)]),
      '--findings',
      findingsOf(target),
    ],
    { env: { ATTUNE_ROOT: root } },
  );
  return { ...result, outcomes: Number(output.match(/distinct outcomes: (\d+)/)?.[1] ?? 0) };
}

/** TypeScript for Node, bundled with the sources that it tries. */
export async function bundle(names) {
  const { build: esbuild } = await import('esbuild');
  await esbuild({
    entryPoints: names.map((name) => join(root, 'tests/fuzz/targets', `${name}.ts`)),
    outdir: join(build, 'web'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    alias: { vitest: join(root, 'tests/fuzz/web/without-vitest.ts') },
    logLevel: 'warning',
  });
}

/** @returns the folder that holds the programs of that preset */
export async function makeFuzzers(preset) {
  await must('fuzz: configure', 'cmake', ['--preset', preset], { quiet: true });
  await must('fuzz: build', 'cmake', ['--build', '--preset', preset, '--target', 'fuzzers']);
  return join(root, 'build', preset, 'fuzz');
}

export const RUNNERS = { core, changes, web };
