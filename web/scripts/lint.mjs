// npm run lint [-- --tidy]: form, TypeScript's types, and with --tidy clang-tidy on all C++ (minutes).
// Every check runs, even after one failed.

import { join } from 'node:path';
import { cppFiles, filesBelow } from './files.mjs';
import { makePackages, makeToolchain } from './make.mjs';
import { bin, main, must, root, run } from './run.mjs';
import { checkTypes } from './types.mjs';

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
  results.push(...(await checkTypes()));
  if (process.argv.includes('--tidy')) results.push(await tidy());
  const failed = results.filter(({ code }) => code !== 0).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
