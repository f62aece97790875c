// JavaScript out of TypeScript: the worker as one script, the entries with what they share in chunks.

import { dirname, join, relative } from 'node:path';
import * as esbuild from 'esbuild';
import { rolldown } from 'rolldown';
import { minify } from 'terser';
import { root, Stop } from './run.mjs';

const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  // Baseline: the first versions with module workers, and newer than WebAssembly's SIMD.
  target: ['es2022', 'chrome95', 'firefox114', 'safari16.4'],
  minify: true,
  metafile: true,
  write: false,
  legalComments: 'none', // all licenses stand in THIRD_PARTY_LICENSES.txt
  logLevel: 'warning',
};

/** Emscripten's JavaScript. terser makes it 0.7 KB (brotli) smaller than esbuild does. */
export async function minifyGlue(source) {
  for (const forbidden of ['new Function', 'eval(', "import('module')", 'import.meta.url']) {
    if (source.includes(forbidden))
      throw new Stop(`core.mjs holds \`${forbidden}\`, which policies or bundlers refuse`);
  }
  const { code } = await minify(source, { module: true, ecma: 2020, compress: { passes: 3 }, mangle: true });
  return code;
}

/** web/src/engine/worker.ts, as one script without imports. */
export async function buildWorker(glue) {
  const result = await bundle({
    ...common,
    entryPoints: ['web/src/engine/worker.ts'],
    outfile: 'worker.js',
    tsconfig: 'web/tsconfig.worker.json',
    plugins: [made({ 'attune:core': { contents: glue, loader: 'js' } })],
  });
  return { text: result.outputFiles[0].text, inputs: Object.keys(result.metafile.inputs) };
}

/**
 * @param names   files of web/src without their ending
 * @param folder  where they are to lie
 * @returns       `files` to write · `inputs`, the paths of all that was bundled · `downloads`, entry → its files in that folder
 */
export async function buildEntries(names, folder, { glue, cores, worker }) {
  const result = await bundle({
    ...common,
    ...entries(names, folder),
    tsconfig: 'web/tsconfig.json',
    plugins: [
      lazyFflate,
      made({
        'attune:core': { contents: glue, loader: 'js' },
        // Measured after brotli: hex adds 7 % to the binary, base64 40 %.
        'attune:wasm-slim': { contents: cores['core-slim'].toString('hex'), loader: 'text' },
        'attune:wasm': { contents: cores.core.toString('hex'), loader: 'text' },
        'attune:wasm-relaxed': { contents: cores['core-relaxed'].toString('hex'), loader: 'text' },
        'attune:worker': { contents: worker, loader: 'text' },
      }),
    ],
  });
  const { outputs, inputs } = result.metafile;
  return { ...(await joinChunks(result.outputFiles, outputs, names, folder)), inputs: Object.keys(inputs) };
}

const AROUND_A_CORE = new Set(['index', 'slim', 'external', 'core', 'store']);

/** Those with the worker's text in them. */
const WITH_WORKER = new Set(['index', 'slim']);

/**
 * esbuild makes a chunk for every set of entries that share something, down to 300 bytes; each is a request of its own, and a page
 * waits for all. They become five: what `attune/build` shares with the entries around a core, what the others without one do, what
 * `attune/store` needs besides, the worker that lies in a script, and what is left.
 */
async function joinChunks(files, outputs, names, folder) {
  const sources = new Map(files.map(({ path, text }) => [path, text]));
  const users = new Map();
  const atOnce = ({ external, kind }) => !external && kind !== 'dynamic-import';
  const importsOf = (file) => outputs[file].imports.filter(atOnce).map(({ path }) => path);
  for (const name of names) {
    for (const output of closure(relative(root, join(folder, `${name}.js`)), importsOf)) {
      const path = join(root, output);
      users.set(path, [...(users.get(path) ?? []), name]);
    }
  }
  const shared = [...users].filter(([path, by]) => by.length > 1 && sources.get(path).length < LARGE);
  const group = (name, priority, wanted) => {
    const paths = new Set(shared.filter(([, by]) => wanted(by)).map(([path]) => path));
    return { name, priority, test: (path) => paths.has(path) };
  };
  const aroundACore = (by) => by.every((name) => AROUND_A_CORE.has(name));
  const withWorker = (by) => by.every((name) => WITH_WORKER.has(name));
  const bundled = await rolldown({
    input: Object.fromEntries(names.map((name) => [name, join(folder, `${name}.js`)])),
    preserveEntrySignatures: 'strict',
    treeshake: false, // done
    plugins: [
      {
        name: 'esbuild',
        resolveId: (path, from) => (from === undefined ? path : join(dirname(from), path)),
        load: (path) => sources.get(path),
      },
    ],
  });
  const { output } = await bundled.generate({
    format: 'esm',
    chunkFileNames: 'chunks/[hash].js',
    minify: true,
    // What a chunk imports goes where it goes, unless an earlier group has it.
    codeSplitting: {
      groups: [
        group('base', 3, (by) => by.includes('index') && by.includes('build')),
        group('common', 2, (by) => by.includes('index') && !aroundACore(by)),
        group('store', 1, (by) => by.includes('store') && aroundACore(by)),
        group('engine', 0, (by) => aroundACore(by) && !withWorker(by)),
        group('worker', 0, withWorker),
      ],
    },
  });
  const chunks = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  return {
    files: output.map(({ fileName, code }) => ({ path: join(folder, fileName), contents: withPlainAddresses(code) })),
    downloads: new Map(names.map((name) => [name, [...closure(`${name}.js`, (file) => chunks.get(file).imports)]])),
  };
}

/** rolldown writes strings as template literals, which not every bundler reads where it looks for workers and files. */
const withPlainAddresses = (code) => code.replace(/(new URL\(|import\(|type:)`([^`$\\"]+)`/g, '$1"$2"');

/** Characters; above are the cores themselves. */
const LARGE = 1 << 19;

/**
 * What runs in Node alone: the bin and the Vite plugin. They take the core from its entry, so that it lies in the package once.
 *
 * @returns `files` to write · `inputs`, the paths of all that was bundled
 */
export async function buildTools(names, folder) {
  const result = await bundle({
    ...common,
    ...entries(names, folder),
    platform: 'node',
    target: ['node20'],
    tsconfig: 'web/tsconfig.node.json',
    // What libraries in the older form require() is Node's own.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    plugins: [
      {
        name: 'core entry',
        setup(build) {
          build.onResolve({ filter: /^\.\/core\.js$/ }, ({ importer }) =>
            names.some((name) => importer.endsWith(`web/src/${name}.ts`))
              ? { path: './core.js', external: true }
              : undefined,
          );
        },
      },
    ],
  });
  return { files: result.outputFiles, inputs: Object.keys(result.metafile.inputs) };
}

/** Files of web/src side by side: one Model, one AttuneError, one copy of the wasm, however many of them are imported. */
const entries = (names, folder) => ({
  entryPoints: names.map((name) => `web/src/${name}.ts`),
  outdir: folder,
  chunkNames: 'chunks/[hash]',
  splitting: true,
});

/** esbuild says itself what is wrong. */
function bundle(options) {
  return esbuild.build(options).catch(() => {
    throw new Stop('the bundle could not be made');
  });
}

/** A file and all that it imports at once. */
function closure(file, importsOf, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const next of importsOf(file)) closure(next, importsOf, found);
  return found;
}

/**
 * fflate fills its tables when it is evaluated, 7 ms before a page can do anything, and few pages open a package: what `require()`
 * names, esbuild evaluates when it is called.
 */
const lazyFflate = {
  name: 'lazy fflate',
  setup(build) {
    build.onResolve({ filter: /^fflate$/ }, ({ path, namespace }) =>
      namespace === 'file' ? { path, namespace: 'lazy', sideEffects: false } : undefined,
    );
    build.onResolve({ filter: /^inflate$/, namespace: 'lazy' }, ({ path }) => ({ path, namespace: 'needed' }));
    build.onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({
      contents: "export function Inflate(take) { return new (require('inflate').Inflate)(take); }",
    }));
    build.onLoad({ filter: /.*/, namespace: 'needed' }, () => ({
      contents: "export { Inflate } from 'fflate';",
      resolveDir: root,
    }));
  },
};

/** Modules that are no files. */
function made(modules) {
  return {
    name: 'made',
    setup(build) {
      build.onResolve({ filter: /^attune:/ }, ({ path }) => ({ path, namespace: 'made', sideEffects: false }));
      build.onLoad({ filter: /.*/, namespace: 'made' }, ({ path }) => modules[path]);
    },
  };
}
