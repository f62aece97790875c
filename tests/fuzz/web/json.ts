// Mutates plain data: a manifest, a record, a message.

import type { Random } from './driver.js';

/** What nobody expects in the place of something else. */
const STRANGE: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  1.5,
  1e21,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '',
  'x',
  '__proto__',
  'constructor',
  '../up',
  '/absolute',
  'a\\b',
  'a\0b',
  'x'.repeat(70_000),
  [],
  {},
  [[[[]]]],
  { length: 3 },
  new Uint8Array(3),
  new Float32Array([Number.NaN]),
  10n ** 20n,
];

type Container = Record<string, unknown> | unknown[];

function containers(value: unknown, found: Container[] = []): Container[] {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    found.push(value as Container);
    for (const inner of Object.values(value)) containers(inner, found);
  }
  return found;
}

/** A copy with one thing changed: a value replaced, a key removed, added, renamed or doubled. */
export function mutateJson<T>(value: T, random: Random): T {
  const copy = structuredClone(value);
  const all = containers(copy);
  if (all.length === 0) return random.of(STRANGE) as T;
  const place = random.of(all) as Record<string, unknown>;
  const key = random.of([...Object.keys(place), 'other']);
  switch (random.below(6)) {
    case 0:
      delete place[key];
      break;
    case 1: {
      const moved = place[key];
      delete place[key];
      place[random.of(['__proto__x', key.toUpperCase(), `${key} `, ''])] = moved;
      break;
    }
    case 2: {
      const from = random.of(all) as Record<string, unknown>;
      place[key] = structuredClone(from[random.of([...Object.keys(from), 'other'])]);
      break;
    }
    default:
      place[key] = random.of(STRANGE);
  }
  return copy;
}
