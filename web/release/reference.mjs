// The reference of every entry, out of the declarations in dist/: node web/release/reference.mjs [folder, default build/reference]

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main, must, root } from '../scripts/run.mjs';
import { installSide } from '../scripts/side-packages.mjs';

const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const TYPES = Object.values(exports).flatMap(({ types, default: script }) => (types && script ? [types] : []));
const here = fileURLToPath(new URL('.', import.meta.url));

main(async () => {
  const modules = join(await installSide('release', here), 'node_modules');
  const out = resolve(process.argv[2] ?? join(root, 'build/reference'));
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
    ...['--tsconfig', tsconfig, '--out', out, '--name', 'Attune', '--readme', 'none', '--excludeInternal'],
    ...['--githubPages', 'false', '--hideGenerator', '--disableSources', '--treatWarningsAsErrors'],
    // The classes behind the names Model and ModelStore, which each entry makes for itself.
    ...['--plugin', 'typedoc-plugin-missing-exports', '--internalModule', 'behind the entries'],
    ...['--placeInternalsInOwningModule', 'false'],
    ...TYPES.flatMap((types) => ['--entryPoints', join(root, types)]),
  ]);
});
