// Looks at the packed package as npm, TypeScript and its users will: node web/release/check.mjs [--update]
//
//   publint and attw       what package.json promises is there, for every way to resolve it
//   size-limit             every entry, with all that it downloads, is within its budget (budgets.mjs)
//   API reports            api/*.api.md say what each entry exports; --update writes them anew, so that review sees every change

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fileSizes from '@size-limit/file';
import sizeLimit from 'size-limit';
import { ownFolder } from '../../tests/browser/drivers/support.mjs';
import { main, root } from '../scripts/run.mjs';
import { installSide } from '../scripts/side-packages.mjs';
import { BUDGETS } from './budgets.mjs';

const exec = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const reports = join(here, 'api');
/** Exports that are files and no modules: nobody imports them in TypeScript. */
const ASSETS = [
  'worker.js',
  ...['core.wasm', 'core-relaxed.wasm', 'core-slim.wasm', 'core-threads.wasm', 'core-relaxed-threads.wasm'],
];
const COMPILER = {
  target: 'ES2022',
  module: 'ESNext',
  moduleResolution: 'Bundler',
  lib: ['ES2022', 'ESNext.Disposable', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
  types: [],
  strict: true,
  skipLibCheck: true,
};

/** The tarball, and the same unpacked. */
async function pack(folder) {
  const { stdout } = await exec('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root });
  const tarball = join(folder, JSON.parse(stdout)[0].filename);
  await exec('tar', ['-xzf', tarball, '-C', folder]);
  return { tarball, unpacked: join(folder, 'package') };
}

/** entry → its declarations, by what package.json exports. */
function declarations(unpacked) {
  const { exports } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
  return Object.entries(exports).flatMap(([entry, { types, default: script }]) =>
    types !== undefined && script !== undefined ? [[entry === '.' ? 'attune' : entry.slice(2), types]] : [],
  );
}

async function apiReport({ Extractor, ExtractorConfig }, unpacked, types, name) {
  const made = join(unpacked, 'api');
  mkdirSync(made, { recursive: true });
  const off = { default: { logLevel: 'none' } };
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(unpacked, 'package.json'),
    configObject: {
      projectFolder: unpacked,
      mainEntryPointFilePath: join(unpacked, types),
      compiler: { overrideTsconfig: { compilerOptions: COMPILER, files: [join(unpacked, types)] } },
      apiReport: {
        enabled: true,
        includeForgottenExports: true, // the class behind the name Model
        reportFileName: `${name}.api.md`,
        reportFolder: made,
        reportTempFolder: join(made, 'temp'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: off,
        tsdocMessageReporting: off,
      },
    },
  });
  const errors = [];
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = true;
      if (message.logLevel === 'error') errors.push(message.text);
    },
  });
  if (!succeeded) throw new Error(errors.join('\n'));
  return readFileSync(join(made, `${name}.api.md`), 'utf8').replaceAll('\r\n', '\n');
}

async function compareReports(modules, unpacked, update) {
  const extractor = createRequire(join(modules, 'x.js'))('@microsoft/api-extractor');
  const changed = [];
  for (const [name, types] of declarations(unpacked)) {
    const report = await apiReport(extractor, unpacked, types, name);
    const file = join(reports, `${name}.api.md`);
    if (update) {
      mkdirSync(reports, { recursive: true });
      writeFileSync(file, report);
    } else if (!existsSync(file) || readFileSync(file, 'utf8') !== report) changed.push(name);
  }
  if (changed.length > 0) {
    throw new Error(`the public API changed (${changed.join(', ')}): npm run api writes the reports anew; review them`);
  }
}

/** Of the unpacked package: what is published, not what was built. */
async function compareSizes(unpacked) {
  const rows = JSON.parse(readFileSync(join(root, 'build/package-sizes.json'), 'utf8'));
  const names = (list) => list.toSorted().join(', ');
  const [measured, budgeted] = [names(rows.map(({ name }) => name)), names(Object.keys(BUDGETS))];
  if (measured !== budgeted) throw new Error(`there are ${measured}; budgets.mjs has ${budgeted}`);
  const over = [];
  for (const { name, files } of rows) {
    const [{ size }] = await sizeLimit(
      [fileSizes],
      files.map((file) => join(unpacked, 'dist', file)),
    );
    if (!(size <= BUDGETS[name])) over.push(`${name} has ${size} bytes, its budget is ${BUDGETS[name]}`);
  }
  if (over.length > 0) throw new Error(over.join('\n'));
}

main(async () => {
  const modules = join(await installSide('release', here), 'node_modules');
  const { path, remove } = await ownFolder(join(root, 'build'), 'release-');
  const bin = (tool, ...args) => exec(join(modules, '.bin', tool), args, { maxBuffer: 64 << 20 });
  let failed = 0;
  let passed = 0;
  const check = async (sentence, work) => {
    try {
      await work();
      passed += 1;
      console.log(`  ok   ${sentence}`);
    } catch (error) {
      failed += 1;
      console.log(`  FAIL ${sentence}\n${[error.stdout, error.stderr, error.message].filter(Boolean).join('\n')}`);
    }
  };
  try {
    const { tarball, unpacked } = await pack(path);
    await check('publint finds nothing to say', () => bin('publint', 'run', tarball, '--strict'));
    await check('attw: the types are right for every way to resolve an ES module', () =>
      bin('attw', tarball, '--profile', 'esm-only', '--exclude-entrypoints', ...ASSETS),
    );
    await check('every entry is within its budget', () => compareSizes(unpacked));
    const update = process.argv.includes('--update');
    await check('the API is the one that was reviewed', () => compareReports(modules, unpacked, update));
  } finally {
    await remove();
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
});
