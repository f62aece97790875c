// The licenses of everything that is in dist/ and not ours.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, Stop } from './run.mjs';

/** Compiled into the wasm module or part of its glue. */
const NATIVE = {
  'Protocol Buffers (C++ lite runtime)': 'protobuf.txt',
  'Emscripten (runtime and embind)': 'emscripten.txt',
  'musl libc': 'musl.txt',
  'LLVM runtime libraries': 'llvm.txt',
};

/** @param inputs paths of all files that were bundled, relative to the checkout */
export function licenseTexts(inputs) {
  const packages = new Set(
    inputs.map((path) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean),
  );
  const native = Object.entries(NATIVE).map(([name, file]) => [
    name,
    readFileSync(join(root, 'web/scripts/licenses', file), 'utf8'),
  ]);
  const bundled = [...packages].sort().map((name) => [name, licenseOf(name)]);
  return [
    'This package holds parts of the following works, under their own licenses.\n',
    ...[...bundled, ...native].map(
      ([name, text]) => `${'='.repeat(78)}\n${name}\n${'='.repeat(78)}\n\n${text.trim()}\n`,
    ),
  ].join('\n');
}

function licenseOf(name) {
  const folder = join(root, 'node_modules', name);
  const file = existsSync(folder) && readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  if (!file) throw new Stop(`${name} is bundled, but its license was not found`);
  return readFileSync(join(folder, file), 'utf8');
}
