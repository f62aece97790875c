// The other libraries: installed once into the cache, beside the compilers, and bundled for the page.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { installSide } from '../../../web/scripts/side-packages.mjs';

const here = fileURLToPath(new URL('../', import.meta.url));

/** The folder of their packages; the first run on a machine installs them, which takes the network. */
export const installPeers = async () => join(await installSide('bench-peers', join(here, 'peers')), 'node_modules');

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
