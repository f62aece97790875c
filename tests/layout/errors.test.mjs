// One list of error codes, in C++ and in TypeScript. Programs switch on them: none vanishes, none appears by accident.

import test from 'node:test';
import { files, nothing, read } from './repository.mjs';

const CODES = `model-invalid model-too-large unsupported not-updatable invalid-parameter shape-mismatch bad-example
  integrity network unsupported-browser worker-start core-restarted memory diverged not-better conflict quota
  storage-aborted storage-broken format-too-new cannot-forget`.split(/\s+/);

function compare(found, where) {
  nothing(
    [
      ...CODES.filter((code) => !found.includes(code)).map((code) => `'${code}' is missing`),
      ...found.filter((code) => !CODES.includes(code)).map((code) => `'${code}' is not in the agreed list`),
      ...found.filter((code, index) => found.indexOf(code) !== index).map((code) => `'${code}' stands there twice`),
    ],
    `${where}:`,
  );
}

test('src/base/error.h has the codes', (context) => {
  const path = 'src/base/error.h';
  if (!files.includes(path)) return context.skip(`there is no ${path} yet`);
  const body = read(path).match(/enum class ErrorCode[^{]*\{([^}]*)\}/)?.[1];
  if (body === undefined) return nothing(['enum class ErrorCode'], `${path} lacks:`);
  const names = body.replace(/\/\/.*$/gm, '').match(/\b[a-z][a-z_]*\b(?=\s*(,|=|$))/g) ?? [];
  compare(
    names.map((name) => name.replaceAll('_', '-')),
    path,
  );
});

test('web/src/errors.ts has the codes', (context) => {
  const path = 'web/src/errors.ts';
  if (!files.includes(path)) return context.skip(`there is no ${path} yet`);
  // The table's keys: quoted where they hold a hyphen, bare where they do not.
  const body = read(path).match(/ERROR_CODES[^{[]*[{[]([\s\S]*?)[}\]]\s*as const/)?.[1];
  if (body === undefined) return nothing(['ERROR_CODES = { … } as const'], `${path} lacks:`);
  compare(
    [...body.matchAll(/^\s*'?([a-z][a-z-]*)'?\s*(?=:|,)/gm)].map(([, code]) => code),
    path,
  );
});
