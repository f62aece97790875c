// bindings/module.d.ts, written by hand, against what Emscripten's --emit-tsd finds in the binary.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const written = new URL('../../bindings/module.d.ts', import.meta.url);
const emitted = new URL('../../build/wasm/types/core.d.ts', import.meta.url);

const skipped = existsSync(emitted) ? undefined : 'SKIPPED: there is no build/wasm/types (npm test makes it)';
if (skipped !== undefined) console.warn(skipped);

/** The functions of one interface: name → the kinds of its parameters and of its result, in order. */
function functionsOf(file: URL, name: string): Map<string, string[]> {
  const body = readFileSync(file, 'utf8').match(new RegExp(`interface ${name}[^{]*\\{\\n([\\s\\S]*?)\\n\\}`))?.[1];
  if (body === undefined) throw new Error(`no interface ${name} in ${file.pathname}`);
  const functions = new Map<string, string[]>();
  for (const [, method = '', parameters = '', result = ''] of body.matchAll(/^ {2}(\w+)\((.*?)\): (.+);$/gm)) {
    const types = parameters === '' ? [] : parameters.split(/, (?=\w+: )/).map((part) => part.replace(/^\w+: /, ''));
    functions.set(method, [...types, result].map(kindOf));
  }
  return functions;
}

/** As far as embind tells types apart: numbers, text, nothing, and everything else. */
function kindOf(type: string): string {
  if (type === 'number' || type.endsWith('Handle')) return 'number';
  if (type === 'void' || type === 'boolean') return type;
  if (type === 'string' || type === 'EmbindString' || type === 'ExampleRole') return 'string';
  return 'value';
}

describe.skipIf(skipped !== undefined)('the hand-written types of the module', () => {
  it('name every bound function, with its parameters and result', () => {
    const bound = functionsOf(emitted, 'EmbindModule');
    expect(bound.size).toBeGreaterThan(10);
    expect(Object.fromEntries(functionsOf(written, 'CoreModule'))).toEqual(Object.fromEntries(bound));
  });
});
