// The reference of every entry, out of the declarations in dist/: node web/release/reference.mjs [a folder that gets a copy]
//
// It is made in build/reference, and again only when the declarations are newer.

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow } from '../scripts/files.mjs';
import { main, must, root } from '../scripts/run.mjs';
import { installSide } from '../scripts/side-packages.mjs';

const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const TYPES = Object.values(exports).flatMap(({ types, default: script }) => (types && script ? [types] : []));
const here = fileURLToPath(new URL('.', import.meta.url));

const out = join(root, 'build/reference');

main(async () => {
  if (!isFresh()) await make();
  const [copy] = process.argv.slice(2);
  if (copy !== undefined) cpSync(out, resolve(copy), { recursive: true });
});

function isFresh() {
  const page = join(out, 'index.html');
  if (!existsSync(page)) return false;
  const made = statSync(page).mtimeMs;
  const sources = [...filesBelow('dist/types', ['.d.ts']), ...filesBelow('web/release', ['.mjs', 'package.json'])];
  return sources.every((file) => statSync(file).mtimeMs <= made);
}

async function make() {
  const modules = join(await installSide('release', here), 'node_modules');
  rmSync(out, { recursive: true, force: true });
  const options = join(root, 'build/typedoc');
  mkdirSync(options, { recursive: true });
  const tsconfig = join(options, 'tsconfig.json');
  const lib = ['ES2023', 'ESNext.Disposable', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'];
  writeFileSync(
    tsconfig,
    JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        module: 'ESNext',
        moduleResolution: 'Bundler',
        lib,
        types: [],
        skipLibCheck: true,
      },
      include: [join(root, 'dist/types/**/*.d.ts')],
    }),
  );
  await must('reference', join(modules, '.bin/typedoc'), [
    ...[
      '--tsconfig',
      tsconfig,
      '--out',
      out,
      '--name',
      'Attune',
      '--readme',
      'none',
      '--excludeInternal',
      '--excludeExternals',
    ],
    ...['--githubPages', 'false', '--hideGenerator', '--disableSources', '--treatWarningsAsErrors'],
    // The classes behind the names Model and ModelStore, which each entry makes for itself.
    ...['--plugin', 'typedoc-plugin-missing-exports', '--internalModule', 'behind the entries'],
    ...['--placeInternalsInOwningModule', 'false'],
    ...TYPES.flatMap((types) => ['--entryPoints', join(root, types)]),
  ]);
}
