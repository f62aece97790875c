// Compares the bits that the engines told with one another, with Node and with the native core.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { computeBits } from '../jobs/scenarios/bits.mjs';

const tests = fileURLToPath(new URL('../..', import.meta.url));
/** Written by a native program that trains as computeBits() says: { "<name>": "<sha256>", … }. */
const NATIVE = join(tests, '../build/native/bits.json');

async function bitsInNode(installed) {
  const { exports } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  const entry = exports['./core']?.default;
  if (entry === undefined) throw new Error("the package has no entry './core'");
  const { Model } = await import(pathToFileURL(join(installed, entry)).href);
  const read = async (path) => new Uint8Array(await readFile(join(tests, path)));
  return (await computeBits(Model, read)).bits;
}

/**
 * @param engines those that were run: each must have told its bits
 * @param installed the folder of the package
 */
export async function compareBits(report, engines, installed) {
  const told = new Map();
  const problems = [];
  for (const engine of engines) told.set(engine, report.facts.get(engine)?.bits?.bits);
  try {
    told.set(`Node ${process.versions.node}`, await bitsInNode(installed));
  } catch (error) {
    problems.push({ sentence: 'Node trains the same models', passed: false, found: String(error.stack ?? error) });
  }
  if (existsSync(NATIVE)) told.set('native', JSON.parse(await readFile(NATIVE, 'utf8')));
  else report.say('native bits', `there is no ${NATIVE}`);

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
  report.checks(`Same bits: ${lines.join(', ')}`, [...checks, ...problems]);
}
