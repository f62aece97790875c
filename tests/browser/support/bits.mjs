// Compares the bits that the engines told with one another, with Node and with the native core.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { computeBits, computeInputBits } from '../jobs/scenarios/bits.mjs';

const tests = fileURLToPath(new URL('../..', import.meta.url));
/** Written by a native program that trains as computeBits() says: { "<name>": "<sha256>", … }. */
const NATIVE = join(tests, '../build/native/bits.json');

/** What Node makes of the same: the package's own entries. */
async function bitsInNode(installed) {
  const { exports } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  const [core, inputs] = await Promise.all(
    ['./core', './inputs'].map((entry) => import(pathToFileURL(join(installed, exports[entry].default)).href)),
  );
  const read = async (path) => new Uint8Array(await readFile(join(tests, path)));
  return { trainings: (await computeBits(core.Model, read)).bits, inputs: await computeInputBits(inputs) };
}

/**
 * @param engines those that were run: each must have told its bits
 * @param installed the folder of the package
 */
export async function compareBits(report, engines, installed) {
  const told = (job) => new Map(engines.map((engine) => [engine, report.facts.get(engine)?.[job]?.bits]));
  const [trainings, inputs] = [told('bits'), told('inputs')];
  const problems = [];
  const node = `Node ${process.versions.node}`;
  try {
    const bits = await bitsInNode(installed);
    trainings.set(node, bits.trainings);
    inputs.set(node, bits.inputs);
  } catch (error) {
    problems.push({ sentence: 'Node trains the same models', passed: false, found: String(error.stack ?? error) });
  }
  if (existsSync(NATIVE)) trainings.set('native', JSON.parse(await readFile(NATIVE, 'utf8')));
  else report.say('native bits', `there is no ${NATIVE}`);
  compare(report, 'Same bits', trainings, problems);
  compare(report, 'Same features', inputs, []);
}

/** @param told where → name → hash */
function compare(report, title, told, problems) {
  const reference = [...told.values()].find((bits) => bits !== undefined) ?? {};
  const checks = [...told].map(([where, bits]) => {
    const names = Object.keys(reference);
    const other = bits === undefined ? ['told nothing'] : names.filter((name) => bits[name] !== reference[name]);
    return {
      sentence: `${where} has the same bits`,
      passed: names.length > 0 && other.length === 0,
      found: other.join(),
    };
  });
  const lines = Object.entries(reference).map(([name, bits]) => `${name} ${bits.slice(0, 16)}…`);
  report.checks(`${title}: ${lines.join(', ')}`, [...checks, ...problems]);
}
