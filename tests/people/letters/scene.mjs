// Letters: people whose handwriting the base model never saw.

import { runControls, runPeople } from '../support/protocol.mjs';
import { mean } from '../support/statistics.mjs';
import { storedBytes } from '../support/stored-bytes.mjs';
import { summaryTable } from '../support/summary.mjs';
import { percent } from '../support/table.mjs';
import { baseModel, EPOCHS } from './base.mjs';
import { divide, hasWriters, readWriters } from './data.mjs';
import { goals } from './goals.mjs';
import { learnable, unavoidable, withoutUncutWords } from './learnable.mjs';
import { METHODS } from './methods.mjs';

export const FOLDER = 'letters';

/** @returns what is missing, or undefined */
export function missing(folder, { people }) {
  const lacking = ['train', people].filter((name) => !hasWriters(folder, name));
  return lacking.length === 0 ? undefined : `${folder} has no ${lacking.map((name) => `${name}.json`).join(', ')}`;
}

export async function run(folder, options) {
  const { people, slice, seed, log, cache } = options;
  const whole = readWriters(folder, people);
  const everybody = options.uncutWords === false ? whole.map(withoutUncutWords) : whole;
  const chosen = slice ? everybody.slice(0, 6) : everybody.slice(0, options.limit);
  const shots = slice ? [3] : (options.shots ?? [1, 2, 3, 5]);
  const methods = slice ? ['default'] : (options.methods ?? Object.keys(METHODS));
  const draws = slice ? 1 : options.draws;
  const base = await baseModel(readWriters(folder, 'train'), { seed, epochs: slice ? 4 : EPOCHS, cache, log });
  const protocol = { shots, draws, seed, divide, log };
  const compared = Object.fromEntries(methods.map((name) => [name, METHODS[name]]));
  const records = await runPeople(base, chosen, { ...protocol, methods: compared, bytesOf: storedBytes });
  const controls =
    options.controls === false
      ? []
      : await runControls(base, chosen, { ...protocol, shots: shots.filter((k) => k >= 3), update: METHODS.default });
  const clean = chosen.filter(learnable).map(({ id }) => id);
  const cleanRecords = records.filter(({ person }) => clean.includes(person));
  const report = [
    `### All ${chosen.length} people\n\n${summaryTable(records, { shots, methods })}\n\n${leastErrors(chosen, seed)}`,
    clean.length === chosen.length
      ? ''
      : `### The ${clean.length} whose own letters predict each other\n\n${summaryTable(cleanRecords, { shots, methods })}`,
    controls.length === 0 ? '' : controlsText(controls),
  ];
  return {
    report: report.filter((part) => part !== '').join('\n\n'),
    records,
    controls,
    goals: goals(records, cleanRecords, controls, shots),
  };
}

/** What no update can mend. */
function leastErrors(people, seed) {
  const share = mean(people.map((person) => unavoidable(divide(person, 0, seed).test)));
  return `Of all tests ${percent(share)} % cannot be right: the same drawing, that of a whole word, stands under several letters.`;
}

function controlsText(controls) {
  const refused = mean(controls.map((one) => (one.refused ? 1 : 0)));
  const gain = mean(controls.map((one) => one.gain));
  return [
    '### Negative controls, from three examples a letter',
    `- labels dealt out anew: refused in ${percent(refused)} % of ${controls.length} updates`,
    `- another person's examples: ${percent(gain, 2)} points of accuracy gained on average`,
  ].join('\n');
}
