// What the drivers share: finding programs, processes ended by their own id, profiles and ports that nobody else has.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A safety net against waiting for ever, not a figure to reach. */
const PATIENCE_MS = 240_000;

export const firstExisting = (...paths) => paths.find((path) => path && existsSync(path));

export async function profileFolder() {
  const path = await mkdtemp(join(tmpdir(), 'attune-profile-'));
  // A browser that is just closing still writes.
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Asks until the answer is neither empty nor false. */
export async function waitFor(ask) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no answer within ${PATIENCE_MS / 1000} s`);
}

/** Starts a program; with `expects`, waits until it has printed that, and keeps the first group in `said`. */
export async function start(program, args, env = {}, expects = undefined) {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true, // a group of its own, so that what it started ends with it
  });
  const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  const stop = async () => {
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It ended by itself.
    }
    await ended;
  };
  // If this process dies of an error, nothing stays behind.
  process.once('exit', () => {
    if (child.exitCode === null && child.signalCode === null && child.pid) process.kill(-child.pid, 'SIGKILL');
  });
  const said = expects && (await waitFor(() => expects.exec(output)?.[1]));
  return { said, stop };
}
