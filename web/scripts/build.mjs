// Makes the npm package in dist/: out of web/src, the wasm module and the libraries that are bundled.
//
//   node web/scripts/build.mjs          ATTUNE_WASM_DIR=folder takes the modules from there, not from build/wasm

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { buildEntries, buildTools, buildWorker, minifyGlue } from './bundle.mjs';
import { buildTypes } from './declarations.mjs';
import { filesBelow } from './files.mjs';
import { licenseTexts } from './licenses.mjs';
import { main, root, Stop } from './run.mjs';
import { sizesOf } from './sizes.mjs';

/** What `import … from 'attune/…'` finds; package.json names the same. */
const ENTRIES = ['index', 'slim', 'external', 'core', 'store', 'inputs', 'recipes', 'build'];
/** What runs in Node only. */
const TOOLS = ['cli', 'vite'];
/** Declarations by hand. */
const AMBIENT = ['vite/client.d.ts'];

const dist = join(root, 'dist');
/** Whole before it takes dist's place: whoever uses dist meanwhile finds all of the old or all of the new. */
const made = join(root, `build/package-${process.pid}`);
const wasmFolder = process.env.ATTUNE_WASM_DIR ?? join(root, 'build/wasm');
/** The builds of the core: name in dist/ → folder of the build. */
const CORES = {
  core: '.',
  'core-slim': 'slim',
  'core-threads': 'threads',
  'core-relaxed': 'relaxed',
  'core-relaxed-threads': 'relaxed-threads',
};
const inputs = Object.fromEntries(
  Object.entries(CORES).map(([name, folder]) => [name, join(wasmFolder, folder, 'core.wasm')]),
);
const glueOf = (name) => readFileSync(join(wasmFolder, CORES[name], 'core.mjs'), 'utf8');
/** As new as the newest thing that the last build was made of. */
const stamp = join(root, 'build/package.stamp');

main(async () => {
  for (const path of Object.values(inputs)) {
    if (!existsSync(path)) throw new Stop(`${path} is missing: build the wasm module first (npm run build does)`);
  }
  if (isFresh()) {
    console.log('dist/ is up to date');
    return;
  }
  const began = new Date();
  rmSync(stamp, { force: true });
  mkdirSync(made, { recursive: true });
  try {
    await build();
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  writeFileSync(stamp, `${wasmFolder}\n`);
  utimesSync(stamp, began, began);
});

async function build() {
  const glue = await minifyGlue(glueOf('core'));
  const cores = Object.fromEntries(Object.entries(inputs).map(([name, file]) => [name, readFileSync(file)]));
  if (!oneGlueFits(cores))
    throw new Stop('the wasm modules need different glue: one of them was built with other options');
  const worker = await buildWorker(glue);
  const built = await buildEntries(ENTRIES, made, { glue, cores, worker: worker.text });
  const tools = await buildTools(TOOLS, made);
  for (const { path, contents } of [...built.files, ...tools.files]) {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, contents);
  }
  // Beside the entries, for attune/external and for who serves them from elsewhere.
  writeFileSync(join(made, 'worker.js'), worker.text);
  for (const [name, wasm] of Object.entries(cores)) writeFileSync(join(made, `${name}.wasm`), wasm);
  chmodSync(join(made, 'cli.js'), 0o755);
  buildTypes([...ENTRIES, 'vite'], AMBIENT, join(made, 'types'));
  writeFileSync(
    join(made, 'THIRD_PARTY_LICENSES.txt'),
    licenseTexts([...worker.inputs, ...built.inputs, ...tools.inputs]),
  );

  const sizes = sizesOf(made, built.downloads);
  writeFileSync(join(root, 'build/package-sizes.json'), JSON.stringify(sizes.rows, null, 2)); // web/release holds it to the budgets
  console.log(sizes.table);
  replace(dist, made);
}

/**
 * All cores run with the whole one's glue: that has all that they import (a shared memory comes from elsewhere), and calls by its name
 * what they export. Those with relaxed SIMD, which this Node may not know, were made with the same glue as those without.
 */
function oneGlueFits(cores) {
  const imports = (name) =>
    WebAssembly.Module.imports(new WebAssembly.Module(cores[name])).filter(({ kind }) => kind === 'function');
  const given = new Set(imports('core').map(({ name }) => name));
  return (
    [...imports('core-slim'), ...imports('core-threads')].every(({ name }) => given.has(name) && name.length > 1) &&
    glueOf('core-relaxed') === glueOf('core') &&
    glueOf('core-relaxed-threads') === glueOf('core-threads')
  );
}

function replace(folder, by) {
  const old = `${by}.old`;
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(by, folder);
  rmSync(old, { recursive: true, force: true });
}

/** Nothing that goes into the package is newer than the package. */
function isFresh() {
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== `${wasmFolder}\n`) return false;
  if (![...ENTRIES, ...TOOLS].every((entry) => existsSync(join(dist, `${entry}.js`)))) return false;
  const sources = ['web/src', 'web/scripts', 'bindings'].flatMap((folder) =>
    filesBelow(folder, ['.ts', '.mjs', '.txt']),
  );
  const configs = ['package-lock.json', 'web/tsconfig.json', 'web/tsconfig.node.json', 'web/tsconfig.base.json'].map(
    (file) => join(root, file),
  );
  const built = statSync(stamp).mtimeMs;
  return [...sources, ...configs, ...Object.values(inputs)].every((file) => statSync(file).mtimeMs <= built);
}
