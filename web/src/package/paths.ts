// Names inside a package: plain enough to be written to any disk, and never leading out of it.

import { AttuneError } from '../errors.js';

/** What systems and archivers leave behind; it belongs to no package. */
const LEFT_BEHIND = /(?:^|\/)(?:__MACOSX(?:\/|$)|\.DS_Store$|\._[^/]*$|Thumbs\.db$|desktop\.ini$)/i;
/** Letters and digits of any script. */
const COMPONENT = /^[\p{L}\p{M}\p{N} ._-]+$/u;
const UNSAFE = /[\\\p{Cc}]/u;
const LONGEST_PATH = 1024;

export function isLeftBehind(path: string): boolean {
  return LEFT_BEHIND.test(path);
}

/**
 * Ensures: no absolute path, no `.` or `..`, no backslash, no control character.
 *
 * @throws AttuneError `model-invalid`
 */
export function checkPath(path: string): void {
  refuseIf(path, path.length > LONGEST_PATH ? 'is too long' : path.split('/').map(danger).find(isSaid));
}

/**
 * Also ensures that all characters are harmless: for names inside the package, which Apple's tools make up.
 *
 * @throws AttuneError `model-invalid`
 */
export function checkName(path: string): void {
  checkPath(path);
  const plain = path.split('/').every((component) => COMPONENT.test(component));
  refuseIf(path, plain ? undefined : 'has other characters than letters, digits, space, dot, underscore and hyphen');
}

/** @throws AttuneError `model-invalid` if two would be one file, on some systems at least */
export function checkDistinct(paths: Iterable<string>): void {
  const seen = new Set<string>();
  for (const path of paths) {
    const key = path.normalize('NFC').toLowerCase();
    if (seen.has(key)) throw new AttuneError('model-invalid', `the package has two files '${shown(path)}'`);
    seen.add(key);
  }
}

function danger(component: string): string | undefined {
  if (component === '') return 'is absolute, or has an empty part';
  if (component === '.' || component === '..') return `leads elsewhere by '${component}'`;
  return UNSAFE.test(component) ? 'has a backslash or a control character' : undefined;
}

function isSaid(complaint: string | undefined): boolean {
  return complaint !== undefined;
}

function refuseIf(path: string, complaint: string | undefined): void {
  if (complaint === undefined) return;
  throw new AttuneError('model-invalid', `the package has a file '${shown(path)}', whose path ${complaint}`);
}

/** For a sentence: no control characters, not too long. */
export function shown(path: string): string {
  const plain = path.replace(/[\p{C}]/gu, '?');
  return plain.length > 80 ? `${plain.slice(0, 77)}…` : plain;
}
