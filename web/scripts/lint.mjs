// npm run lint [-- --tidy]: form, TypeScript's types, and with --tidy clang-tidy on all C++ (minutes).
// Every check runs, even after one failed.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cppFiles, filesBelow } from './files.mjs';
import { makePackages, makeToolchain } from './make.mjs';
import { bin, main, must, root, run } from './run.mjs';

// Page and worker know different globals; each project sees only its own.
const PROJECTS = ['web/tsconfig.json', 'web/tsconfig.worker.json', 'tests/types/tsconfig.json', 'demo/tsconfig.json'];

async function tidy() {
  // Its own build folder: clang's flags, and no precompiled headers that only another compiler reads.
  const folder = join(root, 'build/tidy');
  await must('tidy: configure', 'cmake', [
    '--preset',
    'native',
    '-B',
    folder,
    '-DCMAKE_CXX_COMPILER=clang++-19',
    '-DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON',
    '-DATTUNE_SANITIZE=OFF',
  ]);
  await must('tidy: schema', 'cmake', ['--build', folder, '--target', 'attune_schema']);
  const files = ['src', 'tests/core'].flatMap((part) => filesBelow(part, ['.cpp']));
  return run('clang-tidy', 'run-clang-tidy-19', ['-quiet', '-j', '2', '-p', folder, ...files]);
}

main(async () => {
  await makeToolchain();
  await makePackages();
  const results = [await run('biome', bin('biome'), ['check', '--error-on-warnings', '.'])];
  const files = cppFiles();
  if (files.length > 0) results.push(await run('clang-format', 'clang-format-19', ['--dry-run', '-Werror', ...files]));
  for (const project of PROJECTS) {
    if (existsSync(join(root, project))) results.push(await run(`tsc -p ${project}`, bin('tsc'), ['-p', project]));
  }
  if (process.argv.includes('--tidy')) results.push(await tidy());
  const failed = results.filter(({ code }) => code !== 0).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
