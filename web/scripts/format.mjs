// npm run format: puts every file in the one form. Nobody discusses spaces.

import { cppFiles } from './files.mjs';
import { makePackages, makeToolchain } from './make.mjs';
import { bin, main, must } from './run.mjs';

main(async () => {
  await makeToolchain();
  await makePackages();
  await must('biome', bin('biome'), ['check', '--write', '--no-errors-on-unmatched', '.']);
  const files = cppFiles();
  if (files.length > 0) await must('clang-format', 'clang-format-19', ['-i', ...files]);
});
