// Runs one command: a progress line with the time that has passed, the whole output in build/logs, and the end of it on
// the screen if the command fails. Imports nothing from node_modules: it runs before there are any.

import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A program that an npm package brought. */
export const bin = (name) => join(root, 'node_modules/.bin', name);

export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Ends the script with one sentence and no stack: the reader did nothing wrong in JavaScript. */
export class Stop extends Error {}

const PROGRESS_MS = process.stdout.isTTY ? 200 : 15_000;
const SHOWN_LINES = 80;

/**
 * @param what     a few words for the progress line
 * @param command  the program
 * @param args     its arguments
 * @param options  `env` more variables · `live` shows the output as it comes (for programs that report progress themselves) ·
 *                 `quiet` prints nothing unless it fails
 * @returns        `{ code, output, ms }`; never rejects because of an exit code
 */
export async function run(what, command, args = [], { env = {}, live = false, quiet = false } = {}) {
  const began = performance.now();
  const logs = join(root, 'build/logs');
  mkdirSync(logs, { recursive: true });
  const log = join(logs, `${what.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}.log`);
  const file = createWriteStream(log);
  let output = '';
  let last = '';

  if (live) console.log(`· ${what}`);
  const progress = setInterval(() => {
    if (live || (quiet && !process.stdout.isTTY)) return;
    const line = `· ${what} … ${seconds(began)}  ${last}`;
    if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${line.slice(0, (process.stdout.columns ?? 100) - 1)}`);
    else console.log(line.slice(0, 160));
  }, PROGRESS_MS);

  const code = await new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const take = (chunk) => {
      output += chunk;
      file.write(chunk);
      if (live) process.stdout.write(chunk);
      last = String(chunk).trimEnd().split('\n').at(-1).trim() || last;
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => {
      take(`${command}: ${error.message}\n`);
      resolve(127);
    });
    child.on('close', (status, signal) => resolve(status ?? (signal ? 128 : 1)));
  });

  clearInterval(progress);
  file.end();
  if (process.stdout.isTTY && !live) process.stdout.write('\r\x1b[K');
  if (code !== 0) {
    if (!live) console.log(output.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n'));
    console.log(`✗ ${what} (${seconds(began)}, exit ${code}; all of it: ${log.slice(root.length)})`);
  } else if (!quiet) {
    console.log(`✓ ${what} (${seconds(began)})`);
  }
  return { code, output, ms: performance.now() - began };
}

/** The same, for a command without which nothing else makes sense. */
export async function must(what, command, args, options) {
  const result = await run(what, command, args, options);
  if (result.code !== 0) throw new Stop(`stopped: ${what} failed`);
  return result;
}

/** Runs a script's main function and turns what it throws into an exit code. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    console.error(error instanceof Stop ? error.message : error);
    process.exitCode = 1;
  }
}
