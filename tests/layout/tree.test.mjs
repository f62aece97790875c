// What lies where: the top level, the length of files, and nothing of the machine that somebody worked on.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { files, nothing, read, root } from './repository.mjs';

const FOLDERS = ['.changeset', '.ci', 'bindings', 'demo', 'proto', 'src', 'tests', 'web'];
// Only what a tool, or a visitor, looks for there.
const TOP_LEVEL_FILES = [
  '.clang-format',
  '.clang-tidy',
  '.editorconfig',
  '.gitattributes',
  '.gitignore',
  '.npmrc',
  'CHANGELOG.md',
  'CMakeLists.txt',
  'CMakePresets.json',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'biome.json',
  'package-lock.json',
  'package.json',
];
const MOST_LINES = 400;

test('the top level holds only what is looked for there', () => {
  const strange = new Set(
    files
      .map((file) => file.split('/'))
      .filter(([first, ...rest]) => !(rest.length > 0 ? FOLDERS : TOP_LEVEL_FILES).includes(first))
      .map(([first]) => first),
  );
  nothing([...strange], 'Not in the list of tests/layout/tree.test.mjs:');
});

test(`no source file is longer than ${MOST_LINES} lines`, () => {
  const long = files
    .filter((file) => /^(src|bindings|web|demo)\/.*\.(cpp|h|tsx?)$/.test(file))
    .map((file) => [file, read(file).trimEnd().split('\n').length])
    .filter(([, lines]) => lines > MOST_LINES);
  nothing(
    long.map(([file, lines]) => `${file}: ${lines} lines`),
    'A second idea has moved in:',
  );
});

test('no file names a path of somebody’s machine, nor the registry that they used', () => {
  // Put together here, so that this file does not find itself.
  const hosts = [
    ['registry', 'npmjs', 'org'],
    ['files', 'pythonhosted', 'org'],
    ['deb', 'debian', 'org'],
    ['snapshot', 'debian', 'org'],
  ].map((parts) => parts.join('\\.'));
  const folders = ['work', 'root', 'home', 'Users'].join('|');
  const trace = new RegExp(`(?<![\\w.~:*-])/(?:${folders})/[\\w.]|${hosts.join('|')}`);
  const found = files
    .filter((file) => statSync(join(root, file)).size < 4 << 20)
    .flatMap((file) => {
      const text = read(file);
      if (text.includes('\0')) return [];
      return text
        .split('\n')
        .flatMap((line, index) => (trace.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 100)}`] : []));
    });
  nothing(found, 'Take these out:');
});

test('what is generated is not in git', () => {
  const generated = /(^|\/)(build|dist|node_modules)\/|\.pb\.(h|cc)$|\.(o|a|wasm|tgz)$/;
  nothing(
    files.filter((file) => generated.test(file) && !/^(web\/src|tests\/web)\/build\//.test(file)),
    'Generated:',
  );
});
