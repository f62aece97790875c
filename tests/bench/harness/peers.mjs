// The other libraries: installed once into the cache, beside the compilers, and bundled for the page.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { must } from '../../../web/scripts/run.mjs';

const here = fileURLToPath(new URL('../', import.meta.url));
const cache = process.env.ATTUNE_CACHE ?? join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'attune');

/** The folder of their packages; the first run on a machine installs them, which takes the network. */
export async function installPeers() {
  const files = ['package.json', 'package-lock.json'];
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(here, 'peers', file)));
  const folder = join(cache, `bench-peers-${hash.digest('hex').slice(0, 12)}`);
  const modules = join(folder, 'node_modules');
  if (existsSync(modules)) return modules;
  // Made aside and moved, so that a run that was stopped leaves nothing half installed.
  const making = `${folder}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  try {
    for (const file of files) copyFileSync(join(here, 'peers', file), join(making, file));
    await must('peers (npm ci)', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', making]);
    renameSync(making, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return modules;
}

export const versionOf = (modules, name) =>
  JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version;

/** One script of a page module and all it imports, but for `external`. */
export async function bundle(entry, { modules, external = [] } = {}) {
  const result = await esbuild.build({
    entryPoints: [join(here, 'page', entry)],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    mainFields: ['browser', 'module', 'main'],
    minify: true,
    write: false,
    logLevel: 'error',
    nodePaths: modules === undefined ? [] : [modules],
    external,
    // The knn-classifier asks for the whole of TensorFlow.js; one copy of its core must do.
    alias: modules === undefined ? {} : { '@tensorflow/tfjs': join(modules, '@tensorflow/tfjs-core') },
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    plugins: [withoutNode],
  });
  return Buffer.from(result.outputFiles[0].contents);
}

/** What libraries ask Node for when they run there. */
const withoutNode = {
  name: 'without Node',
  setup(build) {
    build.onResolve({ filter: /^(node:.*|module|fs|path|os|worker_threads|perf_hooks)$/ }, ({ path }) => ({
      path,
      namespace: 'absent',
    }));
    build.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
      contents: 'export const createRequire = () => () => ({}); export default {};',
    }));
  },
};
