import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const ENTRIES = ['attune', 'attune/core', 'attune/store', 'attune/build'];
/** What a page downloads for `import … from 'attune'`, brotli. */
const BUDGET_BYTES = 165_000;

const skipped = existsSync(`${root}dist/index.js`) ? undefined : 'SKIPPED: there is no dist (npm run build makes it)';
if (skipped !== undefined) console.warn(skipped);

function node(script: string): unknown {
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout);
}

describe.skipIf(skipped !== undefined)('the package', () => {
  it.each(ENTRIES)('%s can be imported where there is no browser, and does nothing then', (entry) => {
    // Without them even a look at one would throw.
    const missing =
      "['self', 'window', 'document', 'Worker', 'indexedDB', 'navigator', 'crypto', 'fetch', 'WebAssembly']";
    const answer = node(`
      const before = Object.getOwnPropertyNames(globalThis).length;
      for (const name of ${missing}) delete globalThis[name];
      const count = Object.getOwnPropertyNames(globalThis).length;
      const exports = Object.keys(await import('${entry}'));
      console.log(JSON.stringify({ exports, added: Object.getOwnPropertyNames(globalThis).length - count }));
    `);
    const builders = ['NetworkBuilder', 'makeUpdatable', 'nearestNeighbors', 'pipeline'];
    const own = entry === 'attune/build' ? builders : [...(entry === 'attune/store' ? [] : ['Model']), 'ModelStore'];
    const names = ['AttuneError', 'ERROR_CODES', ...own];
    expect(answer).toEqual({ exports: names, added: 0 });
  });

  it('says what to do where there are no workers', () => {
    const answer = node(`
      const { Model } = await import('attune');
      await Model.load(new Uint8Array(8)).catch(({ code, hint }) => console.log(JSON.stringify({ code, hint })));
    `);
    expect(answer).toMatchObject({ code: 'unsupported-browser', hint: expect.stringContaining('attune/core') });
  });

  it('has one AttuneError for all its entries', () => {
    const imports = ENTRIES.map((entry) => `import('${entry}')`).join(', ');
    expect(node(`console.log(new Set((await Promise.all([${imports}])).map((e) => e.AttuneError)).size)`)).toBe(1);
  });

  it('runs the real core in Node', () => {
    const answer = node(`
      const { Model } = await import('attune/core');
      const { readFileSync } = await import('node:fs');
      const model = await Model.load(readFileSync('tests/models/glm-regressor.mlmodel'));
      const { prediction } = await model.predict({ input: new Float64Array(13) });
      console.log(JSON.stringify([model.description.modelType, typeof prediction]));
    `);
    expect(answer).toEqual(['glmRegressor', 'number']);
  });

  it('makes no code out of strings, which policies forbid', () => {
    for (const file of readdirSync(`${root}dist`, { recursive: true, encoding: 'utf8' })) {
      if (file.endsWith('.js'))
        expect(readFileSync(`${root}dist/${file}`, 'utf8')).not.toMatch(/\bnew Function\b|\beval\(/);
    }
  });

  it('names the licenses of all that it holds', () => {
    const text = readFileSync(`${root}dist/THIRD_PARTY_LICENSES.txt`, 'utf8');
    for (const name of ['idb', 'Protocol Buffers', 'Emscripten', 'musl', 'LLVM']) expect(text).toContain(`\n${name}`);
  });

  it('keeps the default entry within its budget', () => {
    const sizes: { name: string; br: number }[] = JSON.parse(readFileSync(`${root}build/package-sizes.json`, 'utf8'));
    expect(sizes.find(({ name }) => name === 'attune')?.br).toBeLessThanOrEqual(BUDGET_BYTES);
  });

  it.each(['page', 'node'])('has types that a strict consumer compiles: %s', (consumer) => {
    const args = ['-p', `tests/types/consumers/${consumer}.json`];
    const { stdout } = spawnSync(`${root}node_modules/.bin/tsc`, args, { cwd: root, encoding: 'utf8' });
    expect(stdout).toBe('');
  });
});
