// The loop of a fuzzer in JavaScript: seeded, timed, and clear about what a finding is. Bundled by esbuild for Node.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { AttuneError, isErrorCode } from '../../../web/src/errors.js';

export interface WebTarget {
  /** A fresh input: a seed, or what `mutate` made of one. What it is made of is up to the target. */
  next(random: Random): Uint8Array<ArrayBuffer>;
  /** Rejects with an AttuneError for what is refused. @returns one word about what came of it */
  run(input: Uint8Array<ArrayBuffer>): Promise<string>;
  /** No input may take longer. */
  readonly slowestMs: number;
}

/** xorshift32: every draw follows from the seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed, 2654435761) ^ 0x9e3779b9 || 1;
  }

  /** An integer from 0 to count - 1. */
  below(count: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % count;
  }

  of<T>(choice: readonly T[]): T {
    return choice[this.below(choice.length)] as T;
  }

  chance(one: number): boolean {
    return this.below(one) === 0;
  }
}

/** Flips, inserts, removes, repeats: a few times. */
export function mutateBytes(input: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let bytes = [...input];
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(bytes.length + 1);
    switch (random.below(6)) {
      case 0:
        bytes[at % Math.max(bytes.length, 1)] = random.of([0, 1, 0x7f, 0x80, 0xff]);
        break;
      case 1:
        bytes[at % Math.max(bytes.length, 1)] = random.below(256);
        break;
      case 2:
        bytes.splice(at, 1 + random.below(8));
        break;
      case 3:
        bytes.splice(at, 0, ...Array.from({ length: 1 + random.below(8) }, () => random.below(256)));
        break;
      case 4:
        bytes.splice(at, 0, ...bytes.slice(at, at + random.below(64)));
        break;
      default:
        bytes = random.chance(4) ? bytes.slice(0, at) : bytes;
    }
  }
  return new Uint8Array(bytes);
}

export class BrokenPromise extends Error {}

async function runOnce(target: WebTarget, input: Uint8Array<ArrayBuffer>): Promise<string> {
  const began = process.cpuUsage();
  let outcome: string;
  try {
    outcome = await target.run(input);
  } catch (error) {
    if (!(error instanceof AttuneError) || !isErrorCode(error.code) || error.code === 'core-restarted') throw error;
    outcome = error.code;
  }
  // The processor's time: a machine that is busy with other things is no finding.
  const { user, system } = process.cpuUsage(began);
  const took = (user + system) / 1000;
  if (took > target.slowestMs) throw new BrokenPromise(`took ${Math.round(took)} ms`);
  return outcome;
}

/** The program: `--seconds` or `--runs`, `--seed`, `--findings` (a folder), and files to try again. */
export async function main(target: WebTarget): Promise<void> {
  const string = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    options: { seconds: string, runs: string, seed: string, findings: string, again: string },
    allowPositionals: true,
  });
  const outcomes = new Map<string, number>();
  let executions = 0;
  const attempt = async (input: Uint8Array<ArrayBuffer>, name: string): Promise<void> => {
    executions += 1;
    try {
      const outcome = await runOnce(target, input);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    } catch (error) {
      if (values.findings !== undefined) {
        mkdirSync(values.findings, { recursive: true });
        writeFileSync(`${values.findings}/${name}`, input);
      }
      console.error(`FOUND by ${name}:`, error);
      process.exitCode = 1;
    }
  };
  // Inputs that once found something come first.
  const again = values.again === undefined ? [] : readdirSync(values.again).map((file) => `${values.again}/${file}`);
  for (const file of [...again, ...positionals])
    await attempt(new Uint8Array(readFileSync(file)), file.split('/').at(-1) ?? 'seed');
  if (positionals.length === 0) {
    const seed = Number(values.seed ?? Date.now() % 1e9);
    const until = performance.now() + 1000 * Number(values.seconds ?? 60);
    const runs = values.runs === undefined ? Number.POSITIVE_INFINITY : Number(values.runs);
    for (let i = 0; i < runs && (values.runs !== undefined || performance.now() < until); i++) {
      if (process.exitCode === 1) break;
      await attempt(target.next(new Random(seed + i)), `seed-${seed + i}`);
    }
  }
  console.log(`outcomes: ${JSON.stringify(Object.fromEntries([...outcomes].sort()))}`);
  console.log(`executions: ${executions}, distinct outcomes: ${outcomes.size}`);
  process.exit(process.exitCode ?? 0);
}
