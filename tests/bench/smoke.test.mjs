// That the bench runs and that Attune does the work that the other libraries do. Nothing here depends on time.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Of TensorFlow.js after the same training on the same data. */
const LOSSES = { w1: 2.17939, w2: 0.07234, w4: 1.61034 };

const folder = mkdtempSync(join(tmpdir(), 'attune-bench-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const { stdout } = await promisify(execFile)(
  process.execPath,
  ['tests/bench/run.mjs', '--quick', '--libraries', 'attune', '--out', join(folder, 'out')],
  { cwd: root, env: { ...process.env, ATTUNE_CACHE: join(folder, 'cache') } },
);
const rows = JSON.parse(readFileSync(join(folder, 'out/bench.json'), 'utf8'));
const { figures } = JSON.parse(readFileSync(join(folder, 'out/bench-run.json'), 'utf8'));

test('every workload has a row with a speed', () => {
  const workloads = [...new Set(rows.map(({ workload }) => workload))].sort();
  assert.deepEqual(workloads, ['w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7']);
  for (const row of rows) {
    assert.equal(row.library, 'attune');
    assert.ok((row.examplesPerSecond ?? row.queriesPerSecond ?? row.milliseconds) > 0, JSON.stringify(row));
  }
});

test('training ends at the loss of TensorFlow.js, to five digits', () => {
  for (const row of rows.filter(({ workload }) => workload in LOSSES)) {
    assert.equal(row.loss?.toFixed(5), String(LOSSES[row.workload]), row.workload);
  }
});

test('nearest neighbours agree with the centre of each query, and with themselves', () => {
  const found = rows.filter(({ workload }) => workload === 'w5').map(({ agreement }) => agreement);
  assert.equal(found.length, 4);
  for (const agreement of found) assert.ok(agreement > 0.95, String(agreement));
});

test('predictions are the same alone and in a batch, here and in the worker', () => {
  const firsts = rows.filter(({ workload }) => workload === 'w6').map(({ first }) => first);
  assert.equal(firsts.length, 4);
  for (const first of firsts) assert.deepEqual(first, firsts[0]);
});

test('memory, blocks, loading and growth are measured, and growth is drawn', () => {
  assert.ok(figures.memory.empty > 0 && figures.memory.attune > 0);
  assert.ok(figures.page.cancelMedian > 0 && figures.page.updatingBlock > 0);
  assert.ok(figures.load.megabytes > 20 && figures.load.peakSizes > 1);
  for (const name of ['batch', 'width', 'examples', 'neighbors']) {
    for (const { points } of figures.growth[name]) assert.ok(points.every(([, milliseconds]) => milliseconds > 0));
    assert.match(readFileSync(join(folder, `out/growth/${name}.svg`), 'utf8'), /^<svg .*<circle .*<\/svg>\n$/s);
  }
});

test('the table names every row, and nothing was installed', () => {
  assert.match(stdout, /\| w1 head 1280-10, SGD/);
  assert.deepEqual(readdirSync(folder), ['out']);
});
