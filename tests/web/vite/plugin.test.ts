import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, createServer, type Plugin } from 'vite';
import { afterAll, describe, expect, it } from 'vitest';
import { type AttuneOptions, modelPlugin } from '../../../web/src/vite/plugin.js';
import { packageTree, zipOf } from '../support/packages.js';
import { inThread, modelFile, skipped } from '../support/real-core.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const GLM = 'glm-regressor.mlmodel';

mkdirSync(join(root, 'build'), { recursive: true });
/** A page that imports a model and a package. Inside the checkout, so that the dev server may serve from it. */
const page = mkdtempSync(join(root, 'build/vite-test-'));
afterAll(() => rmSync(page, { recursive: true, force: true }));
cpSync(join(root, 'tests/models', GLM), join(page, 'some.mlmodel'));
cpSync(join(root, 'tests/models/ml-program.mlpackage'), join(page, 'program.mlpackage'), { recursive: true });
writeFileSync(
  join(page, 'main.js'),
  `export { default as model } from './some.mlmodel';
export { default as program } from './program.mlpackage';
export { default as bytes } from './some.mlmodel?inline';
export { default as inlined } from './program.mlpackage?inline';
`,
);

const plugin = (options?: AttuneOptions): Plugin => modelPlugin(async () => inThread(), options);

interface Built {
  readonly model: string | Uint8Array;
  readonly program: string | Uint8Array;
  readonly bytes: Uint8Array;
  readonly inlined: Uint8Array;
}

async function built(options?: AttuneOptions): Promise<{ exports: Built; assets: string[]; out: string }> {
  const out = join(page, `out-${Math.random()}`);
  await build({
    root: page,
    base: './',
    logLevel: 'error',
    configFile: false,
    plugins: [plugin(options)],
    build: { outDir: out, lib: { entry: 'main.js', formats: ['es'], fileName: 'main' }, minify: false },
  });
  const [script = ''] = readdirSync(out).filter((name) => /\.m?js$/.test(name));
  const exports = (await import(pathToFileURL(join(out, script)).href)) as Built;
  const assets = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(out, name)).isFile(),
  );
  return { exports, assets, out };
}

const packed = async (): Promise<Uint8Array> =>
  (await inThread().load(zipOf(packageTree('ml-program.mlpackage')))).export({ format: 'mlpackage' });

describe.skipIf(skipped !== undefined)('the Vite plugin', () => {
  it('copies models into the build and gives their URLs, or their bytes when asked', async () => {
    const { exports } = await built();
    for (const url of [exports.model, exports.program]) expect(url).toMatch(/^file:.*\.(mlmodel|zip)$/);
    const read = (url: string | Uint8Array): Uint8Array => new Uint8Array(readFileSync(new URL(url as string)));
    expect(read(exports.model)).toEqual(modelFile(GLM));
    expect(read(exports.program)).toEqual(await packed());
    expect(exports.bytes).toEqual(modelFile(GLM));
    expect(exports.inlined).toEqual(await packed());
    expect((await inThread().load(exports.inlined as Uint8Array<ArrayBuffer>)).description.modelType).toBe('mlProgram');
  });

  it('puts all models into the script with { inline: true }', async () => {
    const { exports, assets } = await built({ inline: true });
    expect(exports.model).toEqual(modelFile(GLM));
    expect(exports.program).toEqual(await packed());
    expect(assets.filter((name) => !/\.m?js$/.test(name))).toEqual([]);
  });

  it('writes declarations beside the files with { types: true }, and leaves them alone when they are right', async () => {
    await built({ types: true });
    const declarations = join(page, 'some.d.mlmodel.ts');
    const text = readFileSync(declarations, 'utf8');
    expect(text).toContain('declare const model: ModelFile<SomeTypes>;');
    expect(readFileSync(join(page, 'program.d.mlpackage.ts'), 'utf8')).toContain('ModelFile<ProgramTypes>');
    const { mtimeMs } = statSync(declarations);
    await built({ types: true });
    expect(statSync(declarations).mtimeMs).toBe(mtimeMs);
  });

  it('serves models while one develops, and nothing that was not imported', async () => {
    const server = await createServer({
      root: page,
      base: '/app/',
      logLevel: 'error',
      configFile: false,
      plugins: [plugin()],
      server: { port: 0, host: '127.0.0.1', watch: null, hmr: false },
      optimizeDeps: { noDiscovery: true },
    });
    try {
      await server.listen();
      const address = server.httpServer?.address();
      const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
      const urlIn = async (path: string): Promise<string> => {
        const script = await (await fetch(origin + path)).text();
        return /export default "([^"]+)"/.exec(script)?.[1] ?? script;
      };
      const [model, program] = [await urlIn('/app/some.mlmodel?import'), await urlIn('/app/program.mlpackage?import')];
      expect(model).toMatch(/^\/app\/@attune\/model\/\d+\/some\.mlmodel$/);
      for (const [url, bytes] of [
        [model, modelFile(GLM)],
        [program, await packed()],
      ] as const) {
        const response = await fetch(origin + url);
        expect(response.headers.get('content-type')).toBe('application/octet-stream');
        expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array(bytes));
      }
      const other = await fetch(`${origin}/app/@attune/model/9/%2e%2e%2fpackage.json`);
      expect(await other.text()).not.toContain('devDependencies');
    } finally {
      await server.close();
    }
  });

  it('leaves the queries that are Vite’s own to Vite', async () => {
    const context = { addWatchFile: () => {}, emitFile: () => '' };
    const { load } = modelPlugin(async () => inThread());
    expect(await load.call(context, '/some.mlmodel?url')).toBeUndefined();
    expect(await load.call(context, '/some.js')).toBeUndefined();
  });
});
