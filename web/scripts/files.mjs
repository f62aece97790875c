// Which source files there are: what formatting and linting work on.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

/** Files below `folder` (relative to the checkout) whose names end as asked; none if there is no such folder. */
export function filesBelow(folder, endings) {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Everything that clang-format cares for. */
export const cppFiles = () =>
  ['src', 'bindings', 'tests', 'proto'].flatMap((folder) => filesBelow(folder, ['.cpp', '.h', '.cc', '.proto']));
