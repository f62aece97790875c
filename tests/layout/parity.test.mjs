// The table of Core ML's items: every row names a test, and that test is there under that name.

import { existsSync } from 'node:fs';
import { join, normalize } from 'node:path';
import test from 'node:test';
import { nothing, read, root } from './repository.mjs';

const TABLE = 'web/core-ml-parity.md';
const LEAST_ROWS = 50;

const rows = read(TABLE)
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Core ML |'));
const links = [...read(TABLE).matchAll(/\]\(([^) ]+)(?: "([^"]+)")?\)/g)].map(([, target, title]) => ({
  path: normalize(join('web', target)),
  title,
}));

test('every row of the table links a test, or has nothing to show', () => {
  if (rows.length < LEAST_ROWS) nothing([`${rows.length} rows`], `${TABLE} has lost its contents:`);
  const bare = rows.filter((row) => !/\]\([^ ]+(?: "[^"]+")?\) \|$/.test(row) && !row.endsWith('| – |'));
  nothing(bare, `Rows of ${TABLE} without a test:`);
});

test('every test that the table links is there, under that name', () => {
  const lost = links.filter(({ path, title }) => {
    if (!existsSync(join(root, path))) return true;
    // Long names of C++ tests are split over lines by the formatter.
    return (
      title !== undefined &&
      !read(path)
        .replaceAll(/"\s*\n\s*"/g, '')
        .includes(title)
    );
  });
  nothing(
    lost.map(({ path, title }) => `${path}: ${title ?? 'no such file'}`),
    `${TABLE} links tests that are not there:`,
  );
});
