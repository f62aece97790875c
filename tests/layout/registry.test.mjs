// The folder is the registry: a new member is its file, its test and, for a layer, its row in the table. Nothing else.

import test from 'node:test';
import { files, nothing, read } from './repository.mjs';

/** A member is a .cpp without a header of its own; what has a header is a helper. */
function members(folder) {
  const here = files.filter((file) => file.startsWith(`src/${folder}/`) && file.split('/').length === 3);
  return here
    .filter((file) => file.endsWith('.cpp') && !here.includes(file.replace(/\.cpp$/, '.h')))
    .map((file) => file.split('/')[2].replace(/\.cpp$/, ''));
}

for (const folder of ['layers', 'losses', 'optimizers', 'neighbors']) {
  test(`every member of src/${folder} has its test`, () => {
    const without = members(folder)
      .map((stem) => `tests/core/${folder}/${stem}_test.cpp`)
      .filter((path) => !files.includes(path));
    nothing(without, 'Missing:');
  });
}

test('every layer has its row in src/layers/README.md', (context) => {
  const table = 'src/layers/README.md';
  const stems = members('layers');
  if (stems.length === 0) return context.skip('there are no layers yet');
  if (!files.includes(table)) return nothing([table], 'Missing:');
  const rows = new Set(
    [...read(table).matchAll(/^\|\s*[`[]*([a-z0-9_]+)(?:[`\]]|\([^)]*\))*\s*\|/gm)].map(([, stem]) => stem),
  );
  nothing(
    stems.filter((stem) => !rows.has(stem)).map((stem) => `| ${stem} | … |`),
    `${table} lacks these rows:`,
  );
});
