// Makes what is missing: toolchain → npm packages → wasm module → package → demo → its reference. Each step costs well under a second when
// there is nothing to do. Imports nothing from node_modules.
//
//   node web/scripts/make.mjs [toolchain | packages | wasm | package | demo | site]      the named step and all before it

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bin, main, must, root, Stop } from './run.mjs';

/** Compilers and library sources; with `browsers`, also the three browsers that the end-to-end tests drive. */
export async function makeToolchain({ browsers = false } = {}) {
  await must('toolchain', join(root, 'bindings/toolchain/setup.sh'), browsers ? [] : ['--core'], {
    live: true,
  });
}

/** npm packages as the lock file names them. A folder that already holds just those is left alone. */
export async function makePackages() {
  if (packagesAreFresh()) return;
  await must('npm packages (npm ci)', 'npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund']);
}

function packagesAreFresh() {
  // npm keeps a lock of what it unpacked; optional packages of other platforms are not in it.
  const unpacked = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(unpacked)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const found = JSON.parse(readFileSync(unpacked, 'utf8')).packages;
  const same = (path) =>
    found[path]?.version === wanted[path]?.version && found[path]?.integrity === wanted[path]?.integrity;
  return (
    Object.keys(found).every(same) &&
    Object.keys(wanted).every((path) => path === '' || (wanted[path].optional && !(path in found)) || same(path))
  );
}

/** build/wasm/core.mjs and core.wasm; in folders beside them the same with relaxed SIMD, with fewer kinds, for several threads. */
export async function makeWasm() {
  await must('wasm: configure', 'cmake', ['--preset', 'wasm'], { quiet: true });
  const cores = ['', '_relaxed', '_slim', '_threads', '_relaxed_threads'].map((build) => `attune_core${build}`);
  await must('wasm: build', 'cmake', ['--build', '--preset', 'wasm', '--target', ...cores]);
}

/** build/wasm/types/core.d.ts: what Emscripten takes the module's types to be; a test compares it with ours. */
export async function makeModuleTypes() {
  await must('wasm: types', 'cmake', ['--build', '--preset', 'wasm', '--target', 'attune_core_types']);
}

/** dist/: what npm publishes. */
export async function makePackage() {
  const build = join(root, 'web/scripts/build.mjs');
  if (!existsSync(build)) throw new Stop('web/scripts/build.mjs is missing: the package cannot be built yet');
  await must('package', process.execPath, [build], { live: true });
}

/** build/demo: a static folder that works from any path. */
export async function makeDemo() {
  if (!existsSync(join(root, 'demo/vite.config.ts')))
    throw new Stop('demo/vite.config.ts is missing: there is no demo yet');
  await must('demo', bin('vite'), ['build', 'demo', '--config', 'demo/vite.config.ts']);
}

/** build/demo/reference: what every entry exports, out of the declarations in dist/. */
export async function makeReference() {
  await must('reference', process.execPath, [
    join(root, 'web/release/reference.mjs'),
    join(root, 'build/demo/reference'),
  ]);
}

const STEPS = {
  toolchain: makeToolchain,
  packages: makePackages,
  wasm: makeWasm,
  package: makePackage,
  demo: makeDemo,
  site: makeReference,
};

/** Every step up to and including `last`. */
export async function make(last, options) {
  for (const [name, step] of Object.entries(STEPS)) {
    await step(options);
    if (name === last) return;
  }
  throw new Stop(`make.mjs knows ${Object.keys(STEPS).join(', ')}, not '${last}'`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(() => make(process.argv[2] ?? 'package'));
}
