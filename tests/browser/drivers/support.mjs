// What the drivers share: finding programs, processes ended by their own id, profiles and ports that nobody else has.

import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A safety net against waiting for ever, not a figure to reach. */
const PATIENCE_MS = 600_000;

export const firstExisting = (...paths) => paths.find((path) => path && existsSync(path));

/** What must be undone even if this process ends early: by an error, Ctrl-C or a time limit around it. */
const undone = new Set();
process.once('exit', () => {
  for (const undo of [...undone].reverse()) undo(); // first the programs, then the folders that they write to
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/** A folder of this process's own, gone with it. */
export async function ownFolder(parent, prefix) {
  const path = await mkdtemp(join(parent, prefix));
  const undo = () => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  undone.add(undo);
  const remove = async () => {
    undone.delete(undo);
    // A browser that is just closing still writes.
    await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  return { path, remove };
}

export const profileFolder = () => ownFolder(tmpdir(), 'attune-profile-');

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
  const endGroup = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // It ended by itself.
    }
  };
  const undo = () => endGroup('SIGKILL');
  undone.add(undo);
  const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  const stop = async () => {
    undone.delete(undo);
    endGroup('SIGTERM');
    await ended;
  };
  const said = expects && (await waitFor(() => expects.exec(output)?.[1]));
  return { said, stop };
}
