import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';
import { encode as encodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { partIndirectCalls } from '../../bindings/toolchain/indirect-calls.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Beside AttuneError and its codes. */
const EXPORTS: Record<string, string[]> = {
  attune: ['Model', 'ExampleStore', 'ModelStore'],
  'attune/slim': ['Model', 'ExampleStore', 'ModelStore'],
  'attune/external': ['Model', 'ExampleStore', 'ModelStore', 'createRuntime'],
  'attune/core': ['Model', 'ExampleStore', 'ModelStore', 'createRuntime'],
  'attune/store': ['ExampleStore', 'ModelStore'],
  'attune/inputs': [
    ...['ChoiceFeatures', 'logMel', 'popularity', 'readPixels', 'readTable', 'videoFrames'],
    ...['strokeVariant', 'strokeVariants', 'imageVariant', 'imageVariants'],
  ],
  'attune/recipes': ['OnlineClassifier', 'RECIPES', 'Recommender', 'explain', 'withTemperature'],
  'attune/build': ['NetworkBuilder', 'makeUpdatable', 'nearestNeighbors', 'pipeline'],
};
const ENTRIES = Object.keys(EXPORTS);
const skipped = existsSync(`${root}dist/index.js`) ? undefined : 'SKIPPED: there is no dist (npm run build makes it)';
if (skipped !== undefined) console.warn(skipped);

function node(script: string, ...flags: string[]): unknown {
  const args = [...flags, '--input-type=module', '-e', script];
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout);
}

/** One function, which calls the first of a table; its body is given. */
function moduleOf(...body: number[]): Uint8Array<ArrayBuffer> {
  const section = (id: number, ...bytes: number[]): number[] => [id, bytes.length, ...bytes];
  const code = [0, ...body, 0x0b];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 0, 0), // () → ()
    ...section(3, 1, 0),
    ...section(4, 1, 0x70, 0, 1),
    ...section(10, 1, code.length, ...code),
  ]);
}

describe('an indirect call at the edge of a try', () => {
  const zero = [0x41, 0];
  const call = [...zero, 0x11, 0, 0];
  const [TRY, CATCH_ALL, END, NOP, VOID] = [0x06, 0x19, 0x0b, 0x01, 0x40];

  it.each([
    ['before one begins', [...call, TRY, VOID, CATCH_ALL, END], [...call, NOP, TRY, VOID, CATCH_ALL, END]],
    ['before its handler', [TRY, VOID, ...call, CATCH_ALL, END], [TRY, VOID, ...call, NOP, CATCH_ALL, END]],
    ['in its midst', [TRY, VOID, ...call, ...zero, 0x1a, CATCH_ALL, END], undefined],
  ])('%s', (_where, body, parted) => {
    const before = moduleOf(...body);
    expect(WebAssembly.validate(before)).toBe(true);
    const { bytes, count } = partIndirectCalls(before);
    expect([...bytes]).toEqual([...(parted === undefined ? before : moduleOf(...parted))]);
    expect(count).toBe(parted === undefined ? 0 : 1);
  });
});

describe.skipIf(skipped !== undefined)('the package', () => {
  it.each(ENTRIES)('%s can be imported where there is no browser, and does nothing then', (entry) => {
    // Without them even a look at one would throw.
    const missing =
      "['self', 'window', 'document', 'Worker', 'indexedDB', 'navigator', 'crypto', 'fetch', 'WebAssembly']";
    const answer = node(`
      const before = Object.getOwnPropertyNames(globalThis).length;
      for (const name of ${missing}) delete globalThis[name];
      const count = Object.getOwnPropertyNames(globalThis).length;
      const exports = Object.keys(await import('${entry}')).sort();
      console.log(JSON.stringify({ exports, added: Object.getOwnPropertyNames(globalThis).length - count }));
    `);
    expect(answer).toEqual({ exports: ['AttuneError', 'ERROR_CODES', ...(EXPORTS[entry] ?? [])].sort(), added: 0 });
  });

  it('says what to do where there are no workers', () => {
    const answer = node(`
      const { Model } = await import('attune');
      await Model.load(new Uint8Array(8)).catch(({ code, hint }) => console.log(JSON.stringify({ code, hint })));
    `);
    expect(answer).toMatchObject({ code: 'unsupported-browser', hint: expect.stringContaining('attune/core') });
  });

  it('has a Vite plugin that does nothing when it is imported', () => {
    expect(node("console.log(JSON.stringify(Object.keys(await import('attune/vite'))))")).toEqual([
      'attune',
      'default',
    ]);
  });

  it('describes models for the Vite plugin with its own core', () => {
    const answer = node(`
      const { attune } = await import('attune/vite');
      const { mkdtempSync, readFileSync, cpSync, rmSync } = await import('node:fs');
      const folder = mkdtempSync('build/vite-types-');
      cpSync('tests/models/glm-regressor.mlmodel', folder + '/a.mlmodel');
      const plugin = attune({ types: true, inline: true });
      const code = await plugin.load.call({ addWatchFile() {} }, process.cwd() + '/' + folder + '/a.mlmodel');
      const types = readFileSync(folder + '/a.d.mlmodel.ts', 'utf8');
      rmSync(folder, { recursive: true });
      console.log(JSON.stringify([code.slice(0, 40), types.includes('interface AInputs')]));
    `);
    expect(answer).toEqual([expect.stringContaining('export default Uint8Array.from(atob('), true]);
  });

  it('has a command line with exit codes', () => {
    const { bin } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { bin: { attune: string } };
    const file = `${root}${bin.attune}`;
    expect(readFileSync(file, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(statSync(file).mode & 0o111).toBe(0o111);
    const attune = (...args: string[]) => spawnSync(process.execPath, [file, ...args], { cwd: root, encoding: 'utf8' });
    expect(attune('inspect', 'tests/models/glm-regressor.mlmodel')).toMatchObject({ status: 0, stderr: '' });
    expect(attune('check', 'tests/models/glm-regressor.mlmodel')).toMatchObject({ status: 1, stderr: '' });
    expect(attune('inspect', 'package.json')).toMatchObject({ status: 1, stdout: '' });
    expect(attune('inspect', 'nowhere')).toMatchObject({ status: 2, stdout: '' });
    const version = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string };
    expect(attune('--version').stdout).toBe(`${version.version}\n`);
  });

  it('has a command line that reads pictures', () => {
    const folder = mkdtempSync(`${root}build/cli-pictures-`);
    const data = Buffer.alloc(4 * 28 * 28, 255);
    writeFileSync(`${folder}/a.jpg`, encodeJpeg({ data, width: 28, height: 28 }, 90).data);
    const png = PNG as unknown as { sync: { write(image: object): Buffer } };
    writeFileSync(`${folder}/b.png`, png.sync.write({ data, width: 28, height: 28 }));
    const model = 'tests/models/drawing-classifier-updatable.mlmodel';
    const args = ['predict', model, `${folder}/a.jpg`, `${folder}/b.png`, '--json'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [`${root}dist/cli.js`, ...args], {
      cwd: root,
      encoding: 'utf8',
    });
    rmSync(folder, { recursive: true });
    expect([status, stderr]).toEqual([0, '']);
    expect((JSON.parse(stdout) as { label: string }[]).map(({ label }) => label)).toEqual(['unknown', 'unknown']);
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

  it('runs a core that the caller brings', () => {
    const answer = node(`
      const { createRuntime } = await import('attune/core');
      const { readFileSync } = await import('node:fs');
      const { Model } = createRuntime({ wasm: readFileSync(new URL(import.meta.resolve('attune/core.wasm'))) });
      const model = await Model.load(readFileSync('tests/models/glm-regressor.mlmodel'));
      const { code } = await createRuntime({ wasm: new Uint8Array(8) }).Model.load(new Uint8Array(8)).catch((e) => e);
      console.log(JSON.stringify([model.description.modelType, code]));
    `);
    expect(answer).toEqual(['glmRegressor', 'unsupported-browser']);
  });

  it('has a slim core that runs with the same glue, and says what it leaves out', () => {
    const answer = node(`
      const { createRuntime } = await import('attune/core');
      const { readFileSync } = await import('node:fs');
      const { Model } = createRuntime({ wasm: readFileSync(new URL(import.meta.resolve('attune/core-slim.wasm'))) });
      const model = await Model.load(readFileSync('tests/models/mnist-cnn-updatable.mlmodel'));
      const { message, hint } = await Model.load(readFileSync('tests/models/glm-regressor.mlmodel')).catch((e) => e);
      console.log(JSON.stringify([model.description.updatableLayers.length > 0, message, hint]));
    `);
    expect(answer).toEqual([
      true,
      'models of type glmRegressor are not in the slim core',
      expect.stringMatching(/attune\/slim/),
    ]);
  });

  it('has files of its own in attune/external, at addresses that bundlers understand', () => {
    const entry = readFileSync(`${root}dist/external.js`, 'utf8');
    expect(entry).toContain('new Worker(new URL("./worker.js",import.meta.url),{type:"module"');
    for (const core of ['core.wasm', 'core-slim.wasm']) {
      expect(entry).toContain(`new URL("./${core}",import.meta.url)`);
      expect(WebAssembly.validate(readFileSync(`${root}dist/${core}`))).toBe(true);
    }
    expect(readFileSync(`${root}dist/worker.js`, 'utf8')).not.toMatch(/\b(import|export)\b[^;]*['"]/);
  });

  // Node 20 knows relaxed SIMD behind a flag; without it, numerics: 'fast' is the plain core.
  it.each([['--experimental-wasm-relaxed-simd'], []])('runs the core for numerics: fast in Node, %s', (...flags) => {
    const answer = node(
      `
      const { Model } = await import('attune/core');
      const { readFileSync } = await import('node:fs');
      const bytes = readFileSync('tests/models/mnist-cnn-updatable.mlmodel');
      const image = { data: Float32Array.from({ length: 784 }, (_, i) => (i % 29) / 29), shape: [1, 28, 28] };
      const all = [];
      for (const numerics of ['exact', 'fast']) {
        const model = await Model.load(bytes, { numerics });
        const output = await model.predict({ image });
        all.push(Object.values(output).find((value) => ArrayBuffer.isView(value.data)).data);
      }
      const [exact, fast] = all;
      const apart = Math.max(...exact.map((value, i) => Math.abs(value - fast[i])));
      const same = exact.every((value, i) => value === fast[i]);
      console.log(JSON.stringify({ near: apart < 1e-5, same }));
    `,
      ...flags,
    );
    expect(answer).toEqual({ near: true, same: flags.length === 0 });
  });

  it('says where the core for numerics: fast is, and refuses other words', () => {
    const answer = node(`
      const codes = [];
      for (const [entry, numerics] of [['attune', 'fast'], ['attune/core', 'quick']]) {
        const { Model } = await import(entry);
        await Model.load(new Uint8Array(8), { numerics }).catch(({ code, hint }) => codes.push([code, hint]));
      }
      console.log(JSON.stringify(codes));
    `);
    expect(answer).toEqual([
      ['unsupported', expect.stringContaining('attune/core')],
      ['invalid-parameter', null],
    ]);
  });

  it('makes no code out of strings, which policies forbid', () => {
    for (const file of readdirSync(`${root}dist`, { recursive: true, encoding: 'utf8' })) {
      if (file.endsWith('.js'))
        expect(readFileSync(`${root}dist/${file}`, 'utf8')).not.toMatch(/\bnew Function\b|\beval\(/);
    }
  });

  it('names the licenses of all that it holds', () => {
    const text = readFileSync(`${root}dist/THIRD_PARTY_LICENSES.txt`, 'utf8');
    for (const name of ['fflate', 'idb', 'jpeg-js', 'pngjs', 'Protocol Buffers', 'Emscripten', 'musl', 'LLVM'])
      expect(text).toContain(`\n${name}`);
  });

  it.each(['core.wasm', 'core-relaxed.wasm'])('%s has no indirect call at the edge of a try, for WebKit', (file) => {
    expect(partIndirectCalls(readFileSync(`${root}dist/${file}`)).count).toBe(0);
  });

  it.each(['page', 'node'])('has types that a strict consumer compiles: %s', (consumer) => {
    const args = ['-p', `tests/types/consumers/${consumer}.json`];
    const { stdout } = spawnSync(`${root}node_modules/.bin/tsc`, args, { cwd: root, encoding: 'utf8' });
    expect(stdout).toBe('');
  });

  it('has types that a strict consumer compiles: vite, which finds them as an installed package', () => {
    const folder = mkdtempSync(`${root}build/consumer-`);
    mkdirSync(`${folder}/node_modules`);
    symlinkSync(root, `${folder}/node_modules/attune`);
    for (const file of ['vite.json', 'vite.ts']) cpSync(`${root}tests/types/consumers/${file}`, `${folder}/${file}`);
    const { stdout } = spawnSync(`${root}node_modules/.bin/tsc`, ['-p', `${folder}/vite.json`], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(stdout).toBe('');
  });
});
