// People: does personalization help those whom nobody has seen?
//
//   node tests/people/run.mjs --scene letters --data DIR     see README.md in this folder

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { table } from './support/table.mjs';

const SCENES = ['letters', 'orders', 'symbols', 'activity'];
const root = fileURLToPath(new URL('../../', import.meta.url));

const { values } = parseArgs({
  options: {
    scene: { type: 'string' },
    data: { type: 'string' },
    people: { type: 'string', default: 'dev' },
    seed: { type: 'string', default: '1' },
    limit: { type: 'string' },
    shots: { type: 'string' },
    draws: { type: 'string', default: '2' },
    methods: { type: 'string' },
    controls: { type: 'boolean', default: true },
    slice: { type: 'boolean', default: false },
    'uncut-words': { type: 'boolean', default: true },
    goals: { type: 'boolean', default: false },
    out: { type: 'string', default: join(root, 'build/people') },
  },
  allowNegative: true,
});

const scenes = values.scene === undefined ? SCENES : [values.scene];
const unknown = scenes.find((name) => !SCENES.includes(name));
if (unknown !== undefined) {
  console.error(`there is no scene '${unknown}': ${SCENES.join(', ')}`);
  process.exit(2);
}

let [passed, failed] = [0, 0];
for (const name of scenes) await runScene(name);
console.log(`people: ${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

async function runScene(name) {
  const path = `./${name}/scene.mjs`;
  const { run, missing, FOLDER } = await import(path);
  const folder = resolve(values.data ?? join(root, '../shared/data', FOLDER));
  const options = {
    ...{ people: values.people, seed: Number(values.seed), slice: values.slice, controls: values.controls },
    uncutWords: values['uncut-words'],
    limit: values.limit === undefined ? undefined : Number(values.limit),
    draws: Number(values.draws),
    shots: values.shots?.split(',').map(Number),
    methods: values.methods?.split(','),
    cache: join(root, 'build/people'),
    log: (line) => console.error(`  ${name}: ${line}`),
  };
  const lacking = missing(folder, options);
  if (lacking !== undefined) {
    console.log(`  SKIPPED people, ${name}: no data: ${lacking}`);
    return;
  }
  console.log(`\n## ${name}\n`);
  const { report, goals, ...details } = await run(folder, options);
  mkdirSync(values.out, { recursive: true });
  const file = join(values.out, `${name}-${values.people}.json`);
  writeFileSync(
    file,
    JSON.stringify({ scene: name, options: { ...options, log: undefined }, goals, ...details }, null, 1),
  );
  console.log(report);
  console.log(
    `\n${table(
      ['goal', 'reached', ''],
      goals.map(({ goal, reached, met }) => [goal, reached, met ? 'met' : 'MISSED']),
    )}`,
  );
  console.log(`\nEach person: ${file.replace(root, '')}\n`);
  // A missed goal is a finding to publish; what must hold in every run fails it.
  for (const { must, met } of goals) {
    if (must !== true && !values.goals) continue;
    if (met) passed++;
    else failed++;
  }
}
