// One direction: a folder includes only what stands left of it, never a neighbour across "|".
//
//   base · kernels · format · (layers | losses | optimizers | neighbors) · plan · models · (task | import | surgery) · recipes · bindings

import test from 'node:test';
import { files, nothing, read } from './repository.mjs';

const ORDER = [
  ['base'],
  ['kernels'],
  ['format'],
  ['layers', 'losses', 'optimizers', 'neighbors'],
  ['plan'],
  ['models'],
  ['task', 'import', 'surgery'],
  ['recipes'],
  ['bindings'],
];
const PLACE = new Map(ORDER.flatMap((group, place) => group.map((folder) => [folder, place])));

/** Every include of our C++: { file, line, folder (of the file), path (as written), angled }. */
const includes = files
  .filter((file) => /^(src|bindings)\/.*\.(cpp|h|inc)$/.test(file) && !file.startsWith('bindings/toolchain/'))
  .flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((text, index) => {
        const [, open, path] = text.match(/^\s*#\s*include\s*([<"])([^>"]+)[>"]/) ?? [];
        if (path === undefined) return [];
        const folder = file.startsWith('bindings/') ? 'bindings' : file.split('/')[1];
        return [{ file, line: index + 1, folder, path, angled: open === '<' }];
      }),
  );

const at = ({ file, line, path }) => `${file}:${line} includes "${path}"`;

test('every folder of src has a place in the order', () => {
  const unknown = new Set(files.filter((file) => /^src\/[^/]+\//.test(file)).map((file) => file.split('/')[1]));
  nothing(
    [...unknown].filter((folder) => !PLACE.has(folder)),
    'Give these a place in tests/layout/includes.test.mjs:',
  );
});

test('a folder includes only what stands left of it', () => {
  const wrong = includes.filter(({ folder, path, angled }) => {
    const other = path.split('/')[0];
    if (angled || other === folder || !path.includes('/') || !PLACE.has(other)) return false;
    return PLACE.get(other) >= PLACE.get(folder);
  });
  nothing(
    wrong.map((one) => `${at(one)}: '${one.path.split('/')[0]}' does not stand left of '${one.folder}'`),
    `The order is ${ORDER.map((group) => group.join(' | ')).join(' · ')}:`,
  );
});

test('base and kernels know no format', () => {
  const wrong = includes.filter(({ folder, path }) => ['base', 'kernels'].includes(folder) && path.endsWith('.pb.h'));
  nothing(wrong.map(at), 'Arithmetic works on spans; messages begin at src/format:');
});

test('Eigen stays off the training path', () => {
  // Its products sum in an order that differs by target: other bits natively than in a browser.
  const wrong = includes.filter(({ folder, path }) => /^Eigen\b/.test(path) && folder !== 'recipes');
  nothing(wrong.map(at), 'Only src/recipes (and references in tests) may use Eigen:');
});

test('the core brings in no stream, no printf and no locale', () => {
  // Each costs 4 to 40 KB of every download.
  const costly = /^(iostream|sstream|fstream|ostream|istream|iomanip|locale|regex|format|cstdio|stdio\.h|iosfwd)$/;
  const wrong = includes.filter(({ path, angled }) => angled && costly.test(path));
  nothing(wrong.map(at), 'The core never prints, and text is put together by hand:');
});
